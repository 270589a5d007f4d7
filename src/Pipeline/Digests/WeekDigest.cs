using System.Collections.Immutable;
using System.Globalization;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Digests;

/// <summary>Words a week's digest. A digest that would say nothing is none.</summary>
/// <param name="week">The week.</param>
/// <param name="now">Now.</param>
/// <param name="file">The policy file in force.</param>
/// <param name="exemptions">What its exemptions exempt.</param>
/// <param name="unused">Those that exempt nothing.</param>
internal sealed class WeekDigest(IsoWeek week, DateTimeOffset now, PolicyFile file, ExemptionUse exemptions, IReadOnlyList<UsedExemption> unused)
{
    /// <summary>Whom the digest of everything is for.</summary>
    public const string Platform = "platform";

    private const int ListedExemptions = 10;

    private static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    private static readonly Severity[] WorstFirst = [.. Enum.GetValues<Severity>().OrderDescending()];

    /// <summary>The digest of a team for one of its channels.</summary>
    /// <param name="team">The team.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="tally">What the channel is told of.</param>
    /// <param name="earlier">The team's numbers a week ago; null where they are not known.</param>
    public Summary? OfTeam(Team team, Channel channel, WeekTally tally, Snapshot? earlier)
    {
        SummarySection?[] sections = [.. Findings(tally), Ending(used => used.Concerns(team))];
        return Write($"week/{team.Name}/{week}#{channel.Arn}", team.Name, team.Name, tally, Trend(tally, channel.MinSeverity, earlier), sections) is { } digest ? digest with { Channel = channel } : null;
    }

    /// <summary>The digest of everything, for the default channel.</summary>
    public Summary? OfPlatform(WeekTally tally, Snapshot? earlier)
    {
        SummarySection?[] sections =
        [
            .. Findings(tally),
            Totals("Teams with the most open findings", tally.Teams, static team => team),
            Totals("Accounts with the most open findings", tally.Accounts, static account => account),
            file.Teams.IsEmpty ? null : Totals("Families of no team", tally.FamiliesOfNobody, static family => $"{family.Family} ({family.Account}, {family.Region})", least: 1),
            Ending(static _ => true),
            OfExemptions("Exemptions without effect", unused),
            OfExemptions("Exemptions that have ended and still stand there", exemptions.All.Where(used => used.Exemption.End <= now)),
            Section("Exemptions that cannot be read and do not count", [.. file.ExemptionFaults.Select(fault => Line($"line {fault.Line.Text()}: {fault.Message}"))], ListedExemptions),
        ];
        var observed = tally.Observed > 0 ? Line($"{tally.Observed.Text()} more {(tally.Observed == 1 ? "is" : "are")} only observed") : null;
        return Write($"week/{Platform}/{week}", Platform, "All teams", tally, [.. Trend(tally, Channel.DefaultMinSeverity, earlier), .. observed is null ? Array.Empty<SummaryLine>() : [observed]], sections);
    }

    private Summary? Write(string id, string team, string title, WeekTally tally, ImmutableArray<SummaryLine> trend, IEnumerable<SummarySection?> rest)
    {
        SummarySection[] sections = [.. rest.OfType<SummarySection>()];
        var open = tally.Open.Total;
        if (open == 0 && sections.Length == 0)
        {
            return null;
        }

        var worst = WorstFirst.Where(severity => tally.Open.Of(severity) > 0).Select(severity => severity.ToText()).FirstOrDefault("");
        var what = $"{OneLine.Of(title, 100)} in week {week}: {open.Counted("open finding")}, {tally.New.Text()} new, {tally.Fixed.Count.Text()} fixed";
        return new(id, SummaryKind.Week, team, worst, tally.New, open - tally.New, tally.Fixed.Count, NotificationText.Subject($"EcsGuard: {what}"), what)
        {
            Sections = [new("Trend", trend), .. sections],
        };
    }

    /// <summary>What is open from a severity on, against what was.</summary>
    private static ImmutableArray<SummaryLine> Trend(WeekTally tally, Severity floor, Snapshot? earlier)
    {
        var before = earlier is null ? null : Above(earlier.Open.Without(earlier.Observed), floor);
        var open = tally.Open.Total;
        var change = before is null ? "" : open.CompareTo(before.Total) switch
        {
            > 0 => $", {(open - before.Total).Text()} more than on {earlier!.Day.Text()}",
            < 0 => $", {(before.Total - open).Text()} fewer than on {earlier!.Day.Text()}",
            _ => $", as many as on {earlier!.Day.Text()}",
        };
        var severities = from severity in WorstFirst
                         let now = tally.Open.Of(severity)
                         let then = before?.Of(severity)
                         where now > 0 || then > 0
                         select then is null ? $"{now.Text()} {severity.ToText()}" : $"{now.Text()} {severity.ToText()} ({(now - then.Value).ToString("+0;-0;0", CultureInfo.InvariantCulture)})";
        var list = string.Join(", ", severities);
        var line = Line($"{open.Text()} open{change}{(list.Length == 0 ? "" : ": ")}{list}");
        return tally.Exempted == 0 ? [line] : [line, Line($"{tally.Exempted.Text()} exempted")];
    }

    private static SeverityCounts Above(SeverityCounts counts, Severity floor) =>
        WorstFirst.Where(severity => severity >= floor).Aggregate(SeverityCounts.None, (above, severity) => above.Plus(severity, counts.Of(severity)));

    private IEnumerable<SummarySection?> Findings(WeekTally tally) =>
    [
        Listed("Open longest", tally.Oldest, finding => $"open for {Age(finding)}"),
        Section("Most common", [.. tally.Policies.First(WeekTally.Listed).Select(policy => Line($"[{policy.Worst.ToText()}] {policy.Item}: {policy.Count.Counted("finding")}"))], tally.Policies.Count, WeekTally.Listed),
        Listed("Fixed or quiet", tally.Fixed, HowFixed),
        Listed("Came back", tally.CameBack, static finding => $"again since {finding.Regression!.At.Day().Text()}{(finding.Regression.Of is { } revision ? $", last seen in revision {revision.Text()}" : "")}"),
    ];

    private string Age(Finding finding) => (int)(now - finding.Since).TotalDays is var days and > 0 ? days.Counted("day") : "less than a day";

    private static string HowFixed(Finding finding) =>
        finding.ResolvedIn is { } revision ? $"fixed in revision {revision.Text()}"
        : finding.Kind == PolicyKind.Runtime ? $"not seen for {FindingFactory.QuietTime.Days.Counted("day")}"
        : "no longer found";

    private static SummarySection? Listed(string heading, TopList<Finding> findings, Func<Finding, string> what) =>
        Section(heading, [.. findings.Items.Select(finding => Line($"[{finding.Severity.ToText()}] {finding.Policy}: {Place(finding)}, {what(finding)}") with { Link = NotificationWording.ConsoleLinkOf(finding.Resource) })], findings.Count, WeekTally.Listed);

    private static string Place(Finding finding)
    {
        var revision = finding.Family is { } family ? finding.Revision is { } number ? $"{family}:{number.Text()}" : family : "";
        var task = finding.IsOfTask ? $"task {finding.Resource[(finding.Resource.LastIndexOf('/') + 1)..]}{(revision.Length == 0 ? "" : " of ")}" : "";
        return $"{task}{revision}{(finding.Container is { } container ? $", container {container}" : "")} ({finding.Account}, {finding.Region})";
    }

    /// <summary>Of one account or team that has everything there is nothing to compare.</summary>
    private static SummarySection? Totals<T>(string heading, Ranking<T> ranking, Func<T, string> name, int least = 2)
        where T : notnull =>
        ranking.Count < least ? null : Section(heading, [.. ranking.First(WeekTally.Listed).Select(entry => Line($"{name(entry.Item)}: {entry.Count.Counted("open finding")}"))], ranking.Count, WeekTally.Listed);

    private SummarySection? Ending(Func<UsedExemption, bool> condition) =>
        OfExemptions(
            string.Create(CultureInfo.InvariantCulture, $"Exemptions that end within {Ahead.Days} days"),
            exemptions.All.Where(used => used.Exemption.End > now && used.Exemption.End - now <= Ahead && condition(used)).OrderBy(used => used.Exemption.End));

    private static SummarySection? OfExemptions(string heading, IEnumerable<UsedExemption> exemptions) =>
        Section(
            heading,
            [
                .. exemptions.Select(used =>
                    Line($"{used.Exemption.Policy} for {OneLine.Of(used.Exemption.Match.ToText(), 200)} until {used.Exemption.EndText} ({OneLine.Of(used.Exemption.Owner, 100)}), {used.Findings.Counted("finding")}: {used.Exemption.Reason}")),
            ],
            ListedExemptions);

    private static SummarySection? Section(string heading, ImmutableArray<SummaryLine> lines, int limit) => Section(heading, lines, lines.Length, limit);

    private static SummarySection? Section(string heading, ImmutableArray<SummaryLine> lines, int count, int limit) =>
        lines.IsEmpty ? null : new(heading, [.. lines.Take(limit)], Math.Max(count - limit, 0));

    private static SummaryLine Line(string text) => SummaryText.Line(text);
}
