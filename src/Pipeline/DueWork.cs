using System.Diagnostics.CodeAnalysis;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Pipeline;

/// <summary>What time brings: messages that could not be sent are tried again, and findings that were quiet for long enough are resolved.</summary>
public sealed class DueWork(IFindingStore store, FamilyWork families, Teller teller, TimeProvider time)
{
    /// <summary>
    /// After this nothing new is begun: a function has 30 seconds (see template.yaml), a channel may take 10 and a family's claim some more.
    /// </summary>
    private static readonly TimeSpan TimeToBegin = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Does what is due now, as much as there is time for; the rest stays due. One family that is busy or faulty does not hold up the others.
    /// </summary>
    /// <exception cref="AggregateException">Some of it could not be done. It stays due.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the fault is, the rest is done first, and then all faults are thrown.")]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var faults = new List<Exception>();
        var started = time.GetUtcNow();
        await foreach (var due in store.DueAsync(started, cancellationToken))
        {
            if (time.GetUtcNow() - started >= TimeToBegin)
            {
                break;
            }

            try
            {
                await DoAsync(due, cancellationToken);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                faults.Add(fault);
            }
        }

        if (faults.Count > 0)
        {
            throw new AggregateException("Not everything that is due could be done; it stays due.", faults);
        }
    }

    private Task DoAsync(DueRecord due, CancellationToken cancellationToken) =>
        due.Family is { } family ? SendAsync(family, cancellationToken)
        : due.Finding is { } finding ? ResolveAsync(finding, cancellationToken)
        : Task.CompletedTask;

    private Task SendAsync(FamilyKey family, CancellationToken cancellationToken) =>
        families.ChangeAsync(
            family,
            async state =>
            {
                var outbox = await teller.SendDueAsync(state.Outbox, cancellationToken);
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
                var resolved = state.Revisions.SelectMany(revision => revision.Findings).Where(known => known.DueAt <= now).Select(Resolve).ToDictionary(known => known.Id, StringComparer.Ordinal);
                var revisions = state.Revisions.Select(revision => revision with { Findings = [.. revision.Findings.Select(known => resolved.GetValueOrDefault(known.Id, known))] });
                return Task.FromResult<FamilyChange?>(resolved.Count == 0 ? null : new(state with { Revisions = [.. revisions] }, [], [.. resolved.Values]));
            },
            cancellationToken);
    }

    private static Finding Resolve(Finding finding) => finding with { State = FindingState.Resolved, DueAt = null };
}
