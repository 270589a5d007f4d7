using System.Globalization;
using System.Reflection;
using EcsGuard.Cli.Local;
using EcsGuard.Functions;
using EcsGuard.Functions.Triggers;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Testing;

namespace EcsGuard.Cli.Tests.Local;

/// <summary>A replay over days and weeks: each morning on the way is a day's digest, as in AWS.</summary>
public sealed class ReplayDigestTests : IDisposable
{
    private readonly InProcessFindingStore _store = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", "2026-03-02T07:00:00Z", 0, "")]
    [InlineData("2026-03-01T06:00:00Z", "2026-03-02T05:59:59Z", 0, "")]
    [InlineData("2026-03-01T05:59:59Z", "2026-03-01T06:00:00Z", 1, "2026-03-01T06:00:00")]
    [InlineData("2026-03-01T06:00:00Z", "2026-03-04T06:00:00Z", 3, "2026-03-02T06:00:00")]
    [InlineData("2026-03-04T06:00:00Z", "2026-03-01T06:00:00Z", 0, "")]
    [InlineData("2026-03-01T07:00:00Z", "2026-06-09T07:00:00Z", 100, "2026-03-02T06:00:00")]
    [InlineData("2026-03-01T07:00:00Z", "2027-03-01T07:00:00Z", 100, "2026-11-22T06:00:00")]
    [InlineData("2026-03-01T07:00:00Z", "2027-03-01T05:00:00Z", 100, "2026-11-21T06:00:00")]
    [InlineData("2026-03-01T07:00:00Z", "9999-12-31T23:59:59Z", 100, "9999-09-23T06:00:00")]
    public void The_last_hundred_mornings_of_a_gap_have_their_digest(string after, string until, int count, string first)
    {
        DateTimeOffset[] mornings = [.. Replay.Mornings(Time(after), Time(until))];
        Assert.Equal(count, mornings.Length);
        Assert.Equal(first, mornings.Length == 0 ? "" : mornings[0].ToString("s", CultureInfo.InvariantCulture));
        Assert.All(mornings.Skip(1).Zip(mornings), pair => Assert.Equal(TimeSpan.FromDays(1), pair.First - pair.Second));
    }

    [Fact]
    public void Mornings_are_those_of_the_schedule() =>
        Assert.Equal("cron(0 6 * * ? *)", typeof(Digest).GetCustomAttribute<ScheduleTriggerAttribute>()!.Expression);

    /// <summary>A container runs out of memory on a Tuesday, and its finding is quiet a week later.</summary>
    [Fact]
    public async Task Each_day_is_counted_and_each_week_told()
    {
        var told = await ReplayAsync("2026-11-17T12:00:00Z");
        Assert.Equal(
            ["03 1 1 0 04", "04 1 0 0 05", "05 1 0 0 06", "06 1 0 0 07", "07 1 0 0 08", "08 1 0 0 09", "09 1 0 0 10", "10 0 0 1 11", "11 0 0 0 12", "12 0 0 0 13", "13 0 0 0 14", "14 0 0 0 15", "15 0 0 0 16", "16 0 0 0 17"],
            await DaysAsync().Select(snapshot => $"{snapshot.Day:dd} {snapshot.Open.Total} {snapshot.Opened} {snapshot.Fixed} {snapshot.At:dd}").ToArrayAsync(None));
        Assert.Equal(["All teams in week 2026-W45: 1 open finding, 1 new, 0 fixed", "All teams in week 2026-W46: 0 open findings, 0 new, 1 fixed"], told);
    }

    [Fact]
    public async Task Events_of_a_day_grow_no_digest()
    {
        Assert.Empty(await ReplayAsync("2026-11-04T05:59:59Z"));
        Assert.Empty(await DaysAsync().ToArrayAsync(None));
    }

    /// <summary>The titles of what was told of no single revision.</summary>
    private async Task<IEnumerable<string>> ReplayAsync(string until)
    {
        var (inputs, _) = await EventReader.ReadAsync([Repository.PathTo("tests", "EcsGuard.Cli.Tests", "Events", "11-out-of-memory-twice-told.json")], Stream.Null, None);
        var result = await new Replay(_store, new ReplayClock(), PolicyFile.None).RunAsync(inputs, Time(until), None);
        return result.Notifications.Select(told => told.Message).OfType<Summary>().Select(summary => summary.Title);
    }

    private IAsyncEnumerable<Snapshot> DaysAsync() => _store.Snapshots.OfAsync(SnapshotScope.All, DateOnly.MinValue, DateOnly.MaxValue, None);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
