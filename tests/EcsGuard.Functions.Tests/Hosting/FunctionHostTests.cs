using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EcsGuard.Functions.Hosting;
using EcsGuard.Testing;

namespace EcsGuard.Functions.Tests.Hosting;

/// <summary>The host against a server that speaks Lambda's Runtime API: what it sends, in which order, and how it ends.</summary>
public sealed class FunctionHostTests
{
    private static readonly FunctionHandler Echo = static (input, _, _) => Task.FromResult(input);

    [Fact]
    public async Task Answers_each_invocation_and_asks_for_the_next()
    {
        await using var function = HostedFunction.Start(static (input, context, _) =>
            Task.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes($$"""{"got":{{Encoding.UTF8.GetString(input.Span)}},"from":"{{context.InvokedFunctionArn}}","in":"{{context.FunctionName}}"}""")));

        var first = await function.InvokeAsync("a-1", """{"n":1}""");
        var second = await function.InvokeAsync("a-2", """{"n":"zwei ✓"}""", ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:111122223333:function:ecsguard:live"));

        Assert.Equal("""{"got":{"n":1},"from":"arn:aws:lambda:eu-west-1:111122223333:function:ecsguard","in":"ecsguard-tested"}""", first.Report.Text);
        Assert.Equal("""{"got":{"n":"zwei ✓"},"from":"arn:aws:lambda:eu-west-1:111122223333:function:ecsguard:live","in":"ecsguard-tested"}""", second.Report.Text);
        Assert.Equal("application/json", first.Report.Header("Content-Type"));
        Assert.Equal(0, await function.StopAfterAsync(5));
        Assert.Equal(
            [
                "GET /2018-06-01/runtime/invocation/next",
                "POST /2018-06-01/runtime/invocation/a-1/response",
                "GET /2018-06-01/runtime/invocation/next",
                "POST /2018-06-01/runtime/invocation/a-2/response",
                "GET /2018-06-01/runtime/invocation/next",
            ],
            Sent(function));
    }

    [Fact]
    public async Task Sends_an_empty_body_for_an_empty_response()
    {
        await using var function = HostedFunction.Start(static (_, _, _) => Task.FromResult(ReadOnlyMemory<byte>.Empty));

        var outcome = await function.InvokeAsync("a-1", "{}");

        Assert.True(outcome.Succeeded);
        Assert.Equal("0", outcome.Report.Header("Content-Length"));
    }

    [Fact]
    public async Task Carries_a_payload_of_six_megabytes_both_ways()
    {
        var input = $"\"{new string('x', (6 * 1024 * 1024) - 2)}\"";
        await using var function = HostedFunction.Start(Echo);

        var outcome = await function.InvokeAsync("a-1", input);

        Assert.True(outcome.Succeeded);
        Assert.Equal(input, outcome.Report.Text);
    }

    [Fact]
    public async Task Reports_a_fault_with_type_message_and_stack_and_goes_on()
    {
        await using var function = HostedFunction.Start(static (input, _, _) =>
            input.Span.SequenceEqual("1"u8) ? throw new InvalidOperationException("The table is being deleted.") : Task.FromResult(input));

        var fault = await function.InvokeAsync("a-1", "1");
        var success = await function.InvokeAsync("a-2", "2");

        Assert.False(fault.Succeeded);
        Assert.Equal("InvalidOperationException", fault.Report.Header("Lambda-Runtime-Function-Error-Type"));
        Assert.Equal("application/vnd.aws.lambda.error+json", fault.Report.Header("Content-Type"));
        using var body = JsonDocument.Parse(fault.Report.Body);
        Assert.Equal(["errorMessage", "errorType", "stackTrace"], body.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal("The table is being deleted.", body.RootElement.GetProperty("errorMessage").GetString());
        Assert.Equal("InvalidOperationException", body.RootElement.GetProperty("errorType").GetString());
        Assert.StartsWith($"at {typeof(FunctionHostTests).FullName}.", body.RootElement.GetProperty("stackTrace")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("2", success.Report.Text);
        Assert.Equal(0, await function.StopAfterAsync(5));
        Assert.Equal(
            [
                "GET /2018-06-01/runtime/invocation/next",
                "POST /2018-06-01/runtime/invocation/a-1/error",
                "GET /2018-06-01/runtime/invocation/next",
                "POST /2018-06-01/runtime/invocation/a-2/response",
                "GET /2018-06-01/runtime/invocation/next",
            ],
            Sent(function));
        var entry = Assert.Single(await function.LogAsync("The invocation failed."));
        Assert.Equal("ERROR", entry.GetProperty("level").GetString());
        Assert.Equal("a-1", entry.GetProperty("requestId").GetString());
        Assert.Equal("System.InvalidOperationException", entry.GetProperty("exception").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Keeps_letters_that_a_header_cannot_hold_in_the_body_only()
    {
        await using var function = HostedFunction.Start(static (_, _, _) => throw new GebührException("Größe \"✗\"\nüberschritten"));

        var outcome = await function.InvokeAsync("a-1", "{}");

        Assert.Equal("Geb?hrException", outcome.Report.Header("Lambda-Runtime-Function-Error-Type"));
        Assert.StartsWith("""{"errorMessage":"Größe \"✗\"\nüberschritten","errorType":"GebührException","stackTrace":[""", outcome.Report.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withholds_a_message_that_quotes_what_could_not_be_read()
    {
        await using var function = HostedFunction.Start(static (input, _, _) =>
        {
            _ = int.Parse("hunter2", CultureInfo.InvariantCulture);
            return Task.FromResult(input);
        });

        var outcome = await function.InvokeAsync("a-1", "{}");

        Assert.StartsWith(
            """{"errorMessage":"(message withheld: this type of exception quotes data)","errorType":"FormatException","stackTrace":[""",
            outcome.Report.Text,
            StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", outcome.Report.Text, StringComparison.Ordinal);
        await function.StopAsync();
        Assert.DoesNotContain("hunter2", Assert.Single(await function.LogAsync("The invocation failed.")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Echoes_the_invocation_id_exactly_when_there_was_one()
    {
        await using var function = HostedFunction.Start(static (input, _, _) =>
            input.Span.SequenceEqual("fail"u8) ? throw new InvalidOperationException("no") : Task.FromResult(input));

        var response = await function.InvokeAsync("a-1", "ok", ("Lambda-Runtime-Invocation-Id", "b5a0c3f4-1"));
        var error = await function.InvokeAsync("a-2", "fail", ("Lambda-Runtime-Invocation-Id", "b5a0c3f4-2"));
        var responseWithout = await function.InvokeAsync("a-3", "ok");
        var errorWithout = await function.InvokeAsync("a-4", "fail");

        Assert.Equal(
            [(true, "b5a0c3f4-1"), (false, "b5a0c3f4-2"), (true, null), (false, null)],
            new[] { response, error, responseWithout, errorWithout }.Select(outcome => (outcome.Succeeded, outcome.Report.Header("Lambda-Runtime-Invocation-Id"))));
    }

    [Fact]
    public async Task Sets_the_trace_id_for_each_invocation_and_clears_it_when_there_is_none()
    {
        await using var function = HostedFunction.Start(static (_, context, _) => Task.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes(context.TraceId)));

        var traced = await function.InvokeAsync("a-1", "{}", ("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1"));
        var untraced = await function.InvokeAsync("a-2", "{}");

        Assert.Equal("Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1", traced.Report.Text);
        Assert.Equal("", untraced.Report.Text);
        Assert.Equal(["Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1", null], function.TraceIds);
    }

    [Fact]
    public async Task Reports_a_response_that_Lambda_finds_too_large_as_an_error_and_goes_on()
    {
        await using var function = HostedFunction.Start(Echo, api => api.Answer("invocation/a-1/response", 413));

        await function.InvokeAsync("a-1", "1");
        var error = await function.Api.WaitForAsync("invocation/a-1/error", TestContext.Current.CancellationToken);
        var next = await function.InvokeAsync("a-2", "2");

        Assert.Equal("Function.ResponseSizeTooLarge", error.Header("Lambda-Runtime-Function-Error-Type"));
        Assert.Equal("""{"errorMessage":"The response is larger than Lambda accepts.","errorType":"Function.ResponseSizeTooLarge","stackTrace":[]}""", error.Text);
        Assert.True(next.Succeeded);
        Assert.Equal(0, await function.StopAfterAsync(6));
        Assert.Equal(
            [
                "GET /2018-06-01/runtime/invocation/next",
                "POST /2018-06-01/runtime/invocation/a-1/response",
                "POST /2018-06-01/runtime/invocation/a-1/error",
                "GET /2018-06-01/runtime/invocation/next",
                "POST /2018-06-01/runtime/invocation/a-2/response",
                "GET /2018-06-01/runtime/invocation/next",
            ],
            Sent(function));
    }

    [Theory]
    [InlineData("response", "ok", 400)]
    [InlineData("response", "ok", 403)]
    [InlineData("error", "fail", 400)]
    [InlineData("error", "fail", 413)]
    public async Task Logs_a_report_that_Lambda_refuses_and_goes_on(string report, string input, int status)
    {
        await using var function = HostedFunction.Start(FailOn("fail"), api => api.Answer($"invocation/a-1/{report}", status));

        await function.InvokeAsync("a-1", input);
        var next = await function.InvokeAsync("a-2", "ok");

        Assert.True(next.Succeeded);
        Assert.Equal(0, await function.StopAsync());
        var entry = Assert.Single(await function.LogAsync($"Lambda did not take the report {report}."));
        Assert.Equal($"The Runtime API answered {report} with status {status}.", entry.GetProperty("exception").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("invocation/next", "ok")]
    [InlineData("invocation/a-1/response", "ok")]
    [InlineData("invocation/a-1/error", "fail")]
    public async Task Exits_with_an_error_when_the_Runtime_API_fails(string path, string input)
    {
        await using var function = HostedFunction.Start(FailOn("fail"), api => api.Answer(path, 500));
        function.Api.Enqueue(new Invocation("a-1", input));

        Assert.Equal(1, await function.Exit);
        Assert.Equal($"/2018-06-01/runtime/{path}", function.Api.Requests[^1].Path);
        Assert.Single(await function.LogAsync("The process ends."));
    }

    [Fact]
    public async Task Exits_with_an_error_when_no_invocations_are_handed_out_any_more()
    {
        await using var function = HostedFunction.Start(Echo, api => api.Answer("invocation/next", 403));

        Assert.Equal(1, await function.Exit);
        Assert.Equal(["GET /2018-06-01/runtime/invocation/next"], Sent(function));
    }

    [Theory]
    [InlineData(RuntimeApi.BreakOff)]
    [InlineData(RuntimeApi.BreakOffInside)]
    public async Task Asks_again_when_the_connection_breaks(int how)
    {
        await using var function = HostedFunction.Start(Echo, api =>
        {
            api.Answer("invocation/next", how);
            api.Answer("invocation/a-1/response", RuntimeApi.BreakOff);
        });

        await function.InvokeAsync("a-1", "1");
        var next = await function.InvokeAsync("a-2", "2");

        Assert.Equal("2", next.Report.Text);
        Assert.Equal(0, await function.StopAfterAsync(7));
        Assert.Equal(
            [
                "GET /2018-06-01/runtime/invocation/next",
                "GET /2018-06-01/runtime/invocation/next",
                "POST /2018-06-01/runtime/invocation/a-1/response",
                "POST /2018-06-01/runtime/invocation/a-1/response",
                "GET /2018-06-01/runtime/invocation/next",
                "POST /2018-06-01/runtime/invocation/a-2/response",
                "GET /2018-06-01/runtime/invocation/next",
            ],
            Sent(function));
    }

    [Fact]
    public async Task Gives_up_after_five_attempts_when_nobody_listens()
    {
        string endpoint;
        using (var closed = new TcpListener(IPAddress.Loopback, 0))
        {
            closed.Start();
            endpoint = closed.LocalEndpoint.ToString()!;
        }

        await using var function = HostedFunction.Start(_ => Echo, endpoint: endpoint);

        Assert.Equal(1, await function.Exit);
        Assert.Equal(
            [1, 2, 3, 4],
            (await Task.WhenAll(Enumerable.Range(1, 4).Select(attempt => function.LogAsync($"The Runtime API did not answer next (attempt {attempt}).")))).Select(entries => Assert.Single(entries).GetProperty("Attempt").GetInt32()));
        var end = Assert.Single(await function.LogAsync("The process ends."));
        Assert.Equal("The Runtime API did not answer next in 5 attempts.", end.GetProperty("exception").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Reports_a_composition_that_fails_before_any_invocation_is_taken()
    {
        await using var function = HostedFunction.Start((FunctionFactory)(_ => throw new InvalidOperationException("TABLE_NAME is not set.")));

        Assert.Equal(1, await function.Exit);
        var error = Assert.Single(function.Api.Requests);
        Assert.Equal("POST /2018-06-01/runtime/init/error", error.ToString());
        Assert.Equal("InvalidOperationException", error.Header("Lambda-Runtime-Function-Error-Type"));
        Assert.StartsWith("""{"errorMessage":"TABLE_NAME is not set.","errorType":"InvalidOperationException","stackTrace":["at """, error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(500)]
    public async Task Exits_with_the_first_cause_when_even_the_initialisation_error_is_refused(int status)
    {
        await using var function = HostedFunction.Start(_ => throw new InvalidOperationException("TABLE_NAME is not set."), prepare: api => api.Answer("init/error", status));

        Assert.Equal(1, await function.Exit);
        var end = Assert.Single(await function.LogAsync("The process ends."));
        Assert.Equal("TABLE_NAME is not set.", end.GetProperty("exception").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("Unheard")]
    [InlineData("tested")]
    [InlineData("")]
    public async Task Names_the_known_functions_when_the_handler_is_none_of_them(string handler)
    {
        await using var function = HostedFunction.Start(_ => Echo, handler);

        Assert.Equal(1, await function.Exit);
        var error = Assert.Single(function.Api.Requests);
        Assert.Equal("POST /2018-06-01/runtime/init/error", error.ToString());
        Assert.Equal("Runtime.NoSuchHandler", error.Header("Lambda-Runtime-Function-Error-Type"));
        using var body = JsonDocument.Parse(error.Body);
        Assert.Equal($"_HANDLER is '{handler}', which is no function of this executable. Known: Another, Tested.", body.RootElement.GetProperty("errorMessage").GetString());
    }

    [Fact]
    public async Task Says_what_is_missing_when_it_runs_outside_Lambda()
    {
        await using var function = HostedFunction.Start(_ => Echo, endpoint: "");

        Assert.Equal(1, await function.Exit);
        Assert.Single(await function.LogAsync("AWS_LAMBDA_RUNTIME_API is not set: this executable runs inside Lambda or an emulator of it. `ecsguard replay` runs the same functions on a laptop."));
    }

    [Fact]
    public async Task Composes_once_and_before_the_first_invocation_is_asked_for()
    {
        var compositions = new List<int>();
        HostedFunction? self = null;
        using var started = new SemaphoreSlim(0);
        await using var function = HostedFunction.Start((FunctionFactory)(_ =>
        {
            started.Wait(TestContext.Current.CancellationToken);
            compositions.Add(self!.Api.Requests.Count);
            return Echo;
        }));
        self = function;
        started.Release();

        await function.InvokeAsync("a-1", "1");
        await function.InvokeAsync("a-2", "2");

        Assert.Equal([0], compositions);
    }

    [Fact]
    public async Task Lets_the_current_invocation_finish_when_it_is_stopped()
    {
        var running = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        await using var function = HostedFunction.Start(async (input, _, cancellationToken) =>
        {
            running.SetResult();
            await finish.Task.WaitAsync(cancellationToken);
            return input;
        });
        var invocation = function.InvokeAsync("a-1", "1");
        await running.Task;

        function.RequestStop();
        finish.SetResult();

        Assert.True((await invocation).Succeeded);
        Assert.Equal(0, await function.Exit);
        Assert.Equal(["GET /2018-06-01/runtime/invocation/next", "POST /2018-06-01/runtime/invocation/a-1/response"], Sent(function));
        Assert.Single(await function.LogAsync("Stopped on request."));
    }

    [Fact]
    public async Task Stops_at_once_when_it_only_waits()
    {
        await using var function = HostedFunction.Start(Echo);
        await function.Api.WaitForAsync("invocation/next", TestContext.Current.CancellationToken);

        Assert.Equal(0, await function.StopAsync());
    }

    [Fact]
    public async Task Cancels_the_token_half_a_second_before_the_deadline_and_says_so()
    {
        var running = new TaskCompletionSource<TimeSpan>();
        await using var function = HostedFunction.Start(async (input, context, cancellationToken) =>
        {
            if (input.Span.SequenceEqual("slow"u8))
            {
                running.SetResult(context.RemainingTime);
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return input;
        });
        var invocation = function.InvokeAsync("a-1", "slow", ("Lambda-Runtime-Deadline-Ms", function.DeadlineIn(TimeSpan.FromSeconds(3))));

        Assert.Equal(TimeSpan.FromSeconds(3), await running.Task);
        function.Time.Advance(TimeSpan.FromMilliseconds(2499));
        Assert.False(invocation.IsCompleted);
        function.Time.Advance(TimeSpan.FromMilliseconds(1));
        var outcome = await invocation;

        Assert.False(outcome.Succeeded);
        Assert.Equal("Function.Timeout", outcome.Report.Header("Lambda-Runtime-Function-Error-Type"));
        Assert.StartsWith(
            """{"errorMessage":"The invocation was given up 500 ms before its deadline, after 2500 ms.","errorType":"Function.Timeout","stackTrace":["at """,
            outcome.Report.Text,
            StringComparison.Ordinal);
        Assert.True((await function.InvokeAsync("a-2", "quick")).Succeeded);
    }

    [Fact]
    public async Task Does_not_blame_the_deadline_for_another_cancellation()
    {
        await using var function = HostedFunction.Start(static (_, _, _) => throw new TaskCanceledException("The request to SNS took too long."));

        var outcome = await function.InvokeAsync("a-1", "{}");

        Assert.Equal("TaskCanceledException", outcome.Report.Header("Lambda-Runtime-Function-Error-Type"));
    }

    [Theory]
    [InlineData("400", true)]
    [InlineData("-400", true)]
    [InlineData("600", false)]
    [InlineData("none", false)]
    [InlineData("soon", false)]
    public async Task Starts_with_a_cancelled_token_only_when_no_time_is_left(string milliseconds, bool cancelled)
    {
        await using var function = HostedFunction.Start(static (_, _, cancellationToken) =>
            Task.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes(cancellationToken.IsCancellationRequested ? "true" : "false")));
        var deadline = milliseconds switch
        {
            "none" => null,
            "soon" => "soon",
            _ => function.DeadlineIn(TimeSpan.FromMilliseconds(int.Parse(milliseconds, CultureInfo.InvariantCulture))),
        };

        var outcome = await function.InvokeAsync("a-1", "{}", ("Lambda-Runtime-Deadline-Ms", deadline));

        Assert.Equal(cancelled ? "true" : "false", outcome.Report.Text);
    }

    [Fact]
    public async Task Writes_the_metrics_of_each_invocation_even_of_one_that_fails()
    {
        await using var function = HostedFunction.Start((FunctionFactory)(services => (input, _, _) =>
        {
            services.Metrics.Count("EventsIgnored", 1);
            return input.Span.SequenceEqual("fail"u8) ? throw new InvalidOperationException("no") : Task.FromResult(input);
        }));

        await function.InvokeAsync("a-1", "ok");
        await function.InvokeAsync("a-2", "fail");
        await function.StopAsync();

        Assert.Equal(
            [
                """{"_aws":{"Timestamp":1773480413589,"CloudWatchMetrics":[{"Namespace":"EcsGuard","Dimensions":[["Function"]],"Metrics":[{"Name":"EventsIgnored","Unit":"Count"},{"Name":"InvocationDuration","Unit":"Milliseconds"}]}]},"Function":"Tested","requestId":"a-1","EventsIgnored":1,"InvocationDuration":0}""",
                """{"_aws":{"Timestamp":1773480413589,"CloudWatchMetrics":[{"Namespace":"EcsGuard","Dimensions":[["Function"]],"Metrics":[{"Name":"EventsIgnored","Unit":"Count"},{"Name":"InvocationDuration","Unit":"Milliseconds"}]}]},"Function":"Tested","requestId":"a-2","EventsIgnored":1,"InvocationDuration":0}""",
            ],
            await function.MetricsAsync());
    }

    private static FunctionHandler FailOn(string input) => (actual, _, _) =>
        Encoding.UTF8.GetString(actual.Span) == input ? throw new InvalidOperationException("no") : Task.FromResult(actual);

    private static IEnumerable<string> Sent(HostedFunction function) => function.Api.Requests.Select(request => request.ToString());

    private sealed class GebührException(string message) : Exception(message);
}
