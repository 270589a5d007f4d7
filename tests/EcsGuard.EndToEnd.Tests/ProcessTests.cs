using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Aws.Tests;

namespace EcsGuard.EndToEnd.Tests;

/// <summary>What the published executable does as a process, whatever it is asked to judge.</summary>
public sealed class ProcessTests(MotoServer moto, Executables executables)
{
    private const string Secret = "wJ4rzK8qLm2vXc9TnB5y";

    public static TheoryData<string> Forms => Executables.Forms;

    [Theory, MemberData(nameof(Forms))]
    public async Task No_secret_value_reaches_log_table_or_message(string form)
    {
        await using var stack = await Deployment.CreateAsync(moto, executables.PathOf(form));
        var definition = Events.DefinitionWithOneFault($"secret-{stack.Name}")
            .Replace("\"essential\": true", $"\"essential\": true, \"environment\": [{{ \"name\": \"DB_PASSWORD\", \"value\": \"{Secret}\" }}, {{ \"name\": \"API_TOKEN\", \"value\": \"{Secret}\" }}]", StringComparison.Ordinal);
        var function = stack.Start("TaskDefinitionRegistered");
        Assert.True((await function.InvokeAsync(Events.Registered(await Events.RegisterAsync(moto, definition)))).Succeeded);

        Assert.Contains("plaintext-secret app/environment/0/value open 1", await stack.FindingsAsync());
        var due = await stack.TellAsync();
        var left = string.Join('\n', [function.Output, due.Output, .. await stack.MessagesAsync(), .. (await stack.ItemsAsync()).SelectMany(item => item.Values).Select(Text)]);
        Assert.Contains("plaintext-secret", left, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, left, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Ends_in_order_when_lambda_asks_it_to(string form)
    {
        await using var stack = await Deployment.CreateAsync(moto, executables.PathOf(form));
        var function = stack.Start("TaskStateChanged");
        Assert.True((await function.InvokeAsync("""{ "detail-type": "ECS Task State Change", "source": "aws.ecs", "account": "123456789012", "region": "eu-west-1", "time": "2026-11-20T10:00:00Z", "detail": { "taskArn": "arn:aws:ecs:eu-west-1:123456789012:task/c/t", "lastStatus": "RUNNING" } }""")).Succeeded);
        using (var kill = Process.Start("kill", ["-TERM", function.Process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        await function.Process.WaitForExitAsync(patience.Token);
        Assert.Equal(0, function.Process.ExitCode);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Says_which_functions_there_are_when_started_as_another(string form)
    {
        await using var stack = await Deployment.CreateAsync(moto, executables.PathOf(form));
        var function = stack.Start("TaskDefinitionRegistred");
        var report = await function.Api.WaitForAsync("init/error", TestContext.Current.CancellationToken);
        Assert.Contains("_HANDLER is 'TaskDefinitionRegistred', which is no function of this executable. Known: Digest, DueActions, TaskDefinitionDeregistered, TaskDefinitionRegistered, TaskStateChanged.", report.Text, StringComparison.Ordinal);
    }

    /// <summary>What an attribute holds, also where it is compressed.</summary>
    private static string Text(AttributeValue value)
    {
        if (value.B is not { } bytes)
        {
            return value.S ?? value.N ?? string.Join('\n', (value.L ?? []).Concat(value.M?.Values ?? Enumerable.Empty<AttributeValue>()).Select(Text));
        }

        bytes.Position = 0;
        using var reader = new StreamReader(new BrotliStream(bytes, CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
