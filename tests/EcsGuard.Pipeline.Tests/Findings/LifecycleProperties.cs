using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests.Findings;

public sealed class LifecycleProperties
{
    private const int Minutes = 60;

    /// <summary>
    /// Up to as many revisions as the working set holds, with any faults, deregistered or not, each event delivered once to three times, in any order: the
    /// findings are the ones that the definition of their states asks for.
    /// </summary>
    [Fact]
    public void The_order_and_number_of_deliveries_changes_nothing() =>
        Prop.ForAll(Arb.From(Histories()), history =>
        {
            var expected = Expected(history.Revisions).Order(StringComparer.Ordinal).ToArray();
            Assert.Equal(expected, Run(InOrder(history.Revisions)));
            Assert.Equal(expected, Run(history.Deliveries));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    /// <summary>The definition of the states, written down without regard to events.</summary>
    private static IEnumerable<string> Expected(IReadOnlyList<Revision> revisions)
    {
        var current = revisions.LastOrDefault(revision => !revision.IsDeregistered)?.Number ?? 0;
        foreach (var revision in revisions)
        {
            foreach (var fault in revision.Faults)
            {
                var since = revision.Number;
                while (since > 1 && revisions[since - 2].Faults.Contains(fault, StringComparison.Ordinal))
                {
                    since--;
                }

                // What was fixed before that, and by which revision it was had last.
                var had = revisions.Take(since - 1).LastOrDefault(older => older.Faults.Contains(fault, StringComparison.Ordinal))?.Number;
                var back = had is null ? "" : $" back at {since * Minutes} after {had}";
                var state = revision.Number >= current ? (revision.IsDeregistered ? "removed" : "open")
                    : revisions[revision.Number].Faults.Contains(fault, StringComparison.Ordinal) ? "superseded"
                    : $"resolved in {revision.Number + 1}";
                var until = state.StartsWith("resolved", StringComparison.Ordinal) ? $" until {(revision.Number + 1) * Minutes}" : "";
                yield return $"web:{revision.Number} test-privileged {fault}/privileged {state} since {since * Minutes}{until}{back}";
            }
        }
    }

    private static string[] Run(IEnumerable<EventEnvelope> deliveries)
    {
        using var world = new World();
        foreach (var envelope in deliveries)
        {
            // Nothing here waits for anything, so each event is done when the call returns.
            Assert.True(world.ObserveAsync(envelope).IsCompletedSuccessfully);
        }

        return [.. world.Store.AllFindings().Select(Text).Order(StringComparer.Ordinal)];
    }

    private static string Text(Finding finding)
    {
        var until = finding.ResolvedAt is { } at ? $" until {(at - TestClock.Start).TotalMinutes}" : "";
        var back = finding.Regression is { } regression ? $" back at {(regression.At - TestClock.Start).TotalMinutes} after {regression.Of}" : "";
        return World.Text(finding) + until + back;
    }

    private static IEnumerable<EventEnvelope> InOrder(IReadOnlyList<Revision> revisions) =>
        [.. revisions.Select(Registration), .. revisions.Where(revision => revision.IsDeregistered).Select(Deregistration)];

    private static Gen<History> Histories() =>
        from count in Gen.Choose(1, FamilyState.KeptRevisions)
        from faults in Gen.SubListOf("abc".ToCharArray()).ArrayOf(count)
        from deregistered in Gen.Elements(true, false).ArrayOf(count)
        let revisions = Enumerable.Range(0, count).Select(index => new Revision(index + 1, string.Concat(faults[index]), deregistered[index])).ToArray()
        from copies in Gen.Choose(1, 3).ArrayOf(2 * count)
        let deliveries = InOrder(revisions).SelectMany((envelope, index) => Enumerable.Repeat(envelope, copies[index])).ToArray()
        from shuffled in Gen.Shuffle(deliveries)
        select new History(revisions, [.. shuffled]);

    private static EventEnvelope Registration(Revision revision) =>
        Registered(revision.Number, Definition("abc", revision.Faults), TestClock.Start.AddMinutes(revision.Number * Minutes));

    private static EventEnvelope Deregistration(Revision revision) => Deregistered(revision.Number, TestClock.Start.AddDays(1));

    private sealed record Revision(int Number, string Faults, bool IsDeregistered);

    private sealed record History(IReadOnlyList<Revision> Revisions, IReadOnlyList<EventEnvelope> Deliveries)
    {
        public override string ToString() =>
            $"{string.Join(' ', Revisions.Select(revision => $"{revision.Number}[{revision.Faults}]{(revision.IsDeregistered ? "-" : "")}"))}: {string.Join(' ', Deliveries.Select(envelope => CloudTrailCall.Read(envelope).EventId))}";
    }
}
