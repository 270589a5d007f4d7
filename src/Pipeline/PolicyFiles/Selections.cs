using System.Collections.Immutable;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>
/// Works out what holds for one target. The file's top level comes first, then every scope that matches, the widest first: what a narrower one says of a
/// policy stands, and what it does not say is left as it was.
/// </summary>
internal static class Selections
{
    public static PolicySelection Of(PolicyFile file, Target target)
    {
        Scope[] scopes = [.. file.ScopesOf(target)];
        var rules = new Dictionary<string, ScopedRule>(StringComparer.Ordinal);
        foreach (var policy in PolicyCatalog.All)
        {
            rules.Add(policy.Metadata.Id, RuleOf(policy, file, scopes));
        }

        bool IsOn(Policy policy) => rules[policy.Metadata.Id].Enabled;
        return new(
            [.. PolicyCatalog.TaskDefinitionPolicies.Where(IsOn)],
            [.. PolicyCatalog.TaskStatePolicies.Where(IsOn)])
        {
            Settings = rules.Where(rule => !rule.Value.Options.IsEmpty).ToImmutableDictionary(rule => rule.Key, rule => rule.Value.Options, StringComparer.Ordinal),
            ExtraSidecars = file.Sidecars,
            Rules = rules.ToImmutableDictionary(StringComparer.Ordinal),
        };
    }

    private static ScopedRule RuleOf(Policy policy, PolicyFile file, Scope[] scopes)
    {
        var id = policy.Metadata.Id;
        var own = file.Policies.GetValueOrDefault(id);
        var enabled = own?.Enabled;
        var isNamed = own is not null;
        var severity = own?.Severity ?? policy.Metadata.Severity;
        var enforcement = own?.Enforcement ?? file.Enforcement.Default;
        var options = own?.Options ?? ImmutableDictionary<string, object>.Empty;
        string? winner = null;
        foreach (var scope in scopes)
        {
            var rule = scope.Policies.GetValueOrDefault(id);
            enabled = rule?.Enabled ?? enabled;
            isNamed |= rule is not null;
            severity = rule?.Severity ?? severity;
            enforcement = rule?.Enforcement ?? scope.Enforcement ?? enforcement;
            options = rule is null ? options : options.SetItems(rule.Options);
            winner = rule is not null || scope.Enforcement is not null ? scope.Name : winner;
        }

        // Whoever says how a policy is to be set wants it judged: a strict policy that is named is on.
        return new(enabled ?? (isNamed || PolicySelection.IsOf(file.Set, policy)), severity, enforcement, options, winner);
    }
}

/// <summary>What holds of a policy for one target.</summary>
/// <param name="Enabled">Whether it is judged.</param>
/// <param name="Severity">How bad a violation is.</param>
/// <param name="Enforcement">What a violation leads to.</param>
/// <param name="Options">Values of its options that the file gives.</param>
/// <param name="Scope">The narrowest scope that says something of it; null for the file's top level, or the policy itself.</param>
public sealed record ScopedRule(bool Enabled, Severity Severity, EnforcementMode Enforcement, ImmutableDictionary<string, object> Options, string? Scope);
