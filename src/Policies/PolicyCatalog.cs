using System.Collections.Immutable;

namespace EcsGuard.Policies;

/// <summary>Every built-in policy, ordered by id. The list itself is generated at build time.</summary>
public static partial class PolicyCatalog
{
    /// <summary>Every policy, whatever it judges.</summary>
    public static ImmutableArray<Policy> All { get; } = [.. CreateAll().OrderBy(policy => policy.Metadata.Id, StringComparer.Ordinal)];

    /// <summary>The policies that judge a task definition, before or after it is registered.</summary>
    public static ImmutableArray<TaskDefinitionPolicy> TaskDefinitionPolicies { get; } = [.. All.OfType<TaskDefinitionPolicy>()];

    /// <summary>The policies that judge what became of a running task.</summary>
    public static ImmutableArray<TaskStatePolicy> TaskStatePolicies { get; } = [.. All.OfType<TaskStatePolicy>()];

    /// <summary>The policy of that id (or former id), or null.</summary>
    public static Policy? Find(string id) =>
        All.FirstOrDefault(policy => policy.Metadata.Id == id || policy.Metadata.Aliases.Contains(id, StringComparer.Ordinal));

    private static partial Policy[] CreateAll();
}
