using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>
/// Who waits for whom, after <c>dependsOn</c>.
/// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html.
/// </summary>
public static class Dependencies
{
    /// <summary>The first container of that name, or null.</summary>
    public static ContainerDefinition? FindContainer(this TaskDefinition task, string name)
    {
        foreach (var container in task.ContainerDefinitions)
        {
            if (container.Name.ValueOrDefault == name)
            {
                return container;
            }
        }

        return null;
    }

    /// <summary>Whether another container waits for the end of this one (COMPLETE or SUCCESS): it runs once, before the others.</summary>
    public static bool IsAwaited(this TaskDefinition task, ContainerDefinition container)
    {
        foreach (var other in task.ContainerDefinitions)
        {
            foreach (var dependency in other.DependsOn)
            {
                if (dependency.Condition.ValueOrDefault is "COMPLETE" or "SUCCESS" && dependency.ContainerName.ValueOrDefault is { } name && name == container.Name.ValueOrDefault)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
