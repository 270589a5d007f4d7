using System.Collections.Immutable;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline;

/// <summary>The policies that are on.</summary>
public sealed record PolicySelection(ImmutableArray<TaskDefinitionPolicy> TaskDefinitionPolicies, ImmutableArray<TaskStatePolicy> TaskStatePolicies)
{
    /// <summary>The recommended set, as long as no policy file says otherwise.</summary>
    public static PolicySelection Default { get; } = OfSet(PolicySet.Recommended);

    /// <summary>The policies of a set; each set holds the ones before it.</summary>
    public static PolicySelection OfSet(PolicySet set) => new(
        [.. PolicyCatalog.TaskDefinitionPolicies.Where(policy => policy.Metadata.Set <= set)],
        [.. PolicyCatalog.TaskStatePolicies.Where(policy => policy.Metadata.Set <= set)]);
}
