using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline;

/// <summary>
/// A task event shows something about its family that policies heed, such as Spot capacity: what they said without it is out of date, so the revisions in
/// the working set are judged again. All of them, so that it makes no difference whether a registration or the task event arrives first.
/// </summary>
public sealed class LearnFacts(IFindingStore store, FamilyWork families, JudgeRevision judge, Outbox outbox, IMetrics metrics, TimeProvider time)
{
    /// <summary>Records the facts where they are news. Throws when AWS cannot be reached: the event is then to be delivered again.</summary>
    public Task RunAsync(FamilyKey family, FamilyFacts facts, CancellationToken cancellationToken) =>
        families.ChangeUnlessAsync(
            family,
            () => store.KnowsAsync(family, facts, cancellationToken),
            state => LearnAsync(state, state.Facts.And(facts), cancellationToken),
            cancellationToken);

    private async Task<FamilyChange?> LearnAsync(FamilyState before, FamilyFacts facts, CancellationToken cancellationToken)
    {
        if (facts == before.Facts)
        {
            return null;
        }

        var after = before with { Facts = facts };
        string[] news = [.. facts.NewsTo(before.Facts)];
        if (news.Length == 0)
        {
            return new(after, [], []);
        }

        foreach (var revision in before.Revisions)
        {
            if (await judge.JudgeAgainAsync(facts, revision, cancellationToken) is { } again)
            {
                after = after.With(again);
            }
        }

        return await TellAsync(before, Lifecycle.SettleAgain(before, after, time.GetUtcNow()), news, cancellationToken);
    }

    private async Task<FamilyChange> TellAsync(FamilyState before, FamilyChange change, string[] news, CancellationToken cancellationToken)
    {
        if (change.State.Current is not { Record: { Judgement: { } judgement } record } current || !TaskDefinitionArn.TryParse(record.Arn, out var arn))
        {
            return change;
        }

        var known = before.Revisions.SelectMany(revision => revision.Findings).Select(finding => finding.Id).ToHashSet(StringComparer.Ordinal);
        var faults = current.Findings.Where(finding => finding.Kind != PolicyKind.Runtime && finding.IsNews).ToLookup(finding => known.Contains(finding.Id));
        foreach (var finding in faults[false])
        {
            metrics.Count("Findings", 1, ("Policy", finding.Policy), ("Severity", finding.Severity.ToText()));
        }

        var difference = new Difference([.. faults[false].InOrder()], [.. faults[true].InOrder()], []);
        return outbox.Add(change, NotificationText.OfFacts(arn, judgement, news, difference, await judge.TeamOfAsync(change.State.Family, record, cancellationToken)));
    }
}
