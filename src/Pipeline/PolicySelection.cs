using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline;

/// <summary>The policies that are on for something that is judged, and how they are set there.</summary>
public sealed record PolicySelection(ImmutableArray<TaskDefinitionPolicy> TaskDefinitionPolicies, ImmutableArray<TaskStatePolicy> TaskStatePolicies)
{
    private const int FingerprintLength = 12;

    /// <summary>The recommended set and the configured one: what holds without a policy file.</summary>
    public static PolicySelection Default { get; } = OfSet(PolicySet.Recommended);

    /// <summary>Values of the policies' options, as <see cref="PolicyContext.Settings"/> takes them.</summary>
    public ImmutableDictionary<string, ImmutableDictionary<string, object>> Settings { get; init; } = PolicyContext.Empty.Settings;

    /// <summary>What a policy file says, by policy; empty without one.</summary>
    public ImmutableDictionary<string, ScopedRule> Rules { get; init; } = ImmutableDictionary<string, ScopedRule>.Empty;

    /// <summary>The policies of a set and of the ones before it, and the configured ones: without their settings and facts those judge nothing.</summary>
    public static PolicySelection OfSet(PolicySet set) => new(
        [.. PolicyCatalog.TaskDefinitionPolicies.Where(policy => IsOf(set, policy))],
        [.. PolicyCatalog.TaskStatePolicies.Where(policy => IsOf(set, policy))]);

    /// <summary>Whether a set has <paramref name="policy"/> on.</summary>
    internal static bool IsOf(PolicySet set, Policy policy) => policy.Metadata.Set <= set || policy.Metadata.Set == PolicySet.Configured;

    /// <summary>The organisation's own sidecars.</summary>
    public ImmutableArray<ExtraSidecar> ExtraSidecars { get; init; } = [];

    /// <summary>
    /// Equal for selections under which every definition gets the same verdicts: the policies that judge definitions, their settings, the sidecars. How bad a
    /// violation is, and what it leads to, is no part of it.
    /// </summary>
    public string Fingerprint
    {
        get
        {
            var ids = TaskDefinitionPolicies.Select(policy => policy.Metadata.Id).Order(StringComparer.Ordinal).ToArray();
            var settings = ids.SelectMany(id => Settings.GetValueOrDefault(id)?.Select(setting => $"{id}.{setting.Key}={PolicyOption.ToText(setting.Value)}").Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>());
            var text = string.Join('\n', [.. ids, .. settings, .. ExtraSidecars.Select(sidecar => sidecar.ToString())]);
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..FingerprintLength];
        }
    }

    /// <summary>The facts, and with them what a policy file adds to what policies may know.</summary>
    public PolicyContext Configure(PolicyContext facts) => facts with { Settings = Settings, ExtraSidecars = ExtraSidecars };

    /// <summary>How bad a violation of <paramref name="policy"/> is here.</summary>
    public Severity SeverityOf(Policy policy) => Rules.TryGetValue(policy.Metadata.Id, out var rule) ? rule.Severity : policy.Metadata.Severity;

    /// <summary>What a violation of <paramref name="policy"/> leads to here.</summary>
    public EnforcementMode EnforcementOf(Policy policy) => Rules.TryGetValue(policy.Metadata.Id, out var rule) ? rule.Enforcement : EnforcementMode.Notify;

    /// <summary>The narrowest scope that says something of <paramref name="policy"/> here; null where none does.</summary>
    public string? ScopeOf(Policy policy) => Rules.GetValueOrDefault(policy.Metadata.Id)?.Scope;
}
