using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace EcsGuard.Cli.Tests;

/// <summary>Counts what <c>scan --format json</c> reports. Nothing of the definitions themselves is in it.</summary>
internal static class CorpusReport
{
    private static readonly string[] Severities = ["critical", "high", "medium", "low", "info"];
    private static readonly string[] Outcomes = ["passed", "violated", "notApplicable", "undetermined", "failed", "exempted"];

    public static string Render(JsonNode scan)
    {
        var definitions = scan["definitions"]!.AsArray().Select(definition => definition!).ToArray();
        var findings = definitions.SelectMany(definition => FindingsOf(definition)).ToArray();
        var report = new StringBuilder();
        report.Append(CultureInfo.InvariantCulture, $"{definitions.Length} definitions; {scan["errors"]!.AsArray().Count} files could not be read.\n\n");
        RenderSeverities(report, definitions, findings);
        RenderOutcomes(report, definitions);
        RenderPolicies(report, definitions, findings);
        return report.ToString();
    }

    private static void RenderSeverities(StringBuilder report, JsonNode[] definitions, JsonNode[] findings)
    {
        report.Append("| Severity | Findings | Findings per definition | Definitions clean of them |\n|---|---:|---:|---:|\n");
        foreach (var severity in Severities)
        {
            Row(report, severity, findings.Count(finding => Is(finding, severity)), definitions, definition => !FindingsOf(definition).Any(finding => Is(finding, severity)));
        }

        Row(report, "high or critical", findings.Count(IsSerious), definitions, definition => !FindingsOf(definition).Any(IsSerious));
        Row(report, "any", findings.Length, definitions, definition => FindingsOf(definition).Length == 0);
    }

    private static void Row(StringBuilder report, string name, int findings, JsonNode[] definitions, Func<JsonNode, bool> isWithout) =>
        report.Append(CultureInfo.InvariantCulture, $"| {name} | {findings} | {(double)findings / definitions.Length:0.00} | {definitions.Count(isWithout)} |\n");

    private static void RenderOutcomes(StringBuilder report, JsonNode[] definitions)
    {
        report.Append("\n| Outcome | Judgements |\n|---|---:|\n");
        foreach (var outcome in Outcomes)
        {
            report.Append(CultureInfo.InvariantCulture, $"| {outcome} | {definitions.Sum(definition => definition["outcomes"]![outcome]!.GetValue<int>())} |\n");
        }
    }

    private static void RenderPolicies(StringBuilder report, JsonNode[] definitions, JsonNode[] findings)
    {
        report.Append("\n| Policy | Severity | Findings | With a fix | Definitions | Definitions undetermined |\n|---|---|---:|---:|---:|---:|\n");
        var undetermined = definitions.SelectMany(definition => Policies(definition["undetermined"]!.AsArray()).Distinct(StringComparer.Ordinal)).CountBy(policy => policy).ToDictionary();
        var violated = definitions.SelectMany(definition => Policies(FindingsOf(definition)).Distinct(StringComparer.Ordinal)).CountBy(policy => policy).ToDictionary();
        foreach (var policy in violated.Keys.Union(undetermined.Keys).Order(StringComparer.Ordinal))
        {
            var own = findings.Where(finding => finding["policy"]!.GetValue<string>() == policy).ToArray();
            var fixes = own.Count(finding => finding["fix"] is JsonArray { Count: > 0 });
            report.Append(CultureInfo.InvariantCulture, $"| {policy} | {SeverityOf(policy)} | {own.Length} | {fixes} | {violated.GetValueOrDefault(policy)} | {undetermined.GetValueOrDefault(policy)} |\n");
        }
    }

    private static JsonNode[] FindingsOf(JsonNode definition) => [.. definition["findings"]!.AsArray().Select(finding => finding!)];

    private static IEnumerable<string> Policies(IEnumerable<JsonNode?> entries) => entries.Select(entry => entry!["policy"]!.GetValue<string>());

    private static string SeverityOf(string policy) => EcsGuard.Policies.PolicyCatalog.Find(policy)!.Metadata.Severity.ToString().ToLowerInvariant();

    private static bool Is(JsonNode finding, string severity) => finding["severity"]!.GetValue<string>() == severity;

    private static bool IsSerious(JsonNode finding) => Is(finding, "critical") || Is(finding, "high");
}
