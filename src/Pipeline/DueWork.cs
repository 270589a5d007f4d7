using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Pipeline;

/// <summary>What time brings: messages that could not be sent are tried again, and findings that were quiet for long enough are resolved.</summary>
public sealed class DueWork(IFindingStore store, FamilyWork families, Teller teller, TimeProvider time)
{
    /// <summary>Does all that is due now.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var due in store.DueAsync(time.GetUtcNow(), cancellationToken))
        {
            if (due.Family is { } family)
            {
                await SendAsync(family, cancellationToken);
            }
            else if (due.Finding is { } finding)
            {
                await ResolveAsync(finding, cancellationToken);
            }
        }
    }

    private Task SendAsync(FamilyKey family, CancellationToken cancellationToken) =>
        families.ChangeAsync(
            family,
            async state =>
            {
                var now = time.GetUtcNow();
                var outbox = state.Outbox;
                foreach (var pending in state.Outbox.Where(pending => pending.NextAttempt <= now))
                {
                    var again = await teller.TellAsync(pending.Notification, pending.Attempts, cancellationToken);
                    outbox = again is null ? outbox.Remove(pending) : outbox.Replace(pending, again);
                }

                return outbox == state.Outbox ? null : new(state with { Outbox = outbox }, [], []);
            },
            cancellationToken);

    private async Task ResolveAsync(Finding finding, CancellationToken cancellationToken)
    {
        if (finding.IsOfTask)
        {
            // The record of a task that stopped a week ago gets no more events; a late one would only say again what it says.
            await store.TryWriteOfTaskAsync(Resolve(finding), int.MaxValue, cancellationToken);
            return;
        }

        await families.ChangeAsync(
            new(finding.Account, finding.Region, finding.Family!),
            state =>
            {
                var now = time.GetUtcNow();
                var due = state.Revisions.SelectMany(revision => revision.Findings).Where(known => known.DueAt <= now).ToHashSet();
                var revisions = state.Revisions.Select(revision => revision with { Findings = [.. revision.Findings.Select(known => due.Contains(known) ? Resolve(known) : known)] });
                return Task.FromResult<FamilyChange?>(new(state with { Revisions = [.. revisions] }, [], [.. due.Select(Resolve)]));
            },
            cancellationToken);
    }

    private static Finding Resolve(Finding finding) => finding with { State = FindingState.Resolved, DueAt = null };
}
