using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Digests;

/// <summary>
/// What a week's digest says of the findings of one audience, counted one after the other. Findings of policies that are only observed count apart: nobody is told
/// of them. It keeps a few findings, and numbers for each policy, account, team and family without a team.
/// </summary>
/// <param name="week">The week.</param>
/// <param name="floor">Findings below this severity do not count.</param>
internal sealed class WeekTally(IsoWeek week, Severity floor)
{
    /// <summary>How many findings a part lists.</summary>
    public const int Listed = 5;

    private static readonly Comparer<Finding> OldestFirst = Order(static (left, right) =>
        left.Since.CompareTo(right.Since) is var older and not 0 ? older : right.Severity.CompareTo(left.Severity));

    private static readonly Comparer<Finding> WorstFirst = Order(static (left, right) =>
        right.Severity.CompareTo(left.Severity) is var worse and not 0 ? worse : left.Since.CompareTo(right.Since));

    public SeverityCounts Open { get; private set; } = SeverityCounts.None;

    /// <summary>Of the open ones, those that began, or came back, in the week.</summary>
    public int New { get; private set; }

    public int Observed { get; private set; }

    public int Exempted { get; private set; }

    public TopList<Finding> Oldest { get; } = new(Listed, OldestFirst);

    public TopList<Finding> Fixed { get; } = new(Listed, WorstFirst);

    public TopList<Finding> CameBack { get; } = new(Listed, WorstFirst);

    public Ranking<string> Policies { get; } = new();

    public Ranking<string> Accounts { get; } = new();

    public Ranking<string> Teams { get; } = new();

    public Ranking<FamilyKey> FamiliesOfNobody { get; } = new();

    public void Add(Finding finding)
    {
        if (finding.Severity < floor)
        {
            return;
        }

        switch (finding.State)
        {
            case FindingState.Open when finding.IsNews:
                AddOpen(finding);
                break;
            case FindingState.Open:
                Observed++;
                break;
            case FindingState.Exempted:
                Exempted++;
                break;
            case FindingState.Resolved when finding.ResolvedAt is { } at && week.Includes(at) && finding.Ruling is not ({ Exemption: not null } or { Enforcement: EnforcementMode.Observe }):
                Fixed.Add(finding);
                break;
        }
    }

    private void AddOpen(Finding finding)
    {
        Open = Open.Plus(finding.Severity);
        New += week.Includes(finding.Since) ? 1 : 0;
        Oldest.Add(finding);
        if (finding.Regression is { } regression && week.Includes(regression.At))
        {
            CameBack.Add(finding);
        }

        Policies.Add(finding.Policy, finding.Severity);
        Accounts.Add(finding.Account, finding.Severity);
        Teams.Add(finding.Team, finding.Severity);
        if (finding is { Team: FindingFactory.UnassignedTeam, Family: { } family })
        {
            FamiliesOfNobody.Add(new(finding.Account, finding.Region, family), finding.Severity);
        }
    }

    private static Comparer<Finding> Order(Comparison<Finding> order) =>
        Comparer<Finding>.Create((left, right) => order(left, right) is var decided and not 0 ? decided : string.CompareOrdinal(left.Id, right.Id));
}
