using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;

namespace EcsGuard.Pipeline.Tests.InProcess;

public sealed class InProcessFindingStoreTests : FindingStoreContract, IDisposable
{
    private readonly InProcessFindingStore _store = new();

    protected override IFindingStore Store => _store;

    protected override IFindingQueries Queries => _store;

    public void Dispose() => _store.Dispose();

    protected override void SetClock(DateTimeOffset now)
    {
        // Who holds a claim is known at every moment, so the store needs no clock.
    }

    protected override Task<IReadOnlyList<UnjudgedCall>> UnjudgedAsync() => Task.FromResult(_store.UnjudgedCalls());
}
