using EcsGuard.Policies;
using Spectre.Console;

namespace EcsGuard.Cli.Reports;

/// <summary><c>policies list</c> for people: one table for each category. Redirected, every row is one line, for grep and cut.</summary>
internal static class PolicyTable
{
    public static void Write(IEnumerable<Policy> policies, CommandHost host, bool noColor)
    {
        var all = policies.ToArray();
        var console = PolicyConsole.Create(host, noColor);
        foreach (var category in all.GroupBy(policy => policy.Metadata.Category).OrderBy(group => group.Key))
        {
            var table = new Table().Border(TableBorder.None).Collapse();
            table.AddColumns(Column($"[bold]{category.Key}[/]"), Column("severity"), Column("kind"), Column("set"), new TableColumn("[dim]reports[/]"));
            foreach (var metadata in category.Select(policy => policy.Metadata).OrderBy(metadata => metadata.Id, StringComparer.Ordinal))
            {
                table.AddRow(
                    new Text(metadata.Id),
                    new Text(metadata.Severity.ToText(), ColourOf(metadata.Severity)),
                    new Text(metadata.Kind.ToText()),
                    new Text(metadata.Set.ToText()),
                    new Text(metadata.Title));
            }

            console.Write(table);
            console.WriteLine();
        }

        console.WriteLine($"{all.Length} policies. `ecsguard policies explain ID` says more about one.");
    }

    private static TableColumn Column(string heading) => new TableColumn(heading.StartsWith('[') ? heading : $"[dim]{heading}[/]").NoWrap().PadRight(2);

    private static Style ColourOf(Severity severity) => new(severity switch
    {
        Severity.Critical => Color.Fuchsia,
        Severity.High => Color.Red,
        Severity.Medium => Color.Olive,
        Severity.Low => Color.Teal,
        _ => Color.Default,
    });
}
