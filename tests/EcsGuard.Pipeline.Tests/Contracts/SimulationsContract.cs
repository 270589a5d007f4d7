using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Simulation;

namespace EcsGuard.Pipeline.Tests.Contracts;

/// <summary>What every store of simulations promises.</summary>
public abstract class SimulationsContract
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected abstract ISimulations Simulations { get; }

    protected static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_not_simulated_is_not_there()
    {
        Assert.Null(await Simulations.FindAsync("a", None));
        await Simulations.KeepAsync(Of("b"), None);
        Assert.Null(await Simulations.FindAsync("a", None));
    }

    [Fact]
    public async Task The_latest_of_each_file_is_kept_whole()
    {
        await Simulations.KeepAsync(Of("a"), None);
        await Simulations.KeepAsync(Of("b"), None);
        var later = Of("a") with { At = Noon.AddTicks(1), By = "arn:aws:iam::111122223333:user/other", RolesRead = false, Counts = new(6, 5, 4, 3, 2, 1) };
        await Simulations.KeepAsync(later, None);
        Assert.Equal((later, Of("b")), (await Simulations.FindAsync("a", None), await Simulations.FindAsync("b", None)));
    }

    protected static SimulationRecord Of(string version) => new(version, Noon, "arn:aws:iam::111122223333:user/platform", RolesRead: true, new SimulationCounts(1, 2, 3, 4, 5, 6));
}
