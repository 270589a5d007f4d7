using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline;

/// <summary>What time brings: exemptions end, findings that were quiet for long enough are resolved, a new policy file is applied, and messages are sent.</summary>
public sealed class DueWork(
    IPolicyFiles policyFiles, IFindingStore store, IEstate estate, FamilyWork families, ApplyPolicyFile apply, Outbox outbox, Telling telling, TimeProvider time)
{
    /// <summary>
    /// After this nothing new is begun: a function has 30 seconds (see template.yaml), a channel may take 10 and a family's claim some more.
    /// </summary>
    private static readonly TimeSpan TimeToBegin = TimeSpan.FromSeconds(10);

    /// <summary>The part of it after which no more findings are looked at: a night in which thousands of exemptions end must not keep messages back.</summary>
    private static readonly TimeSpan TimeToReview = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Does what is due now, as much as there is time for; the rest stays due. One family that is busy or faulty does not hold up the others.
    /// </summary>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <param name="isLast">Nothing comes after this run, as at the end of a replay: no message waits for more.</param>
    /// <exception cref="AggregateException">Some of it could not be done. It stays due.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the fault is, the rest is done first, and then all faults are thrown.")]
    public async Task RunAsync(CancellationToken cancellationToken, bool isLast = false)
    {
        var faults = new List<Exception>();
        var started = time.GetUtcNow();
        var end = started + TimeToBegin;
        var waiting = new List<FamilyKey>();
        var notices = new List<PendingNotice>();
        await foreach (var due in store.DueAsync(started, cancellationToken))
        {
            if (time.GetUtcNow() - started >= TimeToReview)
            {
                break;
            }

            switch (due)
            {
                case { Family: { } family }:
                    waiting.Add(family);
                    break;
                case { Notice: { } notice }:
                    notices.Add(notice);
                    break;
                case { Finding: { } finding }:
                    await TryAsync(() => ReviewAsync(finding, cancellationToken));
                    break;
            }
        }

        await TryAsync(() => telling.RunAsync(waiting, notices, end, isLast, cancellationToken));
        // Last, since a large estate takes all the time that is left, run after run.
        await TryAsync(() => apply.RunAsync(end, cancellationToken));
        if (faults.Count > 0)
        {
            throw new AggregateException("Not everything that is due could be done; it stays due.", faults).Flatten();
        }

        async Task TryAsync(Func<Task> work)
        {
            try
            {
                await work();
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                faults.Add(fault);
            }
        }
    }

    /// <summary>An exemption has ended, or was prolonged meanwhile; or a runtime finding was quiet for long enough.</summary>
    private async Task ReviewAsync(Finding finding, CancellationToken cancellationToken)
    {
        var file = await policyFiles.CurrentAsync(cancellationToken);
        if (finding.IsOfTask)
        {
            // The record of a task that stopped a week ago gets no more events; a late one would only say again what it says.
            var target = finding.Family is { } family
                ? Target.Of(await estate.FamilyAsync(new(finding.Account, finding.Region, family), cancellationToken), finding.Revision)
                : new(finding.Account, finding.Region, null, Target.NoTags);
            await store.TryWriteOfTaskAsync(Review(finding, RulesOf(file, target)), int.MaxValue, cancellationToken);
            return;
        }

        await families.ChangeAsync(
            new(finding.Account, finding.Region, finding.Family!),
            state =>
            {
                var now = time.GetUtcNow();
                var revisions = state.Revisions.Select(revision => Review(state, revision, file)).ToImmutableArray();
                var changed = revisions.SelectMany(revision => revision.Findings).Except(state.Revisions.SelectMany(revision => revision.Findings)).ToArray();
                return Task.FromResult(changed.Length == 0 ? null : Tell(state, new(state with { Revisions = revisions }, [], changed), file, now));
            },
            cancellationToken);
    }

    private RevisionState Review(FamilyState state, RevisionState revision, PolicyFile file)
    {
        var now = time.GetUtcNow();
        var rules = RulesOf(file, Target.Of(state.Family, revision.Record));
        return revision with { Findings = [.. revision.Findings.Select(finding => finding.DueAt <= now ? Review(finding, rules) : finding)] };
    }

    private Finding Review(Finding finding, TargetRules rules)
    {
        var now = time.GetUtcNow();
        return finding.Kind == PolicyKind.Runtime && finding.LastSeen + FindingFactory.QuietTime <= now ? Resolve(finding) : rules.Apply(finding, now);
    }

    /// <summary>What was exempt and counts again is told as new: nobody has heard of it for as long as the exemption held.</summary>
    private FamilyChange Tell(FamilyState before, FamilyChange change, PolicyFile file, DateTimeOffset now)
    {
        var exempt = before.Revisions.SelectMany(revision => revision.Findings).Where(finding => finding.State == FindingState.Exempted).Select(finding => finding.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var revision in change.State.Revisions)
        {
            Finding[] again = [.. revision.Findings.Where(finding => finding.IsNews && exempt.Contains(finding.Id)).InOrder()];
            if (again.Length > 0 && TaskDefinitionArn.TryParse(revision.Record.Arn, out var arn))
            {
                change = outbox.Add(change, NotificationText.OfEndedExemption(arn, now, again, file.TeamOf(Target.Of(before.Family, revision.Record))));
            }
        }

        return change;
    }

    private static TargetRules RulesOf(PolicyFile file, Target target) => TargetRules.Of(file, target, PolicySelection.Default);

    private static Finding Resolve(Finding finding) => finding with { State = FindingState.Resolved, DueAt = null };
}
