using System.Collections.Immutable;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline;

/// <summary>The policies that are on.</summary>
public sealed record PolicySelection(ImmutableArray<TaskDefinitionPolicy> TaskDefinitionPolicies, ImmutableArray<TaskStatePolicy> TaskStatePolicies)
{
    /// <summary>The recommended set and the configured one, as long as no policy file says otherwise.</summary>
    public static PolicySelection Default { get; } = OfSet(PolicySet.Recommended);

    /// <summary>The policies of a set and of the ones before it, and the configured ones: without their settings and facts those judge nothing.</summary>
    public static PolicySelection OfSet(PolicySet set) => new(
        [.. PolicyCatalog.TaskDefinitionPolicies.Where(policy => IsOf(set, policy))],
        [.. PolicyCatalog.TaskStatePolicies.Where(policy => IsOf(set, policy))]);

    private static bool IsOf(PolicySet set, Policy policy) => policy.Metadata.Set <= set || policy.Metadata.Set == PolicySet.Configured;
}
