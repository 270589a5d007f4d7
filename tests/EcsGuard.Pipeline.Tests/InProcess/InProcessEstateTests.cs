using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsGuard.Pipeline.Tests.InProcess;

/// <summary>The contract in memory.</summary>
public sealed class InProcessEstateTests : EstateContract, IDisposable
{
    private readonly InProcessFindingStore _store = new();

    protected override IFindingStore Store => _store;

    protected override IEstate Estate => _store;

    protected override IJobs Jobs => _store.Jobs;

    protected override INotices Notices => _store.Notices;

    public void Dispose() => _store.Dispose();

    protected override void SetClock(DateTimeOffset now)
    {
    }
}

/// <summary>What a folder keeps of it over a restart.</summary>
public sealed class KeptEstateTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("ecsguard-").FullName;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_jobs_remember_and_what_was_said_survive_a_restart()
    {
        var (sent, waiting) = (Notice("sent"), Notice("waiting"));
        using (var store = Open())
        {
            var claim = await store.Jobs.TryClaimAsync("telling", Noon, Noon.AddSeconds(45), None);
            await store.Jobs.TrySaveAsync(claim!, "state", release: false, None);
            await store.Notices.TryAddAsync(sent, None);
            await store.Notices.TryAddAsync(waiting, None);
            await store.Notices.FinishAsync(sent, None);
        }

        using var again = Open();
        Assert.Equal("state", (await again.Jobs.TryClaimAsync("telling", Noon, Noon.AddSeconds(45), None))!.State);
        Assert.False(await again.Notices.TryAddAsync(sent, None));
        Assert.Equal(["waiting"], await again.DueAsync(Noon, None).Select(due => due.Notice!.Summary.Id).ToArrayAsync());
    }

    private static PendingNotice Notice(string id) => new(new(id, EcsGuard.Pipeline.Notifications.SummaryKind.Week, "payments", "", 0, 0, 0, "s", "t"), 0, Noon, Noon);

    private InProcessFindingStore Open() => new(_folder, NullLogger<InProcessFindingStore>.Instance);
}
