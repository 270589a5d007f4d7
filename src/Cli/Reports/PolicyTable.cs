using EcsGuard.Policies;

namespace EcsGuard.Cli.Reports;

/// <summary><c>policies list</c> for people, by category. Every policy is one line, for grep and cut; a narrow terminal wraps it by itself.</summary>
internal static class PolicyTable
{
    public static void Write(IReadOnlyCollection<Policy> policies, TextWriter writer, TextStyle style)
    {
        var rows = policies.Select(policy => policy.Metadata).ToArray();
        var idWidth = rows.Max(row => row.Id.Length);
        foreach (var category in rows.GroupBy(row => row.Category).OrderBy(group => group.Key))
        {
            writer.WriteLine(style.Strong($"{category.Key}"));
            foreach (var row in category.OrderBy(row => row.Id, StringComparer.Ordinal))
            {
                writer.WriteLine($"  {row.Id.PadRight(idWidth)}  {style.Of(row.Severity, row.Severity.ToText().PadRight("critical".Length))}  {row.Kind.ToText(),-9}  {row.Set.ToText(),-11}  {row.Title}");
            }

            writer.WriteLine();
        }

        writer.WriteLine($"{rows.Length} policies. `ecsguard policies explain ID` says more about one.");
    }
}
