using System.Runtime.InteropServices;
using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline;

/// <summary>
/// A task changed its state: record what its end shows. Events come at least once and in any order, so a task counts once for each finding, whatever
/// the number of its events, and a record of a single task only ever moves to a later <c>detail.version</c>.
/// </summary>
public sealed class JudgeTask(
    IPolicyFiles policyFiles, IFindingStore store, IEstate estate, FamilyWork families, LearnFacts learn, Outbox outbox, IMetrics metrics, TimeProvider time)
{
    /// <summary>The detail type of the events that are judged.</summary>
    public const string DetailType = "ECS Task State Change";

    /// <summary>What tasks are judged by where there is no policy file.</summary>
    public PolicySelection Policies { get; init; } = PolicySelection.Default;

    /// <summary>Judges an <c>ECS Task State Change</c> event.</summary>
    public async Task<Disposition> HandleAsync(EventEnvelope envelope, CancellationToken cancellationToken)
    {
        var task = TaskStateChange.Read(JsonMarshal.GetRawUtf8Value(envelope.Detail));
        if (task.TaskArn?.Split(':') is not ["arn", _, "ecs", { Length: > 0 } region, { Length: > 0 } account, ['t', 'a', 's', 'k', '/', ..]])
        {
            return Disposition.Rejected("the event names no task");
        }

        var at = task.StoppedAt ?? envelope.Time ?? task.UpdatedAt ?? task.StoppingAt ?? time.GetUtcNow();
        var arn = TaskDefinitionArn.TryParse(task.TaskDefinitionArn, out var named) ? named : null;
        var file = await policyFiles.CurrentAsync(cancellationToken);
        var family = arn is null ? null : FamilyKey.Of(arn);

        // Of the revision only its family is known here, not its tags: so this says only whether there may be something to record.
        var somewhere = new Target(account, region, family?.Family, Target.NoTags);
        var occurrences = Judge(task, arn, account, region, at, file.IsNone ? Policies : RulesOf(file, somewhere).Selection with { TaskStatePolicies = PolicyCatalog.TaskStatePolicies });
        if (Array.Exists(occurrences, occurrence => occurrence.IsOfTask))
        {
            // Rare, so that the family can be read: scopes, teams and exemptions go by the tags of the revision.
            var target = family is null ? somewhere : Target.Of(await estate.FamilyAsync(family, cancellationToken), arn!.Revision);
            await RecordOfTaskAsync(task, occurrences, RulesOf(file, target), cancellationToken);
        }

        if (arn is not null && family is not null)
        {
            if (Array.Exists(occurrences, occurrence => !occurrence.IsOfTask))
            {
                await RecordAsync(task, arn, at, file, cancellationToken);
            }

            await LearnAsync(task, family, occurrences.Any(occurrence => occurrence.IsOfTask), cancellationToken);
        }

        return Disposition.Handled;
    }

    private async Task RecordOfTaskAsync(TaskStateChange task, Finding[] occurrences, TargetRules rules, CancellationToken cancellationToken)
    {
        foreach (var ofTask in occurrences.Where(occurrence => occurrence.IsOfTask && rules.Selection.TaskStatePolicies.Any(policy => policy.Metadata.Id == occurrence.Policy)))
        {
            if (await store.TryWriteOfTaskAsync(rules.Apply(ofTask, time.GetUtcNow()), task.Version ?? 0, cancellationToken))
            {
                Count(ofTask);
            }
        }
    }

    private Task LearnAsync(TaskStateChange task, FamilyKey family, bool hasTaskFindings, CancellationToken cancellationToken)
    {
        var facts = new FamilyFacts(task.LaunchType, task.IsSpotInterruption || task.CapacityProviderName == "FARGATE_SPOT", task.EnableExecuteCommand, hasTaskFindings);
        return facts == FamilyFacts.None ? Task.CompletedTask : learn.RunAsync(family, facts, cancellationToken);
    }

    private TargetRules RulesOf(PolicyFile file, Target target) => TargetRules.Of(file, target, Policies);

    private static Finding[] Judge(TaskStateChange task, TaskDefinitionArn? arn, string account, string region, DateTimeOffset at, PolicySelection selection) =>
    [
        .. PolicyEngine.Judge(task, selection.Configure(PolicyContext.Empty with { Arn = arn }), selection.TaskStatePolicies)
            .SelectMany(outcome => outcome.Violations.Select(violation => FindingFactory.OfTask(task, arn, account, region, (TaskStatePolicy)outcome.Policy, violation, at))),
    ];

    private Task RecordAsync(TaskStateChange task, TaskDefinitionArn arn, DateTimeOffset at, PolicyFile file, CancellationToken cancellationToken) =>
        families.ChangeAsync(
            FamilyKey.Of(arn),
            family =>
            {
                var known = family.Revisions.FirstOrDefault(revision => revision.Record.Revision == (arn.Revision ?? 0))
                    ?? new(new() { Revision = arn.Revision ?? 0, Arn = arn.ToString(), IsActive = true }, []);
                var findings = known.Findings;
                var rules = RulesOf(file, Target.Of(family.Family, known.Record));
                foreach (var occurrence in Judge(task, arn, arn.Account, arn.Region, at, rules.Selection).Where(occurrence => !occurrence.IsOfTask))
                {
                    var before = findings.FirstOrDefault(finding => finding.Id == occurrence.Id);
                    if (FindingFactory.Join(before, occurrence) is { } counted)
                    {
                        var joined = rules.Apply(counted, time.GetUtcNow());
                        findings = before is null ? findings.Add(joined) : findings.Replace(before, joined);
                        Count(occurrence);
                    }
                }

                return Task.FromResult(findings == known.Findings ? null : Tell(family, Lifecycle.Settle(family, family.With(known with { Findings = findings })), arn, task, rules.Team));
            },
            cancellationToken);

    private FamilyChange Tell(FamilyState before, FamilyChange change, TaskDefinitionArn arn, TaskStateChange task, Team? team)
    {
        var opened = change.Findings.Where(finding => finding is { IsNews: true, Kind: PolicyKind.Runtime } && !WasOpen(before, finding)).ToArray();
        return outbox.Add(change, NotificationText.OfTask(arn, task, opened, team));
    }

    private static bool WasOpen(FamilyState state, Finding finding) =>
        state.Revisions.SelectMany(revision => revision.Findings).Any(known => known.Id == finding.Id && known.State == FindingState.Open);

    private void Count(Finding finding) =>
        metrics.Count("Findings", 1, ("Policy", finding.Policy), ("Severity", finding.Severity.ToText()));
}
