using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsGuard.Pipeline.Tests.InProcess;

/// <summary>The contract in memory.</summary>
public sealed class InProcessSnapshotsTests : SnapshotsContract, IDisposable
{
    private readonly InProcessFindingStore _store = new();

    protected override ISnapshots Snapshots => _store.Snapshots;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task They_survive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("ecsguard-").FullName;
        try
        {
            Snapshot[] all = [.. Scopes.Select((scope, number) => Sample(scope, new(2026, 3, 1), number))];
            using (var store = new InProcessFindingStore(folder, NullLogger<InProcessFindingStore>.Instance))
            {
                await store.Snapshots.PutAsync(all, None);
            }

            // Once as it was written, and once as opening it wrote it anew.
            new InProcessFindingStore(folder, NullLogger<InProcessFindingStore>.Instance).Dispose();
            using var again = new InProcessFindingStore(folder, NullLogger<InProcessFindingStore>.Instance);
            foreach (var snapshot in all)
            {
                Assert.Equal([snapshot], (await again.Snapshots.OfAsync(snapshot.Scope, DateOnly.MinValue, DateOnly.MaxValue, None).ToArrayAsync()).AsEnumerable());
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
