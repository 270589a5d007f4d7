using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcsGuard.Pipeline;
using EcsGuard.Pipeline.Digests;
using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsGuard.Functions.Tests.Scenario;

/// <summary>
/// An organisation that runs EcsGuard: the function classes on given adapters, put together as the hosts do, their schedules, and the time. ECS and the channels are
/// in process; what they answer is part of the story.
/// </summary>
internal sealed class Organisation : INotifications, IMetrics, IAccountSettings
{
    private const string Account = "111122223333";
    private const string Region = "eu-west-1";

    /// <summary>As the schedule of <see cref="Digest"/> says.</summary>
    private static readonly TimeSpan Morning = TimeSpan.FromHours(6);

    private readonly FakeTime _time;
    private readonly Adapters _adapters;
    private readonly TaskDefinitionRegistry _ecs = new();
    private readonly EventRouter _router;
    private readonly DueActions _dueActions;
    private readonly Digest _digest;
    private readonly List<string> _messages = [];

    public Organisation(Adapters adapters, FakeTime time)
    {
        (_adapters, _time) = (adapters, time);
        var files = new LatestPolicyFile(adapters.Files, this, time, NullLogger<LatestPolicyFile>.Instance);
        var families = new FamilyWork(adapters.Store, time);
        var outbox = new Outbox(this, this, time, NullLogger<Outbox>.Instance);
        var judge = new JudgeRevision(_ecs, this, files, adapters.Store, families, outbox, this, time, NullLogger<JudgeRevision>.Instance);
        _router = new(
            new TaskDefinitionRegistered(judge),
            new TaskDefinitionDeregistered(new CloseRevision(families)),
            new TaskStateChanged(new JudgeTask(files, adapters.Store, adapters.Estate, families, new LearnFacts(adapters.Store, families, judge, outbox, this, time), outbox, this, time)));
        var apply = new ApplyPolicyFile(files, adapters.Estate, adapters.Jobs, families, judge, outbox, time);
        var telling = new Telling(files, adapters.Estate, adapters.Jobs, adapters.Notices, families, new Teller(this, this, time, NullLogger<Teller>.Instance), time);
        _dueActions = new(new DueWork(files, adapters.Store, adapters.Estate, families, apply, outbox, telling, time));
        _digest = new(new DailyWork(adapters.Estate, files, adapters.Snapshots, adapters.Notices, adapters.Jobs, time));
    }

    public string DefaultChannel => "platform";

    /// <summary>A channel that takes nothing; null while all do.</summary>
    public string? Down { get; set; }

    /// <summary>How often somebody was alarmed because a message had waited for a day.</summary>
    public int Alarms { get; private set; }

    /// <summary>Every message that was sent: when, where, and what it says in a line. What is sent in one minute has no order.</summary>
    public IReadOnlyList<string> Messages => [.. _messages.Order(StringComparer.Ordinal)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// Lets time pass: each morning on the way has its digest, and a run before and after it. A whole quarter of minutes would be 130,000 runs; those in which
    /// something can happen are the mornings, and the minutes after each event (<see cref="MinutesAsync"/>).
    /// </summary>
    public async Task UntilAsync(string moment)
    {
        var end = Moment(moment);
        for (var next = NextMorning(); next <= end; next = NextMorning())
        {
            _time.Advance(next - _time.GetUtcNow());
            await MinutesAsync(1);
            await _digest.RunAsync(Cancellation);
            await MinutesAsync(2);
        }

        _time.Advance(end - _time.GetUtcNow());
    }

    /// <summary>Lets minutes pass, each with a run of the function that time triggers.</summary>
    public async Task MinutesAsync(int count)
    {
        for (var minute = 0; minute < count; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await _dueActions.RunAsync(Cancellation);
        }
    }

    public async Task PublishAsync(string yaml)
    {
        var text = Encoding.UTF8.GetBytes(yaml);
        Assert.Equal([], PolicyFileReader.Read(text).Problems);
        var number = (await _adapters.Files.LatestAsync(Cancellation))?.Number + 1 ?? 1;
        Assert.True(await _adapters.Files.TryPublishAsync(text, new(number, PolicyFileReader.VersionOf(text), _time.GetUtcNow(), "arn:aws:iam::111122223333:user/platform"), Cancellation));
    }

    public async Task GrantAsync(Exemption exemption)
    {
        var grants = await _adapters.Granted.ReadAsync(Cancellation);
        Assert.True(await _adapters.Granted.TryReplaceAsync(grants.With(new(exemption, "arn:aws:iam::111122223333:user/platform", _time.GetUtcNow())), Cancellation));
    }

    /// <summary>Delivers the registration of a revision, which happened then, or now.</summary>
    /// <param name="family">The family.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="faults">b: a log driver that blocks; s: a secret in plain text; i: an image by a tag that moves; r: one role for both.</param>
    /// <param name="at">When it was registered.</param>
    public Task RegisterAsync(string family, int revision, string faults, string? at = null) =>
        DeliverAsync(Call(
            "RegisterTaskDefinition",
            new() { ["taskDefinition"] = Definition(family, revision, faults) },
            $"registered-{family}-{revision}",
            at is null ? _time.GetUtcNow() : Moment(at)));

    public Task DeregisterAsync(string family, int revision) =>
        DeliverAsync(Call(
            "DeregisterTaskDefinition",
            new() { ["taskDefinition"] = new JsonObject { ["taskDefinitionArn"] = Arn(family, revision), ["status"] = "INACTIVE" } },
            $"deregistered-{family}-{revision}",
            _time.GetUtcNow()));

    /// <summary>Delivers the end of a task.</summary>
    public Task StopAsync(string family, int revision, char task, string stopCode, string? reason = null, string? at = null, bool onSpot = false)
    {
        var time = at is null ? _time.GetUtcNow() : Moment(at);
        return DeliverAsync(Envelope("ECS Task State Change", time, new()
        {
            ["taskArn"] = $"arn:aws:ecs:{Region}:{Account}:task/prod/{new string(task, 32)}",
            ["taskDefinitionArn"] = Arn(family, revision),
            ["clusterArn"] = $"arn:aws:ecs:{Region}:{Account}:cluster/prod",
            ["launchType"] = "FARGATE",
            ["capacityProviderName"] = onSpot ? "FARGATE_SPOT" : null,
            ["lastStatus"] = "STOPPED",
            ["desiredStatus"] = "STOPPED",
            ["stopCode"] = stopCode,
            ["stoppedAt"] = Text(time),
            ["version"] = 7,
            ["containers"] = new JsonArray(new JsonObject { ["name"] = "app", ["lastStatus"] = "STOPPED", ["exitCode"] = 137, ["reason"] = reason }),
        }));
    }

    /// <summary>The table at the end: every finding, revision and count, a line each.</summary>
    public async Task<string> TableAsync()
    {
        var findings = (await _adapters.Estate.FindingsAsync(Cancellation).ToArrayAsync()).Select(Text).Order(StringComparer.Ordinal);
        var families = await _adapters.Estate.FamiliesAsync(null, Cancellation).ToArrayAsync();
        var history = new List<string>();
        foreach (var family in families.Select(state => state.Family).OrderBy(family => family.Family, StringComparer.Ordinal))
        {
            await foreach (var revision in _adapters.Queries.HistoryAsync(family, Cancellation))
            {
                history.Add($"{family.Family}:{revision.Revision} {(revision.IsActive ? "active" : "deregistered")}, registered {Text(revision.Judgement!.RegisteredAt)}, judged by {Short(revision.Judgement.PolicyFile)}");
            }
        }

        var counts = new List<string>();
        await foreach (var day in _adapters.Snapshots.OfAsync(SnapshotScope.All, new(2026, 1, 5), new(2026, 4, 6), Cancellation))
        {
            counts.Add($"{day.Day:yyyy-MM-dd} open {day.Open.Total}, exempted {day.Exempted}, opened {day.Opened}, fixed {day.Fixed}");
        }

        Assert.Equal([], families.SelectMany(state => state.Outbox));
        return $"Findings\n{string.Join('\n', findings)}\n\nRevisions\n{string.Join('\n', history)}\n\nDays\n{string.Join('\n', counts)}\n";
    }

    Task INotifications.PublishAsync(Message message, CancellationToken cancellationToken)
    {
        var channel = this.NameOf(message);
        if (channel == Down)
        {
            throw new IOException("The channel is down.");
        }

        var severity = message.Severity.Length == 0 ? "" : $" {message.Severity}";
        _messages.Add($"{_time.GetUtcNow():yyyy-MM-dd HH:mm} {channel.Split(':')[^1]} [{message.KindText()}{severity}] {message.Subject} | {message.New} new, {message.StillOpen} still open, {message.Fixed} fixed");
        return Task.CompletedTask;
    }

    void IMetrics.Count(string name, double value, params ReadOnlySpan<(string Name, string Value)> dimensions) =>
        Alarms += name == "UndeliveredNotifications" ? (int)value : 0;

    void IMetrics.Duration(string name, TimeSpan value, params ReadOnlySpan<(string Name, string Value)> dimensions)
    {
    }

    Task<string?> IAccountSettings.DefaultLogDriverModeAsync(string account, string region, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    private async Task DeliverAsync(EventEnvelope envelope)
    {
        _ecs.Observe(envelope);
        Assert.Equal(Disposition.Handled, await _router.RunAsync(envelope, Cancellation));
    }

    private DateTimeOffset NextMorning()
    {
        var now = _time.GetUtcNow();
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero) + Morning;
        return now < today ? today : today.AddDays(1);
    }

    private static string Text(Finding finding)
    {
        var state = finding switch
        {
            { ResolvedIn: { } revision } => $"resolved in :{revision}",
            { State: FindingState.Exempted, Ruling.Exemption: { } exemption } => $"exempted until {Text(exemption.Until)} ({exemption.Reason})",
            _ => finding.State.ToText(),
        };
        var name = finding.Resource.Split('/', 2)[1];
        return $"{name} {finding.Policy} {finding.Subject}: {state}, {finding.Severity.ToString().ToLowerInvariant()}, {finding.Team}, {Text(finding.FirstSeen)} to {Text(finding.LastSeen)}, {finding.Count} time(s), by {Short(finding.Ruling?.PolicyFile)}";
    }

    private static string Short(string? version) => version?[..8] ?? "no file";

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset Moment(string text) => DateTimeOffset.ParseExact($"2026-{text}", "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static string Arn(string family, int revision) => string.Create(CultureInfo.InvariantCulture, $"arn:aws:ecs:{Region}:{Account}:task-definition/{family}:{revision}");

    private static JsonObject Definition(string family, int revision, string faults)
    {
        bool Has(char fault) => faults.Contains(fault, StringComparison.Ordinal);
        var role = $"arn:aws:iam::{Account}:role/{family}";
        var options = new JsonObject { ["awslogs-group"] = $"/ecs/{family}", ["awslogs-region"] = Region, ["awslogs-stream-prefix"] = "ecs", ["mode"] = Has('b') ? "blocking" : "non-blocking" };
        if (!Has('b'))
        {
            options["max-buffer-size"] = "25m";
        }

        return new()
        {
            ["taskDefinitionArn"] = Arn(family, revision),
            ["family"] = family,
            ["revision"] = revision,
            ["status"] = "ACTIVE",
            ["networkMode"] = "awsvpc",
            ["cpu"] = "256",
            ["memory"] = "512",
            ["requiresCompatibilities"] = new JsonArray("FARGATE"),
            ["taskRoleArn"] = role,
            ["executionRoleArn"] = Has('r') ? role : $"{role}-execution",
            ["containerDefinitions"] = new JsonArray(new JsonObject
            {
                ["name"] = "app",
                ["image"] = Has('i') ? "example/app:latest" : "example/app:1",
                ["essential"] = true,
                ["stopTimeout"] = 100,
                ["environment"] = Has('s') ? new JsonArray(new JsonObject { ["name"] = "DB_PASSWORD", ["value"] = "wJ4rzK8qLm2vXc9TnB5y" }) : new JsonArray(),
                ["logConfiguration"] = new JsonObject { ["logDriver"] = "awslogs", ["options"] = options },
            }),
            ["tags"] = new JsonArray(new JsonObject { ["key"] = "team", ["value"] = "any" }),
        };
    }

    private static EventEnvelope Call(string eventName, JsonObject response, string eventId, DateTimeOffset at) => Envelope("AWS API Call via CloudTrail", at, new()
    {
        ["eventVersion"] = "1.11",
        ["userIdentity"] = new JsonObject { ["type"] = "AssumedRole", ["arn"] = $"arn:aws:sts::{Account}:assumed-role/deploy/pipeline" },
        ["eventTime"] = Text(at),
        ["eventSource"] = "ecs.amazonaws.com",
        ["eventName"] = eventName,
        ["awsRegion"] = Region,
        ["responseElements"] = response,
        ["eventID"] = eventId,
    });

    private static EventEnvelope Envelope(string detailType, DateTimeOffset at, JsonObject detail)
    {
        using var envelope = JsonDocument.Parse(new JsonObject
        {
            ["version"] = "0",
            ["id"] = "event",
            ["detail-type"] = detailType,
            ["source"] = "aws.ecs",
            ["account"] = Account,
            ["time"] = Text(at),
            ["region"] = Region,
            ["resources"] = new JsonArray(),
            ["detail"] = detail,
        }.ToJsonString());
        return EventEnvelope.Read(envelope.RootElement.Clone());
    }
}
