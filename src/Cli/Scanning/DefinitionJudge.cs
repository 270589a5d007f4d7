using System.Collections.Immutable;
using System.Text.Json;
using EcsGuard.Pipeline;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Cli.Scanning;

/// <summary>Judges what stands in one text: a task definition, or several of them in an array.</summary>
internal sealed class DefinitionJudge(ScanRules rules)
{
    public ScanResult Judge(SourceText source)
    {
        if (UnreadableText.Find(source) is { } unreadable)
        {
            return Failed(unreadable);
        }

        try
        {
            var elements = DefinitionArray.Split(source.Utf8);
            if (elements.IsEmpty)
            {
                return JudgeOne(source, new(0, source.Utf8.Length), address: "");
            }

            var results = elements.Select((element, index) => JudgeOne(source, element, $"[{index}]")).ToArray();
            return new([.. results.SelectMany(result => result.Definitions)], [.. results.SelectMany(result => result.Errors)]);
        }
        catch (JsonException fault)
        {
            return Failed(JsonFault.Explain(source, fault));
        }
    }

    private static ScanResult Failed(InputError error) => new([], [error]);

    private ScanResult JudgeOne(SourceText source, SourceSpan part, string address)
    {
        var utf8 = source.Utf8.Slice(part.Start, part.Length);
        try
        {
            var task = TaskDefinition.Read(utf8, out var form);
            var arn = rules.Place.ArnOf(task);
            var target = rules.Place.TargetOf(task, arn);
            var selection = rules.Select(target);
            var outcomes = PolicyEngine.Judge(task, selection.Configure(PolicyContext.Empty with { Arn = arn }), selection.TaskDefinitionPolicies);
            var findings = Findings(source, utf8, part.Start, form, outcomes, selection).ToLookup(finding => rules.ExemptionOf(finding.Policy, target));
            var exempted = findings.Where(group => group.Key is not null).SelectMany(group => group.Select(finding => new ExemptedFinding(finding, group.Key!))).ToImmutableArray();
            return new([new(
                source,
                address,
                task.Family.Raw,
                OutcomeCounts.Of(outcomes, exempted.DistinctBy(accepted => accepted.Finding.Policy).Count()),
                [.. findings[null]],
                [.. outcomes.SelectMany(outcome => outcome.Undetermined.Select(place => new ScanGap(outcome.Policy, place)))],
                [.. outcomes.Where(outcome => outcome.Result == Result.Failed).Select(outcome => new ScanFailure(outcome.Policy, outcome.Fault ?? ""))],
                exempted)], []);
        }
        catch (FormatException fault)
        {
            return Failed(ForeignDocument.Explain(source, utf8, part.Start, fault));
        }
    }

    private static ImmutableArray<ScanFinding> Findings(SourceText source, ReadOnlySpan<byte> utf8, int start, TaskDefinitionForm form, ImmutableArray<Outcome> outcomes, PolicySelection selection)
    {
        var violations = outcomes.SelectMany(outcome => outcome.Violations.Select(violation => (outcome.Policy, Violation: violation))).ToArray();
        if (violations.Length == 0)
        {
            return [];
        }

        var places = new DefinitionPlaces(utf8, start, form, violations.Select(found => found.Violation.Path));
        return
        [
            .. violations
                .Select(found => (found.Policy, found.Violation, Place: places.Of(found.Violation.Path)))
                .Select(found => new ScanFinding(found.Policy, found.Violation, selection.SeverityOf(found.Policy), selection.ScopeOf(found.Policy), found.Place, source.PositionOf(found.Place.Start)))
                .OrderBy(finding => finding.Place.Start)
                .ThenByDescending(finding => finding.Severity)
                .ThenBy(finding => finding.Policy.Metadata.Id, StringComparer.Ordinal)
                .ThenBy(finding => finding.Violation.Path, StringComparer.Ordinal),
        ];
    }
}
