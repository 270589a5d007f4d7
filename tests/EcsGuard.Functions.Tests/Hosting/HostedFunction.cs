using System.Text;
using System.Text.Json;
using EcsGuard.Functions.Hosting;
using EcsGuard.Testing;

namespace EcsGuard.Functions.Tests.Hosting;

/// <summary>The host with one function, "Tested", in this process against a Runtime API of its own.</summary>
internal sealed class HostedFunction : IAsyncDisposable
{
    private readonly MemoryStream _output = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private HostedFunction()
    {
    }

    public RuntimeApi Api { get; } = RuntimeApi.Start();

    public FakeTime Time { get; } = new();

    /// <summary>The values that _X_AMZN_TRACE_ID was given, in order.</summary>
    public List<string?> TraceIds { get; } = [];

    /// <summary>The process's exit code, once it has one.</summary>
    public Task<int> Exit { get; private set; } = Task.FromResult(-1);

    public static HostedFunction Start(FunctionFactory function, string handler = "Tested", Action<RuntimeApi>? prepare = null, string? endpoint = null)
    {
        var hosted = new HostedFunction();
        prepare?.Invoke(hosted.Api);
        hosted.Exit = Task.Run(() => FunctionHost.RunAsync(
            new Dictionary<string, FunctionFactory>(StringComparer.Ordinal)
            {
                ["Tested"] = function,
                ["Another"] = _ => throw new InvalidOperationException("Only the function that _HANDLER names is composed."),
            },
            new LambdaEnvironment { RuntimeApi = endpoint ?? hosted.Api.Endpoint, Handler = handler, FunctionName = "ecsguard-tested" },
            hosted._output,
            hosted.Time,
            hosted.TraceIds.Add,
            hosted._stop.Token));
        return hosted;
    }

    public static HostedFunction Start(FunctionHandler handler, Action<RuntimeApi>? prepare = null) => Start(_ => handler, prepare: prepare);

    public Task<InvocationOutcome> InvokeAsync(string requestId, string input, params (string Name, string? Value)[] headers) =>
        Api.InvokeAsync(new Invocation(requestId, input, headers), TestContext.Current.CancellationToken);

    /// <summary>A value for Lambda-Runtime-Deadline-Ms.</summary>
    public string DeadlineIn(TimeSpan time) => $"{(Time.GetUtcNow() + time).ToUnixTimeMilliseconds()}";

    /// <summary>What SIGTERM does.</summary>
    public void RequestStop() => _stop.Cancel();

    public async Task<int> StopAsync()
    {
        RequestStop();
        return await Exit;
    }

    /// <summary>Stops when the host has sent that many requests.</summary>
    public async Task<int> StopAfterAsync(int requests)
    {
        await Api.WaitForAsync(requests, TestContext.Current.CancellationToken);
        return await StopAsync();
    }
    /// <summary>The log lines with that message, after the host has ended.</summary>
    public async Task<IReadOnlyList<JsonElement>> LogAsync(string message)
    {
        await Exit;
        return [.. Lines().Where(line => line.TryGetProperty("message", out var text) && text.GetString() == message)];
    }

    /// <summary>The metrics lines, after the host has ended.</summary>
    public async Task<IReadOnlyList<string>> MetricsAsync()
    {
        await Exit;
        return [.. Lines().Where(line => line.TryGetProperty("_aws", out _)).Select(line => line.GetRawText())];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Exit;
        await Api.DisposeAsync();
        _stop.Dispose();
        await _output.DisposeAsync();
    }

    private IEnumerable<JsonElement> Lines() =>
        Encoding.UTF8.GetString(_output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);
}
