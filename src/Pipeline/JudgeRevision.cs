using System.Collections.Immutable;
using System.Runtime.InteropServices;
using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Pipeline;

/// <summary>
/// A revision was registered: fetch it, judge it, record what was found, tell the team what changed. The event is a doorbell; the definition that is
/// judged is the one ECS answers, because CloudTrail's copy may be redacted, cut off or left out.
/// </summary>
public sealed partial class JudgeRevision(
    ITaskDefinitions definitions,
    IAccountSettings settings,
    IFindingStore store,
    FamilyWork families,
    Teller teller,
    IMetrics metrics,
    TimeProvider time,
    ILogger<JudgeRevision> log)
{
    /// <summary>The operation that is judged.</summary>
    public const string Registration = "RegisterTaskDefinition";

    /// <summary>Operations that bring containers into an account without a task definition of the customer's.</summary>
    public static ImmutableArray<string> Unjudged { get; } =
        ["RegisterDaemonTaskDefinition", "CreateDaemon", "UpdateDaemon", "CreateExpressGatewayService", "UpdateExpressGatewayService"];

    /// <summary>What revisions are judged by.</summary>
    public PolicySelection Policies { get; init; } = PolicySelection.Default;

    /// <summary>Where the roles of revisions are read; null, unless the operator allows it.</summary>
    public IRoles? Roles { get; init; }

    /// <summary>
    /// Judges the revision that an <c>AWS API Call via CloudTrail</c> event tells of. Throws when AWS cannot be reached: the event is then to be
    /// delivered again.
    /// </summary>
    public async Task<Disposition> HandleAsync(EventEnvelope envelope, CancellationToken cancellationToken)
    {
        var call = CloudTrailCall.Read(envelope);
        if (call.ErrorCode is { } errorCode)
        {
            return Disposition.Ignored($"the call {call.EventName} failed with {errorCode}");
        }

        var at = envelope.Time ?? time.GetUtcNow();
        if (Unjudged.Contains(call.EventName))
        {
            await store.KeepUnjudgedAsync(new(envelope.Account, envelope.Region, call.EventName, call.EventId, at, call.Caller.ToString()), cancellationToken);
            return Disposition.Ignored($"{call.EventName} is recorded as not judged");
        }

        if (call.EventName != Registration)
        {
            return Disposition.Ignored($"nothing is judged on {call.EventName}");
        }

        var (arn, reason) = await new RevisionFinder(definitions).FindAsync(envelope, call, at, cancellationToken);
        if (arn is null)
        {
            return Disposition.Rejected(reason!);
        }

        string? unreadable = null;
        await families.ChangeAsync(
            FamilyKey.Of(arn),
            async family =>
            {
                if (family.JudgedRevisions.Contains(arn.Revision!.Value))
                {
                    return null;
                }

                (var task, var source, unreadable) = await ReadDefinitionAsync(arn, call, cancellationToken);
                return task is null ? null : await JudgeAsync(family, arn, task, source, call, at, cancellationToken);
            },
            cancellationToken);
        return unreadable is null ? Disposition.Handled : Disposition.Rejected(unreadable);
    }

    private async Task<FamilyChange> JudgeAsync(
        FamilyState family, TaskDefinitionArn arn, TaskDefinition task, string source, CloudTrailCall call, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var roles = new RoleReader(Roles);
        var context = new PolicyContext
        {
            Arn = arn,
            DefaultLogDriverMode = await settings.DefaultLogDriverModeAsync(arn.Account, arn.Region, cancellationToken),
            LaunchType = family.Facts.LaunchType,
            OnSpot = family.Facts.OnSpot ? true : null,
            ExecutionRole = await roles.ReadAsync(task.ExecutionRoleArn, arn, cancellationToken),
            TaskRole = await roles.ReadAsync(task.TaskRoleArn, arn, cancellationToken),
        };
        var started = time.GetTimestamp();
        var outcomes = PolicyEngine.Judge(task, context, Policies.TaskDefinitionPolicies);
        metrics.Duration("EvaluationLatency", time.GetElapsedTime(started));

        var judgement = new Judgement
        {
            RegisteredAt = at,
            RegisteredBy = call.Caller.ToString(),
            EventId = call.EventId,
            Source = source,
            Outcomes = OutcomeCounts.Of(outcomes),
            Undetermined = UndeterminedRecord.Of(outcomes),
        };
        var known = family.Revisions.FirstOrDefault(revision => revision.Record.Revision == arn.Revision);
        var registered = new RevisionState(
            new() { Revision = arn.Revision!.Value, Arn = arn.ToString(), IsActive = known?.Record.IsActive != false && CanBeStarted(task), Judgement = judgement },
            [.. FindingFactory.OfRevision(arn, at, outcomes), .. known?.Findings ?? []]);

        var change = Lifecycle.Settle(family, family.With(registered));
        change = await CloseTaskFindingsAsync(change, cancellationToken);
        Count(outcomes, arn);
        // A revision that arrives late, or is deregistered already, cannot make anything worse.
        return change.State.Current is { } current && current.Record.Revision == arn.Revision
            ? await teller.TellAsync(change, NotificationText.OfRevision(arn, judgement, Lifecycle.Compare(change.State, current)), cancellationToken)
            : change;
    }

    /// <summary>
    /// INACTIVE is a revision that was deregistered, DELETE_IN_PROGRESS one that was deleted after that. What the event says of the request has no status.
    /// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html (status).
    /// </summary>
    private static bool CanBeStarted(TaskDefinition task) => task.Status.ValueOrDefault is null or "ACTIVE";

    private async Task<(TaskDefinition? Task, string Source, string? Reason)> ReadDefinitionAsync(TaskDefinitionArn arn, CloudTrailCall call, CancellationToken cancellationToken)
    {
        var described = await definitions.DescribeAsync(arn, cancellationToken);
        if (described.Json is { } json && TryRead(json.Span, out var task))
        {
            return (task, "describe", null);
        }

        var why = described.Refusal switch
        {
            DescribeRefusal.NotFound => "not found",
            DescribeRefusal.AccessDenied => "access denied",
            _ => "its answer holds no definition",
        };
        NotDescribed(log, arn, why);
        foreach (var half in new[] { call.Response, call.Request })
        {
            if (half is { } copy && TryRead(JsonMarshal.GetRawUtf8Value(copy), out task))
            {
                return (task, "event", null);
            }
        }

        return (null, "", $"ECS does not give {arn} ({why}), and the event holds no copy of it");
    }

    private static bool TryRead(ReadOnlySpan<byte> utf8, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TaskDefinition? task)
    {
        try
        {
            task = TaskDefinition.Read(utf8);
            return true;
        }
        catch (FormatException)
        {
            task = null;
            return false;
        }
    }

    /// <summary>A new revision takes over: what was recorded for single tasks of older ones is closed.</summary>
    private async Task<FamilyChange> CloseTaskFindingsAsync(FamilyChange change, CancellationToken cancellationToken)
    {
        if (!change.State.Facts.HasTaskFindings || change.State.Current is not { Record.Judgement: { } takeover } current)
        {
            return change;
        }

        var closed = new List<Finding>();
        await foreach (var finding in store.OpenOfTasksAsync(change.State.Family, current.Record.Revision - 1, cancellationToken))
        {
            if (finding.LastSeen <= takeover.RegisteredAt)
            {
                closed.Add(finding with { State = FindingState.Superseded, DueAt = null });
            }
        }

        return change with { Findings = [.. change.Findings, .. closed] };
    }

    private void Count(ImmutableArray<Outcome> outcomes, TaskDefinitionArn arn)
    {
        foreach (var group in outcomes.GroupBy(outcome => outcome.Result))
        {
            metrics.Count("Evaluations", group.Count(), ("Outcome", group.Key.ToString()));
        }

        foreach (var outcome in outcomes)
        {
            if (outcome.Result == Result.Violated)
            {
                metrics.Count("Findings", outcome.Violations.Length, ("Policy", outcome.Policy.Metadata.Id), ("Severity", outcome.Policy.Metadata.Severity.ToText()));
            }
            else if (outcome.Result == Result.Failed)
            {
                PolicyFailed(log, outcome.Policy.Metadata.Id, arn, outcome.Fault!);
            }
        }

        var findings = outcomes.Sum(outcome => outcome.Violations.Length);
        Judged(log, arn, findings);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Judged {Revision}: {Findings} findings.")]
    private static partial void Judged(ILogger log, TaskDefinitionArn revision, int findings);

    [LoggerMessage(Level = LogLevel.Warning, Message = "ECS does not give {Revision} ({Why}); the event's own copy is judged, if it has one.")]
    private static partial void NotDescribed(ILogger log, TaskDefinitionArn revision, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Policy {Policy} failed on {Revision}: {Fault}.")]
    private static partial void PolicyFailed(ILogger log, string policy, TaskDefinitionArn revision, string fault);
}
