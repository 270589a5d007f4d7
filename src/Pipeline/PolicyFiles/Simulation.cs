using System.Collections.Immutable;
using System.Globalization;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>What another policy file would change for one task definition.</summary>
/// <param name="Team">The team that would be told.</param>
/// <param name="Changes">Findings that would be there, would be gone, or would be worse or less bad; by policy and path.</param>
/// <param name="Deregisters">Ids of the policies for which the revision would be deregistered; empty where it would stay.</param>
public sealed record Simulation(string Team, ImmutableArray<SimulatedChange> Changes, ImmutableArray<string> Deregisters)
{
    /// <summary>Judges a definition under both files.</summary>
    /// <param name="task">The definition.</param>
    /// <param name="facts">What is known beside it; the settings are the files'.</param>
    /// <param name="target">Where and whose it is.</param>
    /// <param name="before">The file in force.</param>
    /// <param name="after">The other file.</param>
    /// <param name="now">Exemptions that ended before do not count.</param>
    public static Simulation Of(TaskDefinition task, PolicyContext facts, Target target, PolicyFile before, PolicyFile after, DateTimeOffset now)
    {
        var (old, @new) = (Judge(task, facts, target, before, now), Judge(task, facts, target, after, now));
        var changes = old.Keys.Union(@new.Keys)
            .Select(key => new SimulatedChange(key.Policy, key.Path, old.GetValueOrDefault(key)?.Severity, @new.GetValueOrDefault(key)?.Severity))
            .Where(change => change.Before != change.After)
            .OrderBy(change => change.Policy, StringComparer.Ordinal).ThenBy(change => change.Path, StringComparer.Ordinal);
        var deregisters = after.Enforcement.Enabled
            ? @new.Where(finding => finding.Value is { Enforcement: EnforcementMode.Deregister, IsStable: true }).Select(finding => finding.Key.Policy).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            : Enumerable.Empty<string>();
        return new(after.TeamOf(target)?.Name ?? FindingFactory.UnassignedTeam, [.. changes], [.. deregisters]);
    }

    /// <summary>The findings that count: exempt ones do not.</summary>
    private static Dictionary<(string Policy, string Path), Judged> Judge(TaskDefinition task, PolicyContext facts, Target target, PolicyFile file, DateTimeOffset now)
    {
        var selection = file.Select(target);
        var findings = new Dictionary<(string, string), Judged>();
        foreach (var outcome in PolicyEngine.Judge(task, facts with { Settings = selection.Settings }, selection.TaskDefinitionPolicies))
        {
            var metadata = outcome.Policy.Metadata;
            foreach (var violation in file.ExemptionOf(metadata.Id, target, now) is null ? outcome.Violations : [])
            {
                var path = violation.Path;
                for (var number = 2; !findings.TryAdd((metadata.Id, path), new(selection.SeverityOf(outcome.Policy), selection.EnforcementOf(outcome.Policy), metadata.Stage == Stage.Stable)); number++)
                {
                    path = string.Create(CultureInfo.InvariantCulture, $"{violation.Path}~{number}");
                }
            }
        }

        return findings;
    }

    private sealed record Judged(Severity Severity, EnforcementMode Enforcement, bool IsStable);
}

/// <summary>A finding that another policy file would change.</summary>
/// <param name="Policy">Id of the policy.</param>
/// <param name="Path">RFC 6901 pointer into the definition; a second finding at one place is told apart by <c>~2</c>.</param>
/// <param name="Before">Its severity under the file in force; null where it is no finding, or an exempt one.</param>
/// <param name="After">The same, under the other file.</param>
public sealed record SimulatedChange(string Policy, string Path, Severity? Before, Severity? After);
