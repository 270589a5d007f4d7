using System.Collections.Immutable;
using EcsGuard.Pipeline.Digests;
using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;
using EcsGuard.Pipeline.Tests.Support;
using EcsGuard.Policies;
using FsCheck;
using FsCheck.Fluent;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests.Digests;

/// <summary>
/// The numbers of each day are those that the histories of the families ask for, however often, in whatever order and by however many handlers at once the
/// events were handled, and however often the count died or was run.
/// </summary>
public sealed class SnapshotProperties
{
    private const string Policy = "privileged-container";

    private static readonly Severity Worst = PolicyCatalog.Find(Policy)!.Metadata.Severity;

    /// <summary>A family each for what a finding can be: a team's, exempt, nobody's, and only observed.</summary>
    private static readonly string[] Families = ["owned", "exempt", "nobody", "observed"];

    private static readonly PolicyFile File = new()
    {
        Version = "1",
        Policies = PolicyCatalog.All.Where(policy => policy.Metadata.Id != Policy).ToImmutableDictionary(policy => policy.Metadata.Id, _ => new PolicyRule { Enabled = false }, StringComparer.Ordinal),
        Teams = [new("one", new() { Families = ["owned", "exempt", "observed"] }, [], TellFixed: false)],
        Exemptions = [new(Policy, new() { Families = ["exempt"] }, "reason", "one", TestClock.Start.AddYears(1), 1)],
        Scopes = [new("observed", new() { Families = ["observed"] }, EnforcementMode.Observe, ImmutableDictionary<string, PolicyRule>.Empty)],
    };

    private static readonly DateOnly FirstDay = DateOnly.FromDateTime(TestClock.Start.UtcDateTime);

    private static readonly SnapshotScope[] Scopes =
        [SnapshotScope.All, SnapshotScope.OfAccount(Account), SnapshotScope.OfTeam("one"), SnapshotScope.OfTeam(FindingFactory.UnassignedTeam), SnapshotScope.OfPolicy(Policy)];

    [Fact]
    public void The_numbers_are_those_of_the_histories() =>
        Prop.ForAll(Arb.From(Plays()), play =>
        {
            var expected = Scopes.SelectMany(scope => Expected(scope, play)).ToArray();
            Assert.Equal(expected, CountAsync(play).GetAwaiter().GetResult());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static async Task<IEnumerable<string>> CountAsync(Play play)
    {
        using var world = new World { PolicyFile = File };
        world.Clock.WaitsAreOver = true;
        // Everything before the first event is counted, so that the count at the end has all days to do.
        await Daily(world, world.Store.Snapshots).RunAsync(CancellationToken.None);
        Assert.Empty(await ReadAsync(world));

        foreach (var handlers in play.Deliveries.Chunk(play.Handlers))
        {
            await Task.WhenAll(handlers.Select(envelope => Task.Run(() => DeliverAsync(world, envelope))));
        }

        world.Clock.Advance(TimeSpan.FromDays(FamilyState.KeptRevisions + 2));
        var dying = new DyingSnapshots(world.Store.Snapshots, play.DiesAfter);
        await Assert.ThrowsAsync<IOException>(() => Daily(world, dying).RunAsync(CancellationToken.None));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Daily(world, world.Store.Snapshots).RunAsync(CancellationToken.None))));
        await Daily(world, new DyingSnapshots(world.Store.Snapshots, 0)).RunAsync(CancellationToken.None);
        return await ReadAsync(world);
    }

    private static DailyWork Daily(World world, ISnapshots snapshots) => new(world.Store, world, snapshots, world.Store.Notices, world.Store.Jobs, world.Clock);

    /// <summary>What is busy is delivered again, as Lambda would.</summary>
    private static async Task DeliverAsync(World world, EventEnvelope envelope)
    {
        while (true)
        {
            try
            {
                Assert.Equal(Disposition.Handled, await world.ObserveAsync(envelope));
                return;
            }
            catch (FamilyBusyException)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<string[]> ReadAsync(World world)
    {
        var texts = new List<string>();
        foreach (var scope in Scopes)
        {
            texts.AddRange((await world.Store.Snapshots.OfAsync(scope, FirstDay, DateOnly.MaxValue, CancellationToken.None).ToArrayAsync()).Select(snapshot =>
                $"{snapshot.Scope} {snapshot.Day:O}: {snapshot.Open.Of(Worst)} open, {snapshot.Observed.Of(Worst)} observed, {snapshot.Exempted} exempted, {snapshot.Opened} opened, {snapshot.Fixed} fixed at {snapshot.At:O}, others {snapshot.Open.Total - snapshot.Open.Of(Worst)}"));
        }

        return [.. texts];
    }

    /// <summary>The same from the histories alone: revision N is registered on the Nth day.</summary>
    private static IEnumerable<string> Expected(SnapshotScope scope, Play play)
    {
        string[] families = [.. Families.Where(family => scope.Kind != SnapshotKind.Team || (scope.Name == "one") == (family != "nobody"))];
        if (scope.Kind != SnapshotKind.All && families.All(family => play.Revisions[Array.IndexOf(Families, family)].All(revision => revision.Faults.Length == 0)))
        {
            // Nothing was ever recorded there.
            yield break;
        }

        int open = 0, observed = 0, exempted = 0;
        var (opened, @fixed) = (new int[FamilyState.KeptRevisions + 2], new int[FamilyState.KeptRevisions + 2]);
        foreach (var family in families)
        {
            var revisions = play.Revisions[Array.IndexOf(Families, family)];
            var current = Array.FindLastIndex(revisions, revision => !revision.IsDeregistered);
            var there = current < 0 ? 0 : revisions[current].Faults.Length;
            exempted += family == "exempt" ? there : 0;
            if (family == "exempt")
            {
                continue;
            }

            open += there;
            observed += family == "observed" ? there : 0;
            foreach (var (index, revision) in revisions.Index())
            {
                var before = index == 0 ? "" : revisions[index - 1].Faults;
                opened[index + 1] += revision.Faults.Except(before).Count();
                // What only newer revisions than the one that counts are without is not fixed.
                @fixed[index + 1] += index <= current ? before.Except(revision.Faults).Count() : 0;
            }
        }

        foreach (var day in Enumerable.Range(0, opened.Length))
        {
            yield return $"{scope} {FirstDay.AddDays(day):O}: {open} open, {observed} observed, {exempted} exempted, {opened[day]} opened, {@fixed[day]} fixed at {TestClock.Start.AddDays(opened.Length):O}, others 0";
        }
    }

    private static Gen<Play> Plays() =>
        from revisions in History().ArrayOf(Families.Length)
        let events = revisions.SelectMany((history, index) => history.SelectMany((revision, number) => EventsOf(Families[index], number + 1, revision))).ToArray()
        from copies in Gen.Choose(1, 3).ArrayOf(events.Length)
        from deliveries in Gen.Shuffle(events.SelectMany((envelope, index) => Enumerable.Repeat(envelope, copies[index])).ToArray())
        from handlers in Gen.Choose(1, 6)
        from diesAfter in Gen.Choose(0, 20)
        select new Play(revisions, [.. deliveries], handlers, diesAfter);

    private static Gen<Revision[]> History() =>
        from count in Gen.Choose(1, FamilyState.KeptRevisions)
        from faults in Gen.SubListOf("abc".ToCharArray()).ArrayOf(count)
        from deregistered in Gen.Elements(true, false, false).ArrayOf(count)
        select Enumerable.Range(0, count).Select(index => new Revision(string.Concat(faults[index]), deregistered[index])).ToArray();

    private static IEnumerable<EventEnvelope> EventsOf(string family, int number, Revision revision)
    {
        yield return Registered(number, Definition("abc", revision.Faults), TestClock.Start.AddDays(number), family);
        if (revision.IsDeregistered)
        {
            yield return Deregistered(number, TestClock.Start.AddDays(number).AddHours(1), family);
        }
    }

    private sealed record Revision(string Faults, bool IsDeregistered);

    private sealed record Play(Revision[][] Revisions, EventEnvelope[] Deliveries, int Handlers, int DiesAfter)
    {
        public override string ToString() =>
            $"{string.Join("; ", Revisions.Select((history, index) => $"{Families[index]}: {string.Join(' ', history.Select(revision => $"[{revision.Faults}]{(revision.IsDeregistered ? "-" : "")}"))}"))} by {Handlers}, dies after {DiesAfter}: "
            + string.Join(' ', Deliveries.Select(envelope => CloudTrailCall.Read(envelope).EventId));
    }

    /// <summary>Keeps so many snapshots and no more.</summary>
    private sealed class DyingSnapshots(ISnapshots snapshots, int diesAfter) : ISnapshots
    {
        public async Task PutAsync(IReadOnlyCollection<Snapshot> put, CancellationToken cancellationToken)
        {
            await snapshots.PutAsync([.. put.Take(diesAfter)], cancellationToken);
            throw new IOException("The table is gone.");
        }

        public IAsyncEnumerable<Snapshot> OfAsync(SnapshotScope scope, DateOnly from, DateOnly to, CancellationToken cancellationToken) => snapshots.OfAsync(scope, from, to, cancellationToken);
    }
}
