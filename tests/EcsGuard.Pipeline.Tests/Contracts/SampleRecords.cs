using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Tests.Contracts;

/// <summary>Records as the pipeline makes them, with every member set to something that a store could lose.</summary>
internal static class SampleRecords
{
    public static DateTimeOffset Noon { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static FamilyKey Web { get; } = new("111122223333", "eu-west-1", "web");

    public static string ArnOf(FamilyKey family, int? revision) =>
        string.Create(CultureInfo.InvariantCulture, $"arn:aws:ecs:{family.Region}:{family.Account}:task-definition/{family.Family}{(revision is null ? "" : ":")}{revision}");

    public static Finding OfRevision(
        FamilyKey family,
        int revision,
        string policy = "blocking-log-driver",
        string subject = "api/logConfiguration/options/mode",
        Severity severity = Severity.High,
        string team = "payments") => new()
        {
            Resource = ArnOf(family, revision),
            Account = family.Account,
            Region = family.Region,
            Family = family.Family,
            Revision = revision,
            Policy = policy,
            Kind = PolicyKind.Posture,
            Severity = severity,
            Subject = subject,
            Path = "/containerDefinitions/0/logConfiguration/options/mode",
            Container = "api",
            Message = "Container \"api\" blocks when its log buffer is full: mode is 'blocking', not 'non-blocking'.",
            State = FindingState.Open,
            FirstSeen = Noon.AddTicks(-1234567),
            LastSeen = Noon,
            Team = team,
        };

    /// <summary>A fault that tasks of a revision showed.</summary>
    public static Finding OfTasks(FamilyKey family, int? revision, DateTimeOffset dueAt, string policy = "out-of-memory") => OfRevision(family, revision ?? 0, policy, "api") with
    {
        Resource = ArnOf(family, revision),
        Revision = revision,
        Kind = PolicyKind.Runtime,
        Severity = Severity.Critical,
        Path = "",
        Count = 3,
        DueAt = dueAt,
        Evidence =
        [
            new(TaskArn(family, 'c'), Noon.AddMinutes(2), 7, "OutOfMemoryError: Container killed due to memory usage (exit code 137)"),
            new(TaskArn(family, 'b'), Noon.AddMinutes(1), null, "OutOfMemoryError"),
        ],
    };

    /// <summary>A finding that is recorded for a single task.</summary>
    public static Finding OfTask(FamilyKey? family, int? revision, char task, int version, DateTimeOffset at)
    {
        var place = family ?? new("111122223333", "eu-west-1", "");
        var arn = TaskArn(place, task);
        return OfRevision(place, 0, "spot-interruption", "", Severity.Low) with
        {
            Resource = arn,
            Family = family?.Family,
            Revision = revision,
            Kind = PolicyKind.Runtime,
            Path = "",
            Container = null,
            Message = "The task lost its Spot capacity.",
            FirstSeen = at,
            LastSeen = at,
            DueAt = at.AddDays(7),
            Evidence = [new(arn, at, version, "SpotInterruption")],
        };
    }

    public static string TaskArn(FamilyKey family, char task) => $"arn:aws:ecs:{family.Region}:{family.Account}:task/prod/{new string(task, 32)}";

    /// <summary>A ruling with everything in it.</summary>
    public static Ruling Exempting { get; } = new(PolicyFileVersion, "production", EnforcementMode.Notify, new(Noon.AddDays(30), "payments@example.com", "vendor image, PAY-7", "0f1e2d3c4b5a"));

    private const string PolicyFileVersion = "01b363abaae89e4129dc61c6d6def0acd5f6e454346e00f3c9e5851439068556";

    public static RevisionRecord Judged(FamilyKey family, int revision) => new()
    {
        Revision = revision,
        Arn = ArnOf(family, revision),
        IsActive = true,
        Judgement = new()
        {
            RegisteredAt = Noon.AddTicks(7),
            RegisteredBy = "arn:aws:sts::111122223333:assumed-role/Deploy/ci through cloudformation.amazonaws.com",
            EventId = "11111111-2222-3333-4444-555555555555",
            Source = "describe",
            Outcomes = new(70, 2, 9, 1, 1),
            TaskRole = "111122223333:role/team/web",
            PolicyFile = PolicyFileVersion,
            Selection = "0123456789ab",
            Tags = [new("env", "prod"), new("team", "payments")],
            Undetermined = [new("plaintext-secret", "/containerDefinitions/0/environment", "redacted"), new("reservations-over-task", "", "failed")],
        },
    };

    public static PendingNotification Pending(FamilyKey family, DateTimeOffset nextAttempt) => new(
        new("id", "payments", ArnOf(family, 8), family.Account, family.Region, family.Family, "high", 1, 2, 3, "EcsGuard: web:8 has 1 new finding (high)")
        {
            Channel = new(ChannelKind.Slack, "arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack-AbCdEf", Severity.High, ChannelFormat.AmazonQ),
            Origin = "Registered 2026-03-01 12:00:00 UTC by arn:aws:sts::111122223333:assumed-role/Deploy/ci.",
            Task = TaskArn(family, 'a'),
            Findings = [new(Severity.High, "blocking-log-driver", "Container 'api' blocks when its log buffer is full.", "/containerDefinitions/0/logConfiguration/options/mode")],
            FixedFindings = [new(Severity.Critical, "privileged-container", "Container 'api' runs privileged.", "/containerDefinitions/0/privileged")],
        },
        2,
        nextAttempt,
        Noon.AddTicks(-9));

    /// <summary>A family at its eighth revision, with everything a working set can hold.</summary>
    public static FamilyChange Change(FamilyKey family)
    {
        var closed = OfRevision(family, 7) with { State = FindingState.Resolved, ResolvedIn = 8, ResolvedAt = Noon.AddTicks(7), Regression = new(Noon.AddTicks(-1234567), 5), Ruling = Exempting };
        var open = OfRevision(family, 8, "privileged-container", "api");
        var runtime = OfTasks(family, 8, Noon.AddDays(7)) with { Regression = new(Noon, null), CountedTasks = [TaskArn(family, 'a'), TaskArn(family, 'b'), TaskArn(family, 'c')] };
        var deregistered = Judged(family, 7) with { IsActive = false };
        var state = new FamilyState
        {
            Family = family,
            Facts = new("FARGATE", OnSpot: true, EcsExec: false, HasTaskFindings: false),
            Revisions = [new(Judged(family, 8), [open, runtime]), new(deregistered, [closed])],
            JudgedRevisions = [7, 8],
            Outbox = [Pending(family, Noon.AddMinutes(1))],
        };
        return new(state, [Judged(family, 8), deregistered], [closed, open, runtime]);
    }

    /// <summary>How a finding is read by those who do not own its family.</summary>
    public static Finding Read(Finding finding) => finding with { CountedTasks = [] };

    public static void AssertEqual(FamilyState expected, FamilyState actual) =>
        Assert.Equal(JsonSerializer.Serialize(expected, RecordJson.Default.FamilyState), JsonSerializer.Serialize(actual, RecordJson.Default.FamilyState));

    public static void AssertEqual(IEnumerable<Finding> expected, IEnumerable<Finding> actual) =>
        Assert.Equal(expected.Select(finding => JsonSerializer.Serialize(finding, RecordJson.Default.Finding)), actual.Select(finding => JsonSerializer.Serialize(finding, RecordJson.Default.Finding)));

    public static void AssertEqual(IEnumerable<RevisionRecord> expected, IEnumerable<RevisionRecord> actual) =>
        Assert.Equal(expected.Select(record => JsonSerializer.Serialize(record, RecordJson.Default.RevisionRecord)), actual.Select(record => JsonSerializer.Serialize(record, RecordJson.Default.RevisionRecord)));

    public static async Task<ImmutableArray<T>> ToArrayAsync<T>(this IAsyncEnumerable<T> items)
    {
        var array = ImmutableArray.CreateBuilder<T>();
        await foreach (var item in items)
        {
            array.Add(item);
        }

        return array.ToImmutable();
    }

    public static UnjudgedCall Unjudged { get; } =
        new("111122223333", "eu-west-1", "CreateExpressGatewayService", "99999999-2222-3333-4444-555555555555", Noon.AddTicks(3), "arn:aws:iam::111122223333:user/someone");
}
