using EcsGuard.Cli.Reports;
using EcsGuard.Cli.Scanning;
using EcsGuard.Pipeline;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Commands;

/// <summary>Which policies <c>--policy-file</c>, <c>--set</c>, <c>--policy</c> and <c>--exclude</c> ask for.</summary>
internal static class PolicyChoice
{
    private static readonly string[] Sets = [PolicySet.Recommended.ToText(), PolicySet.Strict.ToText()];

    /// <summary>What definitions are judged by: the policies of the set, or of the policy file, or those that are named, ordered by id.</summary>
    /// <param name="file">The policy file; null for none.</param>
    /// <param name="set">What <c>--set</c> says; null for the file's own, or recommended.</param>
    /// <param name="only">What <c>--policy</c> names.</param>
    /// <param name="excluded">What <c>--exclude</c> names.</param>
    /// <param name="now">Exemptions that ended before do not count.</param>
    /// <exception cref="UsageException">A name that does not exist, or nothing is left to judge by.</exception>
    public static ScanRules ForDefinitions(PolicyFile? file, string? set, IReadOnlyCollection<string> only, IReadOnlyCollection<string> excluded, DateTimeOffset now)
    {
        TaskDefinitionPolicy[] named = [.. Named("--policy", only).Select(JudgesDefinitions)];
        var left = Named("--exclude", excluded).ToHashSet();
        PolicySelection Narrow(PolicySelection selection) => selection with
        {
            TaskDefinitionPolicies =
            [
                .. (named.Length == 0 ? selection.TaskDefinitionPolicies : [.. named])
                    .Distinct().Where(policy => !left.Contains(policy)).OrderBy(policy => policy.Metadata.Id, StringComparer.Ordinal),
            ],
        };

        var chosenSet = set is null ? (PolicySet?)null : SetOf(set);
        var policies = Narrow(PolicySelection.OfSet(chosenSet ?? file?.Set ?? PolicySet.Recommended)).TaskDefinitionPolicies;
        if (policies.IsEmpty)
        {
            throw new UsageException("--exclude leaves no policy to judge by.");
        }

        return file is null ? ScanRules.Of(policies) : new(chosenSet is { } given ? file with { Set = given } : file, Narrow, now);
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
