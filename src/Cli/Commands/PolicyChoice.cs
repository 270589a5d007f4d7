using System.Collections.Immutable;
using EcsGuard.Cli.Reports;
using EcsGuard.Pipeline;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Commands;

/// <summary>Which policies <c>--set</c>, <c>--policy</c> and <c>--exclude</c> ask for.</summary>
internal static class PolicyChoice
{
    private static readonly string[] Sets = [PolicySet.Recommended.ToText(), PolicySet.Strict.ToText()];

    /// <summary>The policies to judge definitions by, ordered by id.</summary>
    /// <exception cref="UsageException">A name that does not exist, or nothing is left to judge by.</exception>
    public static ImmutableArray<TaskDefinitionPolicy> ForDefinitions(string set, IReadOnlyCollection<string> only, IReadOnlyCollection<string> excluded)
    {
        var chosen = only.Count == 0 ? PolicySelection.OfSet(SetOf(set)).TaskDefinitionPolicies : [.. Named("--policy", only).Select(JudgesDefinitions)];
        var left = Named("--exclude", excluded).ToHashSet();
        ImmutableArray<TaskDefinitionPolicy> policies = [.. chosen.Distinct().Where(policy => !left.Contains(policy)).OrderBy(policy => policy.Metadata.Id, StringComparer.Ordinal)];
        return policies.IsEmpty ? throw new UsageException("--exclude leaves no policy to judge by.") : policies;
    }

    /// <summary>The policy of that id or former id.</summary>
    /// <exception cref="UsageException">There is none; the nearest is suggested.</exception>
    public static Policy Find(string id, string context) =>
        PolicyCatalog.Find(id)
        ?? throw new UsageException(
            $"{context}: there is no policy '{Printable.Text(id)}'.{Usage.DidYouMean(id, PolicyCatalog.All.Select(policy => policy.Metadata.Id))} `ecsguard policies list` shows all.");

    private static IEnumerable<Policy> Named(string option, IEnumerable<string> values) =>
        values.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Select(id => Find(id, option));

    private static TaskDefinitionPolicy JudgesDefinitions(Policy policy) =>
        policy as TaskDefinitionPolicy
        ?? throw new UsageException($"--policy: '{policy.Metadata.Id}' judges tasks that ran, not definitions: `ecsguard replay` runs their events.");

    private static PolicySet SetOf(string name) => name switch
    {
        "recommended" => PolicySet.Recommended,
        "strict" => PolicySet.Strict,
        "configured" => throw new UsageException("--set: configured policies judge nothing without their settings, so they are no set to scan by. Take one of recommended, strict."),
        _ => throw new UsageException($"--set: '{Printable.Text(name)}' is none of {string.Join(", ", Sets)}.{Usage.DidYouMean(name, Sets)}"),
    };
}
