using System.Runtime.CompilerServices;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Pipeline.InProcess;

/// <summary>The numbers of each day, in process.</summary>
internal sealed class InProcessSnapshots(KeptRecords kept) : ISnapshots
{
    public Task PutAsync(IReadOnlyCollection<Snapshot> snapshots, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (kept.Gate)
        {
            kept.Change(new() { Snapshots = [.. snapshots] });
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<Snapshot> OfAsync(SnapshotScope scope, DateOnly from, DateOnly to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Snapshot[] found;
        lock (kept.Gate)
        {
            found = [.. kept.Records.Snapshots.Values.Where(snapshot => snapshot.Scope == scope && snapshot.Day >= from && snapshot.Day <= to).OrderBy(snapshot => snapshot.Day)];
        }

        foreach (var snapshot in found)
        {
            await Task.CompletedTask.WaitAsync(cancellationToken);
            yield return snapshot;
        }
    }
}
