using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Aws;
using EcsGuard.Aws.DynamoDB;
using EcsGuard.Aws.Tests;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Testing;

namespace EcsGuard.EndToEnd.Tests;

/// <summary>One stack of its own on moto: a table, a topic with a queue subscribed to it, and processes of the executable as functions.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    /// <summary>In a policy file: no message waits for more.</summary>
    public const string AtOnce = "notifications: { withinMinutes: 0 }";

    private static int s_number;

    private readonly List<FunctionProcess> _functions = [];
    private readonly AwsClients _clients;
    private readonly string _executable;

    private Deployment(MotoServer moto, string executable, string name, string topic, string queue)
    {
        Moto = moto;
        _executable = executable;
        Name = name;
        Topic = topic;
        Queue = queue;
        Proxy = new(moto.Url);
        _clients = moto.Clients();
    }

    public MotoServer Moto { get; }

    public string Name { get; }

    public string Topic { get; }

    public string Queue { get; }

    public RecordingProxy Proxy { get; }

    public static async Task<Deployment> CreateAsync(MotoServer moto, string executable)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"stack-{Interlocked.Increment(ref s_number)}");
        var topic = await moto.CreateTopicAsync(name);
        var deployment = new Deployment(moto, executable, name, topic, await moto.SubscribeQueueAsync(topic, name));
        await FindingTable.CreateAsync(deployment._clients.DynamoDb, name, TestContext.Current.CancellationToken);
        return deployment;
    }

    /// <summary>Starts a process of the executable as this function.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="readRoles">The parameter ReadRoles of the template.</param>
    public FunctionProcess Start(string function, bool readRoles = false)
    {
        var process = new FunctionProcess(_executable, function, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AWS_REGION"] = MotoServer.Region,
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
            ["AWS_ENDPOINT_URL"] = Proxy.Url.ToString(),
            ["ECSGUARD_ACCOUNT"] = MotoServer.Account,
            ["ECSGUARD_TABLE"] = Name,
            ["ECSGUARD_TOPIC"] = Topic,
            ["ECSGUARD_READ_ROLES"] = readRoles ? "true" : "false",
        });
        _functions.Add(process);
        return process;
    }

    /// <summary>Puts a policy file into force.</summary>
    public async Task PublishAsync(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var files = new DynamoDbPublishedPolicyFiles(_clients.DynamoDb, Name);
        var number = (await files.LatestAsync(TestContext.Current.CancellationToken))?.Number + 1 ?? 1;
        Assert.True(await files.TryPublishAsync(utf8, new(number, PolicyFileReader.VersionOf(utf8), DateTimeOffset.UnixEpoch, "test"), TestContext.Current.CancellationToken));
    }

    /// <summary>
    /// Has everything told that waits. The file in force, of this method unless another one was published, must say that no message waits for more.
    /// </summary>
    public async Task<FunctionProcess> TellAsync()
    {
        var files = new DynamoDbPublishedPolicyFiles(_clients.DynamoDb, Name);
        if (await files.LatestAsync(TestContext.Current.CancellationToken) is null)
        {
            await PublishAsync($"version: 1\n{AtOnce}\n");
        }

        var due = Start("DueActions");
        var outcome = await due.InvokeAsync("""{ "detail-type": "Scheduled Event", "source": "aws.events", "detail": {} }""");
        Assert.True(outcome.Succeeded, outcome.Report.Text + due.Output);
        return due;
    }

    /// <summary>Keeps a message about a revision for each channel, due now.</summary>
    public async Task KeepAsync(params Channel[] channels)
    {
        const string Revision = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:8";
        var cancellationToken = TestContext.Current.CancellationToken;
        var now = DateTimeOffset.UtcNow;
        var store = new DynamoDbFindingStore(_clients.DynamoDb, Name, TimeProvider.System);
        var claim = await store.TryClaimAsync(new(MotoServer.Account, MotoServer.Region, "web"), now, now.AddSeconds(30), cancellationToken) ?? throw new InvalidOperationException("The family is claimed.");
        var messages = channels.Select(channel => new PendingNotification(
            new(channel.Arn, "payments", Revision, MotoServer.Account, MotoServer.Region, "web", "high", 1, 0, 0, "EcsGuard: web:8 has 1 new finding (high)") { Channel = channel }, 1, now, now));
        await store.FinishAsync(claim, new(claim.State with { Outbox = [.. messages] }, [], []), cancellationToken);
    }

    /// <summary>Lets a job remember something.</summary>
    public async Task RememberAsync(string job, string state)
    {
        var jobs = new DynamoDbJobs(_clients.DynamoDb, Name);
        var claim = await jobs.TryClaimAsync(job, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddMinutes(1), TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("The job is claimed.");
        Assert.True(await jobs.TrySaveAsync(claim, state, release: true, TestContext.Current.CancellationToken));
    }

    /// <summary>Every item of the table, by sort key.</summary>
    public async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> ItemsAsync()
    {
        var scanned = await _clients.DynamoDb.ScanAsync(new ScanRequest { TableName = Name, ConsistentRead = true }, TestContext.Current.CancellationToken);
        return [.. scanned.Items.OrderBy(item => item["pk"].S, StringComparer.Ordinal).ThenBy(item => item["sk"].S, StringComparer.Ordinal)];
    }

    /// <summary>The findings in the table, each as <c>policy subject state count</c>.</summary>
    public async Task<string[]> FindingsAsync() =>
    [
        .. (await ItemsAsync())
            .Where(item => item.ContainsKey("policy"))
            .Select(item => $"{item["policy"].S} {item["subject"].S} {item["state"].S} {item["count"].N}")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The texts of all messages that wait in the queue behind the topic.</summary>
    public async Task<string[]> MessagesAsync() =>
        [.. (await Moto.ReceiveAsync(Queue)).Select(notification => notification.GetProperty("Message").GetString()!)];

    public async ValueTask DisposeAsync()
    {
        foreach (var function in _functions)
        {
            await function.DisposeAsync();
        }

        await Proxy.DisposeAsync();
        _clients.Dispose();
    }
}

/// <summary>A process of the published executable, and the Runtime API that it talks to.</summary>
internal sealed class FunctionProcess : IAsyncDisposable
{
    private static int s_request;

    private readonly RuntimeApi _api = RuntimeApi.Start();
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    public FunctionProcess(string executable, string function, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(executable) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = _api.Endpoint;
        start.Environment["_HANDLER"] = function;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public RuntimeApi Api => _api;

    public Process Process => _process;

    /// <summary>Everything the process printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>
    /// The names of the metrics that were printed as CloudWatch EMF, as soon as <paramref name="awaited"/> is among them: what a process prints arrives
    /// some time after its answer.
    /// </summary>
    public async Task<string[]> MetricsAsync(string awaited)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            string[] names =
            [
                .. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => JsonDocument.Parse(line).RootElement)
                    .Where(line => line.TryGetProperty("_aws", out _))
                    .SelectMany(line => line.GetProperty("_aws").GetProperty("CloudWatchMetrics").EnumerateArray())
                    .SelectMany(directive => directive.GetProperty("Metrics").EnumerateArray())
                    .Select(metric => metric.GetProperty("Name").GetString()!)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ];
            if (names.Contains(awaited, StringComparer.Ordinal))
            {
                return names;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"{awaited} was not printed:\n{Output}");
    }

    /// <summary>Hands the function an event and waits for its report.</summary>
    public async Task<InvocationOutcome> InvokeAsync(string input)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{Interlocked.Increment(ref s_request):d12}");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        try
        {
            return await _api.InvokeAsync(new(id, input), patience.Token);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"The function did not answer. It printed:\n{Output}", late);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        await _api.DisposeAsync();
    }

    private void Append(string? line)
    {
        lock (_output)
        {
            _output.Append(line).Append('\n');
        }
    }
}
