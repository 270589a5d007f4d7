using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Digests;

/// <summary>The tallies of all who are told of a week: one for the platform team, and one for each team and severity from which a channel of it is told.</summary>
internal sealed class WeekReview
{
    private readonly Dictionary<string, List<(Severity Floor, WeekTally Tally)>> _teams;

    public WeekReview(PolicyFile file, IsoWeek week)
    {
        Platform = new(week, Channel.DefaultMinSeverity);
        _teams = file.Teams.ToDictionary(
            team => team.Name,
            team => team.Channels.Select(channel => channel.MinSeverity).Distinct().Select(floor => (floor, new WeekTally(week, floor))).ToList(),
            StringComparer.Ordinal);
    }

    public WeekTally Platform { get; }

    /// <summary>What a channel of a team is told of.</summary>
    public WeekTally Of(Team team, Channel channel) => _teams[team.Name].Single(entry => entry.Floor == channel.MinSeverity).Tally;

    public void Add(Finding finding)
    {
        Platform.Add(finding);
        foreach (var (_, tally) in _teams.GetValueOrDefault(finding.Team) ?? [])
        {
            tally.Add(finding);
        }
    }
}
