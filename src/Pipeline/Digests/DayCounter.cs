using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Digests;

/// <summary>
/// Counts findings, one after the other, into the snapshots of some days. It keeps numbers only: as many as there are accounts, teams and policies.
/// </summary>
/// <param name="first">The first of the days.</param>
/// <param name="last">The last of them.</param>
/// <param name="at">Now.</param>
public sealed class DayCounter(DateOnly first, DateOnly last, DateTimeOffset at)
{
    private readonly Dictionary<SnapshotScope, Tally> _tallies = new() { [SnapshotScope.All] = new(first, last) };

    public void Add(Finding finding)
    {
        foreach (var scope in (ReadOnlySpan<SnapshotScope>)[SnapshotScope.All, SnapshotScope.OfAccount(finding.Account), SnapshotScope.OfTeam(finding.Team), SnapshotScope.OfPolicy(finding.Policy)])
        {
            if (!_tallies.TryGetValue(scope, out var tally))
            {
                _tallies.Add(scope, tally = new(first, last));
            }

            tally.Add(finding);
        }
    }

    /// <summary>A snapshot for each scope that a finding was counted for, and for everything, and each of the days. What is open is in all of them as it is now.</summary>
    public IEnumerable<Snapshot> Snapshots() =>
        from tally in _tallies
        from day in Enumerable.Range(0, last.DayNumber - first.DayNumber + 1)
        select new Snapshot(tally.Key, first.AddDays(day), tally.Value.Open, tally.Value.Observed, tally.Value.Exempted, tally.Value.Opened[day], tally.Value.Fixed[day], at);

    private sealed class Tally(DateOnly first, DateOnly last)
    {
        public SeverityCounts Open { get; private set; } = SeverityCounts.None;

        public SeverityCounts Observed { get; private set; } = SeverityCounts.None;

        public int Exempted { get; private set; }

        public int[] Opened { get; } = new int[last.DayNumber - first.DayNumber + 1];

        public int[] Fixed { get; } = new int[last.DayNumber - first.DayNumber + 1];

        public void Add(Finding finding)
        {
            if (finding.State == FindingState.Open)
            {
                Open = Open.Plus(finding.Severity);
                Observed = finding.IsNews ? Observed : Observed.Plus(finding.Severity);
            }

            if (finding.State == FindingState.Exempted)
            {
                Exempted++;
            }

            if (finding.Ruling?.Exemption is not null)
            {
                return;
            }

            // A fault is in a record for each revision that has it, and began in the one whose registration it is as old as. What tasks showed has one record.
            if (finding.Kind == PolicyKind.Runtime || finding.FirstSeen == finding.LastSeen)
            {
                Count(Opened, finding.FirstSeen);
            }

            if (finding is { Kind: PolicyKind.Runtime, Regression.At: var again })
            {
                Count(Opened, again);
            }

            if (finding is { State: FindingState.Resolved, ResolvedAt: { } resolved })
            {
                Count(Fixed, resolved);
            }
        }

        private void Count(int[] days, DateTimeOffset time)
        {
            if (time.Day() >= first && time.Day() <= last)
            {
                days[time.Day().DayNumber - first.DayNumber]++;
            }
        }
    }
}
