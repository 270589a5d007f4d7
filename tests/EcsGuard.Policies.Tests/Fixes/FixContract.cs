using System.Collections.Immutable;
using System.Text;
using EcsGuard.Policies.Model;
using Newtonsoft.Json.Linq;

namespace EcsGuard.Policies.Tests.Fixes;

/// <summary>
/// What fixes promise together: whichever of them are applied, in whatever order, the result is the same, what they were made for is gone, and
/// no policy has anything to say that it did not say before.
/// </summary>
internal static class FixContract
{
    private const int Orders = 3;
    private const int Subsets = 4;

    /// <summary>Every way in which the fixes for a definition break the promise; empty where they keep it.</summary>
    /// <param name="definition">JSON.</param>
    /// <param name="context">What is known beside it.</param>
    /// <param name="seed">Chooses subsets and orders.</param>
    public static IReadOnlyList<string> FindBreaches(string definition, PolicyContext context, int seed)
    {
        var before = Verdicts.Of(definition, context);
        var fixable = before.Findings.Where(finding => !finding.Fix.IsEmpty).ToImmutableArray();
        var breaches = before.Failed.Select(failed => $"failed: {failed}").ToList();
        foreach (var subset in SubsetsOf(fixable, seed))
        {
            breaches.AddRange(FindBreaches(definition, context, before, subset, isWhole: subset.Length == fixable.Length, seed));
        }

        return [.. breaches.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The definition with all its fixes applied.</summary>
    public static string Fix(string definition, PolicyContext context) => JsonPatch.Apply(definition, Verdicts.Of(definition, context).Findings.SelectMany(finding => finding.Fix));

    private static IEnumerable<string> FindBreaches(string definition, PolicyContext context, Verdicts before, ImmutableArray<Finding> subset, bool isWhole, int seed)
    {
        var label = isWhole ? "all fixes" : string.Join(" + ", subset.Select(finding => finding.Key));
        var results = new List<JToken>();
        for (var order = 0; order < (subset.Length > 1 ? Orders : 1); order++)
        {
            var shuffled = Shuffle(subset, seed + order);
            if (TryApply(definition, shuffled, out var result) is { } refusal)
            {
                yield return $"{label}: {refusal}";
                yield break;
            }

            results.Add(result!);
        }

        if (results.Exists(result => !JToken.DeepEquals(result, results[0])))
        {
            yield return $"{label}: the order matters: {string.Join(" or ", results.Select(JsonPatch.ToText).Distinct(StringComparer.Ordinal))}";
        }

        var after = Verdicts.Of(JsonPatch.ToText(results[0]), context);
        foreach (var finding in subset.Where(finding => after.Has(finding)))
        {
            yield return $"{label}: is still there: {finding.Key}";
        }

        foreach (var finding in after.Findings.Where(finding => !before.Has(finding)))
        {
            yield return $"{label}: is new: {finding.Key}: {finding.Message}";
        }

        // A policy with a certain finding need not have looked for what it cannot tell; but one that a fix is made for has to pass then.
        var outspoken = before.Findings.Select(finding => finding.Policy).Except(subset.Select(finding => finding.Policy)).ToHashSet();
        foreach (var place in after.Undetermined.Except(before.Undetermined).Where(place => !outspoken.Contains(place.Policy)))
        {
            yield return $"{label}: is undetermined now: {place}";
        }

        foreach (var failed in after.Failed)
        {
            yield return $"{label}: failed: {failed}";
        }

        foreach (var finding in after.Findings.Where(finding => isWhole && !finding.Fix.IsEmpty))
        {
            yield return $"{label}: wants another round: {finding.Key}: {finding.Message}";
        }
    }

    private static string? TryApply(string definition, IEnumerable<Finding> findings, out JToken? result)
    {
        result = JsonPatch.Parse(definition);
        foreach (var finding in findings)
        {
            try
            {
                result = JsonPatch.Apply(result, finding.Fix);
            }
            catch (Microsoft.AspNetCore.JsonPatch.Exceptions.JsonPatchException refusal)
            {
                return $"does not apply: {finding.Key}: {refusal.Message}";
            }
        }

        return null;
    }

    /// <summary>All, all of each policy, all of some policies, and some without regard to policies.</summary>
    private static IEnumerable<ImmutableArray<Finding>> SubsetsOf(ImmutableArray<Finding> all, int seed)
    {
        if (all.IsEmpty)
        {
            yield break;
        }

        yield return all;
        var policies = all.Select(finding => finding.Policy).Distinct(StringComparer.Ordinal).ToArray();
        if (all.Length == 1)
        {
            yield break;
        }

        foreach (var policy in policies)
        {
            yield return [.. all.Where(finding => finding.Policy == policy)];
        }

        for (var count = 0; count < Subsets; count++)
        {
            var chosen = policies.Where((_, index) => IsChosen(seed + count, index)).ToArray();
            yield return [.. all.Where(finding => chosen.Contains(finding.Policy))];
            yield return [.. all.Where((_, index) => IsChosen(seed - count, index))];
        }
    }

    private static ImmutableArray<Finding> Shuffle(ImmutableArray<Finding> findings, int seed) =>
        [.. findings.Select((finding, index) => (Finding: finding, Place: Mix(seed, index))).OrderBy(pair => pair.Place).Select(pair => pair.Finding)];

    private static bool IsChosen(int seed, int index) => Mix(seed, index) % 2 == 0;

    private static uint Mix(int seed, int index)
    {
        var mixed = unchecked(((uint)seed * 747796405u) + ((uint)index * 2891336453u) + 1u);
        mixed = unchecked((mixed ^ (mixed >> 15)) * 2246822519u);
        return mixed ^ (mixed >> 13);
    }

    private sealed record Finding(string Policy, string Key, string Message, ImmutableArray<PatchOperation> Fix);

    private sealed class Verdicts
    {
        private readonly HashSet<string> _keys;

        private Verdicts(ImmutableArray<Outcome> outcomes)
        {
            Findings =
            [
                .. from outcome in outcomes
                   from violation in outcome.Violations
                   let policy = outcome.Policy.Metadata.Id
                   select new Finding(policy, $"{policy} at {violation.Path} of {violation.Container ?? "the task"}", violation.Message, violation.Fix),
            ];
            _keys = [.. Findings.Select(finding => finding.Key)];
            Undetermined = [.. outcomes.SelectMany(outcome => outcome.Undetermined.Select(place => (outcome.Policy.Metadata.Id, place.Path)))];
            Failed = [.. outcomes.Where(outcome => outcome.Result == Result.Failed).Select(outcome => $"{outcome.Policy.Metadata.Id}: {outcome.Fault}")];
        }

        public ImmutableArray<Finding> Findings { get; }

        public HashSet<(string Policy, string Path)> Undetermined { get; }

        public ImmutableArray<string> Failed { get; }

        public static Verdicts Of(string definition, PolicyContext context) =>
            new(PolicyEngine.Judge(TaskDefinition.Read(Encoding.UTF8.GetBytes(definition)), context, PolicyCatalog.TaskDefinitionPolicies));

        public bool Has(Finding finding) => _keys.Contains(finding.Key);
    }
}
