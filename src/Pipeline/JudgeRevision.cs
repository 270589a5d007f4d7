using System.Collections.Immutable;
using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
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
    IPolicyFiles policyFiles,
    IFindingStore store,
    FamilyWork families,
    Outbox outbox,
    IMetrics metrics,
    TimeProvider time,
    ILogger<JudgeRevision> log)
{
    /// <summary>The operation that is judged.</summary>
    public const string Registration = "RegisterTaskDefinition";

    /// <summary>Operations that bring containers into an account without a task definition of the customer's.</summary>
    public static ImmutableArray<string> Unjudged { get; } =
        ["RegisterDaemonTaskDefinition", "CreateDaemon", "UpdateDaemon", "CreateExpressGatewayService", "UpdateExpressGatewayService"];

    private readonly DefinitionReader _reader = new(definitions, log);

    /// <summary>What revisions are judged by where there is no policy file.</summary>
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

                (var task, var source, unreadable) = await _reader.ReadAsync(arn, call, cancellationToken);
                return task is null ? null : await JudgeAsync(family, arn, task, source, call, at, cancellationToken);
            },
            cancellationToken);
        return unreadable is null ? Disposition.Handled : Disposition.Rejected(unreadable);
    }

    private async Task<FamilyChange> JudgeAsync(
        FamilyState family, TaskDefinitionArn arn, TaskDefinition task, string source, CloudTrailCall call, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var rules = await RulesAsync(arn, task, cancellationToken);
        var outcomes = await EvaluateAsync(arn, task, rules.Selection, family.Facts, cancellationToken);
        var judgement = Of(arn, task, rules, outcomes, new()
        {
            RegisteredAt = at,
            RegisteredBy = call.Caller.ToString(),
            EventId = call.EventId,
            Source = source,
            Outcomes = OutcomeCounts.Of(outcomes),
        });
        var known = family.Revisions.FirstOrDefault(revision => revision.Record.Revision == arn.Revision);
        var registered = new RevisionState(
            new() { Revision = arn.Revision!.Value, Arn = arn.ToString(), IsActive = known?.Record.IsActive != false && CanBeStarted(task), Judgement = judgement },
            [.. Findings(arn, at, outcomes, rules), .. known?.Findings ?? []]);

        var change = Lifecycle.Settle(family, family.With(registered));
        change = await CloseTaskFindingsAsync(change, cancellationToken);
        CountFindings(outcomes, arn);
        // A revision that arrives late, or is deregistered already, cannot make anything worse.
        return change.State.Current is { } current && current.Record.Revision == arn.Revision
            ? outbox.Add(change, NotificationText.OfRevision(arn, judgement, Lifecycle.Compare(change.State, current), rules.Team))
            : change;
    }

    /// <summary>
    /// A revision that was judged before, judged on the facts that are known of its family now. Null where ECS does not give its definition any more: an
    /// event's copy is not kept, so what was said of it stands.
    /// </summary>
    internal async Task<RevisionState?> JudgeAgainAsync(FamilyFacts facts, RevisionState judged, CancellationToken cancellationToken)
    {
        if (judged.Record.Judgement is not { } before
            || !TaskDefinitionArn.TryParse(judged.Record.Arn, out var arn)
            || await _reader.ReadAgainAsync(arn, cancellationToken) is not { } task)
        {
            return null;
        }

        var rules = await RulesAsync(arn, task, cancellationToken);
        var outcomes = await EvaluateAsync(arn, task, rules.Selection, facts, cancellationToken);
        var judgement = Of(arn, task, rules, outcomes, before with { Source = DefinitionReader.Described });
        return new(
            judged.Record with { IsActive = judged.Record.IsActive && CanBeStarted(task), Judgement = judgement },
            FindingFactory.OfRevisionAgain(judged.Findings, Findings(arn, before.RegisteredAt, outcomes, rules), judgement));
    }

    /// <summary>The team that is told of a revision that was judged; null where no team's rule matches.</summary>
    internal async Task<Team?> TeamOfAsync(FamilyKey family, RevisionRecord record, CancellationToken cancellationToken) =>
        (await policyFiles.CurrentAsync(cancellationToken)).TeamOf(Target.Of(family, record));

    private async Task<TargetRules> RulesAsync(TaskDefinitionArn arn, TaskDefinition task, CancellationToken cancellationToken) =>
        TargetRules.Of(await policyFiles.CurrentAsync(cancellationToken), Target.Of(task, arn), Policies);

    private ImmutableArray<Finding> Findings(TaskDefinitionArn arn, DateTimeOffset registeredAt, ImmutableArray<Outcome> outcomes, TargetRules rules) =>
        [.. FindingFactory.OfRevision(arn, registeredAt, outcomes).Select(finding => rules.Apply(finding, time.GetUtcNow()))];

    /// <summary>What judging showed, beside what is known of the registration.</summary>
    private static Judgement Of(TaskDefinitionArn arn, TaskDefinition task, TargetRules rules, ImmutableArray<Outcome> outcomes, Judgement registration) => registration with
    {
        Outcomes = OutcomeCounts.Of(outcomes),
        TaskRole = RoleReference.Identity(task.TaskRoleArn, arn.Account),
        PolicyFile = rules.File.IsNone ? null : rules.File.Version,
        Selection = rules.Selection.Fingerprint,
        Tags = TagRecord.Of(rules.Target.Tags),
        Undetermined = UndeterminedRecord.Of(outcomes),
    };

    private async Task<ImmutableArray<Outcome>> EvaluateAsync(TaskDefinitionArn arn, TaskDefinition task, PolicySelection selection, FamilyFacts facts, CancellationToken cancellationToken)
    {
        var context = await new RevisionFacts(settings, store, Roles).GatherAsync(arn, task, facts, selection.TaskDefinitionPolicies, cancellationToken);
        var started = time.GetTimestamp();
        var outcomes = PolicyEngine.Judge(task, selection.Configure(context), selection.TaskDefinitionPolicies);
        metrics.Duration("EvaluationLatency", time.GetElapsedTime(started));
        CountEvaluations(outcomes, arn);
        return outcomes;
    }

    /// <summary>
    /// INACTIVE is a revision that was deregistered, DELETE_IN_PROGRESS one that was deleted after that. What the event says of the request has no status.
    /// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html (status).
    /// </summary>
    internal static bool CanBeStarted(TaskDefinition task) => task.Status.ValueOrDefault is null or "ACTIVE";

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

    private void CountEvaluations(ImmutableArray<Outcome> outcomes, TaskDefinitionArn arn)
    {
        foreach (var group in outcomes.GroupBy(outcome => outcome.Result))
        {
            metrics.Count("Evaluations", group.Count(), ("Outcome", group.Key.ToString()));
        }

        foreach (var outcome in outcomes.Where(outcome => outcome.Result == Result.Failed))
        {
            PolicyFailed(log, outcome.Policy.Metadata.Id, arn, outcome.Fault!);
        }
    }

    private void CountFindings(ImmutableArray<Outcome> outcomes, TaskDefinitionArn arn)
    {
        foreach (var outcome in outcomes.Where(outcome => outcome.Result == Result.Violated))
        {
            metrics.Count("Findings", outcome.Violations.Length, ("Policy", outcome.Policy.Metadata.Id), ("Severity", outcome.Policy.Metadata.Severity.ToText()));
        }

        var findings = outcomes.Sum(outcome => outcome.Violations.Length);
        Judged(log, arn, findings);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Judged {Revision}: {Findings} findings.")]
    private static partial void Judged(ILogger log, TaskDefinitionArn revision, int findings);

    [LoggerMessage(Level = LogLevel.Error, Message = "Policy {Policy} failed on {Revision}: {Fault}.")]
    private static partial void PolicyFailed(ILogger log, string policy, TaskDefinitionArn revision, string fault);
}
