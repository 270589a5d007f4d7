using System.Collections.Immutable;
using EcsGuard.Pipeline;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Scanning;

/// <summary>Judges definitions that were read.</summary>
internal sealed class DefinitionJudge(ScanRules rules)
{
    public ScannedDefinition Judge(ReadDefinition definition)
    {
        var task = definition.Task;
        var arn = rules.Place.ArnOf(task);
        var target = rules.Place.TargetOf(task, arn);
        var selection = rules.Select(target);
        var outcomes = PolicyEngine.Judge(task, selection.Configure(PolicyContext.Empty with { Arn = arn }), selection.TaskDefinitionPolicies);
        var findings = Findings(definition, outcomes, selection).ToLookup(finding => rules.ExemptionOf(finding.Policy, target));
        var exempted = findings.Where(group => group.Key is not null).SelectMany(group => group.Select(finding => new ExemptedFinding(finding, group.Key!))).ToImmutableArray();
        return new(
            definition.Source,
            definition.Address,
            task.Family.Raw,
            OutcomeCounts.Of(outcomes, exempted.DistinctBy(accepted => accepted.Finding.Policy).Count()),
            [.. findings[null]],
            [.. outcomes.SelectMany(outcome => outcome.Undetermined.Select(place => new ScanGap(outcome.Policy, place)))],
            [.. outcomes.Where(outcome => outcome.Result == Result.Failed).Select(outcome => new ScanFailure(outcome.Policy, outcome.Fault ?? ""))],
            exempted);
    }

    private static ImmutableArray<ScanFinding> Findings(ReadDefinition definition, ImmutableArray<Outcome> outcomes, PolicySelection selection)
    {
        var violations = outcomes.SelectMany(outcome => outcome.Violations.Select(violation => (outcome.Policy, Violation: violation))).ToArray();
        if (violations.Length == 0)
        {
            return [];
        }

        var places = new DefinitionPlaces(definition.Utf8, definition.Part.Start, definition.Form, violations.Select(found => found.Violation.Path));
        return
        [
            .. violations
                .Select(found => (found.Policy, found.Violation, Place: places.Of(found.Violation.Path)))
                .Select(found => new ScanFinding(found.Policy, found.Violation, selection.SeverityOf(found.Policy), selection.ScopeOf(found.Policy), found.Place, definition.Source.PositionOf(found.Place.Start)))
                .OrderBy(finding => finding.Place.Start)
                .ThenByDescending(finding => finding.Severity)
                .ThenBy(finding => finding.Policy.Metadata.Id, StringComparer.Ordinal)
                .ThenBy(finding => finding.Violation.Path, StringComparer.Ordinal),
        ];
    }
}
