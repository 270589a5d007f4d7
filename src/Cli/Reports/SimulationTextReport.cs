using System.Collections.Immutable;
using System.Globalization;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Simulation;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Cli.Reports;

/// <summary>A simulation for people: by account and team, what would be deregistered first.</summary>
/// <param name="writer">Where to.</param>
/// <param name="style">How text is set.</param>
/// <param name="all">Every line, rather than the first few of each kind.</param>
internal sealed class SimulationTextReport(TextWriter writer, TextStyle style, bool all)
{
    /// <summary>Lines of one kind, of one team in one account, that are shown unless all are asked for.</summary>
    public const int Shown = 10;

    public void Write(SimulationResult result)
    {
        foreach (var team in result.Report.Changes.GroupBy(change => (change.Account, change.Team)))
        {
            writer.WriteLine(style.Strong(Printable.Text(team.Key.Account is { } account ? $"Account {account}, team {team.Key.Team}" : $"Team {team.Key.Team}")));
            foreach (var kind in team.GroupBy(change => change.Kind))
            {
                Write(kind.Key, [.. kind]);
            }

            writer.WriteLine();
        }

        WriteSummary(result);
    }

    private void Write(SimulatedChangeKind kind, ImmutableArray<SimulatedChange> changes)
    {
        writer.WriteLine($"  {Heading(kind)}");
        foreach (var change in changes.Take(all ? changes.Length : Shown))
        {
            writer.WriteLine($"    {Line(change)}");
        }

        if (!all && changes.Length > Shown)
        {
            writer.WriteLine(style.Quiet($"    and {Number(changes.Length - Shown)} more; --all lists them"));
        }
    }

    private static string Heading(SimulatedChangeKind kind) => kind switch
    {
        SimulatedChangeKind.Deregister => "would be deregistered",
        SimulatedChangeKind.Appear => "would appear",
        SimulatedChangeKind.Vanish => "would vanish",
        SimulatedChangeKind.Severity => "would change severity",
        SimulatedChangeKind.Enforcement => "would change enforcement",
        SimulatedChangeKind.Exempt => "would be exempt",
        SimulatedChangeKind.NotExempt => "would not be exempt any more",
        _ => "would change team",
    };

    private string Line(SimulatedChange change)
    {
        var place = style.Strong(Printable.Text(TaskDefinitionArn.TryParse(change.Resource, out var arn) ? $"{arn.ShortName} ({arn.Region})" : change.Resource));
        if (change.Finding is not { } finding)
        {
            return $"{place}  {Printable.Text($"{change.From} -> {change.To}")}";
        }

        var value = change.Kind is SimulatedChangeKind.Severity or SimulatedChangeKind.Enforcement
            ? $"{change.From} -> {change.To}"
            : style.Of(finding.Severity, finding.Severity.ToText());
        var notes = string.Join(", ", Notes(change));
        return $"{place}  {value}  {style.Strong(finding.Policy)}  {Printable.Text(finding.Message)}{(notes.Length > 0 ? style.Quiet($" ({Printable.Text(notes)})") : "")}";
    }

    private static IEnumerable<string> Notes(SimulatedChange change)
    {
        var ruling = change.Finding!.Ruling;
        if (change.Kind == SimulatedChangeKind.Deregister && !change.IsDifference)
        {
            yield return "as before";
        }

        if (ruling?.Scope is { } scope)
        {
            yield return $"scope {scope}";
        }

        if (change.Kind == SimulatedChangeKind.Appear && ruling is { Exemption: not null })
        {
            yield return "exempt";
        }
        else if (change.Kind == SimulatedChangeKind.Appear && ruling is { Enforcement: EnforcementMode.Observe })
        {
            yield return "observe";
        }
    }

    private void WriteSummary(SimulationResult result)
    {
        var report = result.Report;
        var judged = result.Estate is null ? Count(report.Revisions, "definition", "definitions") : Count(report.Revisions, "revision", "revisions");
        writer.WriteLine(Printable.Text($"{judged} judged by {result.After}, compared with {result.Before}."));
        if (report.Counts.Deregistered is > 0 and var deregistered)
        {
            writer.WriteLine(style.Of(Severity.High, $"{Count(deregistered, "revision", "revisions")} would be deregistered, unless in use by then."));
        }

        (int Count, string What)[] others =
        [
            (report.CountOf(SimulatedChangeKind.Appear), "would appear"),
            (report.CountOf(SimulatedChangeKind.Vanish), "would vanish"),
            (report.CountOf(SimulatedChangeKind.Severity), "would change severity"),
            (report.CountOf(SimulatedChangeKind.Enforcement), "would change enforcement"),
            (report.CountOf(SimulatedChangeKind.Exempt), "would be exempt"),
            (report.CountOf(SimulatedChangeKind.NotExempt), "would not be exempt any more"),
        ];
        var findings = string.Join(", ", others.Where(other => other.Count > 0).Select(other => $"{Number(other.Count)} {other.What}"));
        var teams = report.CountOf(SimulatedChangeKind.Team);
        writer.Write(findings.Length > 0 ? $"Findings: {findings}.\n" : "");
        writer.Write(teams > 0 ? $"{Count(teams, "revision", "revisions")} would change team.\n" : "");
        writer.Write(report.HasDifferences ? "" : $"{style.Good("Nothing would change.")}\n");
        writer.Write(report.NotJudged.Count > 0 ? $"{Number(report.NotJudged.Count)} could not be judged: standard error says which.\n" : "");
        writer.Write(result.Estate is { RolesRead: false } ? $"{style.Quiet("Roles were not read (--read-roles), so nothing is said of what they allow.")}\n" : "");
    }

    private static string Count(int count, string one, string many) => $"{Number(count)} {(count == 1 ? one : many)}";

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
