using System.Globalization;
using EcsGuard.Cli.Scanning;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Cli.Reports;

/// <summary>The report for people; verbose, it lists every place that could not be judged. Errors of inputs are not in it: they go to standard error, whatever the format.</summary>
internal sealed class TextReport(TextWriter writer, TextStyle style, bool verbose)
{
    // The advice of a policy is the same for each of its findings: once is enough.
    private readonly HashSet<Policy> _advised = [];

    public void Write(ScanResult result)
    {
        SourceText? source = null;
        List<SourceSpan> masked = [];
        foreach (var definition in result.Definitions)
        {
            if (definition.Source != source && definition.Findings.Length > 0)
            {
                source = definition.Source;
                masked = SecretMask.Find(source.Utf8);
            }

            foreach (var finding in definition.Findings)
            {
                Write(definition, finding, masked);
            }

            WriteUndetermined(definition);
            WriteExempted(definition);
        }

        WriteSummary(result);
    }

    private void Write(ScannedDefinition definition, ScanFinding finding, List<SourceSpan> masked)
    {
        var place = Printable.Text($"{definition.Source.Name}:{finding.Position}");
        writer.WriteLine($"{style.Strong(place)}  {style.Of(finding.Severity, finding.Severity.ToText())}  {style.Strong(finding.Policy.Metadata.Id)}  {Printable.Text(finding.Violation.Message)}");
        var margin = new string(' ', finding.Position.Line.ToString(CultureInfo.InvariantCulture).Length + 1);
        writer.WriteLine(style.Quiet($"{margin}|"));
        WriteLines(definition.Source, finding, masked, margin);
        foreach (var operation in finding.Violation.Fix)
        {
            // Not wrapped: it is there to be copied.
            writer.WriteLine($"{margin}{style.Quiet("=")} {style.Good("fix")}: {PatchText.Describe(operation)}");
        }

        if (finding.Scope is { } scope)
        {
            writer.WriteLine($"{margin}{style.Quiet("=")} scope: {Printable.Text(scope)}");
        }

        if (_advised.Add(finding.Policy))
        {
            WriteAdvice(margin, finding.Policy.Metadata.Fix);
        }

        writer.WriteLine();
    }

    private void WriteLines(SourceText source, ScanFinding finding, List<SourceSpan> masked, string margin)
    {
        var room = Math.Max(style.Width - margin.Length - 2, 20);
        var number = finding.Position.Line;
        var quoted = QuotedLine.Of(source, source.Line(number)!.Value, finding.Place, masked, room);
        WriteLine(number, quoted.Text, margin);
        writer.WriteLine($"{style.Quiet($"{margin}|")} {new string(' ', quoted.MarkStart)}{style.Of(finding.Severity, new string('^', quoted.MarkLength))}");

        // A bracket alone tells nobody which object it opens.
        if (quoted.Text.AsSpan().Trim() is "{" or "[" && source.Line(number + 1) is { } next)
        {
            WriteLine(number + 1, QuotedLine.Of(source, next, default, masked, room).Text, margin);
        }
    }

    private void WriteLine(int number, string text, string margin)
    {
        var label = number.ToString(CultureInfo.InvariantCulture).PadRight(margin.Length);
        writer.WriteLine($"{style.Quiet($"{label}|")} {text}".TrimEnd());
    }

    private void WriteAdvice(string margin, string text)
    {
        var indent = new string(' ', margin.Length + "= help: ".Length);
        var lines = Prose.Wrap(text, Math.Max(style.Width - indent.Length, 30));
        writer.WriteLine($"{margin}{style.Quiet("=")} help: {string.Join("\n" + indent, lines)}");
    }

    private void WriteUndetermined(ScannedDefinition definition)
    {
        if (definition.Undetermined.IsEmpty)
        {
            return;
        }

        var policies = definition.Undetermined.Select(gap => gap.Policy.Metadata.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var name = style.Strong(Printable.Text(definition.Name));
        var reasons = string.Join(", ", definition.Undetermined.Select(gap => gap.Place.Reason.ToText()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        if (!verbose)
        {
            writer.WriteLine($"{name}  {style.Quiet($"undetermined: {Count(policies.Length, "policy", "policies")} could not judge everything ({reasons}); --verbose lists where")}");
            writer.WriteLine();
            return;
        }

        writer.WriteLine($"{name}  {style.Quiet($"undetermined: {Count(policies.Length, "policy", "policies")} could not judge everything:")}");
        foreach (var (policy, place) in definition.Undetermined)
        {
            writer.WriteLine($"  {policy.Metadata.Id}  {Printable.Text(place.Path.Length == 0 ? "(the task definition)" : place.Path)}  {style.Quiet(place.Reason.ToText())}");
        }

        writer.WriteLine();
    }

    private void WriteExempted(ScannedDefinition definition)
    {
        foreach (var (finding, exemption) in verbose ? definition.Exempted : [])
        {
            writer.WriteLine($"{style.Strong(Printable.Text(definition.Name))}  {style.Quiet($"exempted: {finding.Policy.Metadata.Id} at {Printable.Text(finding.Violation.Path)} by exemption {exemption.Id}, until {exemption.EndText}, owner {Printable.Text(exemption.Owner)}: {Printable.Text(exemption.Reason)}")}");
            writer.WriteLine();
        }
    }

    private void WriteSummary(ScanResult result)
    {
        var findings = result.Findings.CountBy(finding => finding.Severity).OrderByDescending(count => count.Key).ToArray();
        var total = findings.Sum(count => count.Value);
        var definitions = Count(result.Definitions.Length, "definition", "definitions");
        writer.Write(total == 0
            ? style.Good($"No findings in {definitions}.")
            : $"{style.Strong(Count(total, "finding", "findings"))} in {definitions}: {string.Join(", ", findings.Select(count => style.Of(count.Key, $"{Number(count.Value)} {count.Key.ToText()}")))}.");
        var exempted = result.Definitions.Sum(definition => definition.Exempted.Length);
        if (exempted > 0)
        {
            writer.Write($" {Count(exempted, "finding is", "findings are")} exempt{(verbose ? "" : "; --verbose lists them")}.");
        }

        if (!result.Errors.IsEmpty)
        {
            writer.Write($" {style.Strong(Count(result.Errors.Length, "input", "inputs"))} could not be judged.");
        }

        writer.WriteLine();
    }

    private static string Count(int count, string one, string many) => $"{Number(count)} {(count == 1 ? one : many)}";

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
