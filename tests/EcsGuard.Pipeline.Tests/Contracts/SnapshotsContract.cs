using EcsGuard.Pipeline.Ports;
using static EcsGuard.Pipeline.Tests.Contracts.SampleRecords;

namespace EcsGuard.Pipeline.Tests.Contracts;

/// <summary>What <see cref="ISnapshots"/> promises, whatever keeps the numbers.</summary>
public abstract class SnapshotsContract
{
    internal static readonly SnapshotScope[] Scopes = [SnapshotScope.All, SnapshotScope.OfAccount("111122223333"), SnapshotScope.OfAccount(""), SnapshotScope.OfTeam("payments"), SnapshotScope.OfPolicy("payments")];

    private static readonly DateOnly First = new(2026, 2, 27);

    protected static CancellationToken None => TestContext.Current.CancellationToken;

    protected abstract ISnapshots Snapshots { get; }

    [Fact]
    public async Task What_is_put_is_read_back_exactly_by_scope_and_day()
    {
        var all = Scopes.SelectMany((scope, index) => Enumerable.Range(0, 4).Select(day => Sample(scope, First.AddDays(day), 100 * index + day))).ToArray();
        await Snapshots.PutAsync([.. all.Reverse()], None);

        foreach (var scope in Scopes)
        {
            Assert.Equal(all.Where(snapshot => snapshot.Scope == scope), await ReadAsync(scope, DateOnly.MinValue, DateOnly.MaxValue));
        }

        Assert.Equal([all[1], all[2]], await ReadAsync(SnapshotScope.All, First.AddDays(1), First.AddDays(2)));
        Assert.Empty(await ReadAsync(SnapshotScope.All, First.AddDays(4), DateOnly.MaxValue));
        Assert.Empty(await ReadAsync(SnapshotScope.OfTeam("111122223333"), DateOnly.MinValue, DateOnly.MaxValue));
    }

    [Fact]
    public async Task A_day_that_is_counted_again_has_the_new_numbers_and_no_other_day_has()
    {
        var (before, after) = (Sample(SnapshotScope.All, First, 1), Sample(SnapshotScope.All, First.AddDays(1), 2));
        await Snapshots.PutAsync([before, after], None);
        await Snapshots.PutAsync([before with { Open = SeverityCounts.None, At = Noon.AddDays(1) }], None);

        Assert.Equal([before with { Open = SeverityCounts.None, At = Noon.AddDays(1) }, after], await ReadAsync(SnapshotScope.All, DateOnly.MinValue, DateOnly.MaxValue));
    }

    [Fact]
    public async Task Any_number_of_scopes_is_kept_and_names_of_any_length_stay_apart()
    {
        var prefix = string.Concat(Enumerable.Repeat("Größe/環境#", 300));
        Snapshot[] all = [.. Enumerable.Range(0, 60).Select(number => Sample(SnapshotScope.OfTeam(prefix + number), First, number))];
        await Snapshots.PutAsync(all, None);

        foreach (var snapshot in all)
        {
            Assert.Equal([snapshot], await ReadAsync(snapshot.Scope, First, First));
        }
    }

    /// <summary>Numbers that are all different.</summary>
    internal static Snapshot Sample(SnapshotScope scope, DateOnly day, int number) => new(
        scope, day, new(number + 1, number + 2, number + 3, number + 4, number + 5), new(number + 6, number + 7, number + 8, number + 9, number + 10), number + 11, number + 12, number + 13, Noon.AddTicks(number));

    private async Task<IEnumerable<Snapshot>> ReadAsync(SnapshotScope scope, DateOnly from, DateOnly to) => await Snapshots.OfAsync(scope, from, to, None).ToArrayAsync();
}
