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

    /// <summary>The containers that wait for <paramref name="container"/> under a condition; hidden names and conditions are noted where they matter.</summary>
    public static IReadOnlyList<ContainerDefinition> WaitingFor(this TaskDefinition task, ContainerDefinition container, Func<string, bool> isCondition, Verdict verdict, bool matters)
    {
        var waiting = new List<ContainerDefinition>();
        var notes = matters ? verdict : new Verdict();
        foreach (var other in task.ContainerDefinitions)
        {
            foreach (var dependency in notes.Each(other.DependsOn))
            {
                var mayBeName = dependency.ContainerName.IsUndetermined || dependency.ContainerName.ValueOrDefault is { } name && name == container.Name.ValueOrDefault;
                var mayBeCondition = dependency.Condition.IsUndetermined || dependency.Condition.ValueOrDefault is { } condition && isCondition(condition);
                if (other != container && mayBeName && mayBeCondition && notes.Known(dependency.ContainerName, out _) & notes.Known(dependency.Condition, out _) && !waiting.Contains(other))
                {
                    waiting.Add(other);
                }
            }
        }

        return waiting;
    }

    /// <summary>Whether <paramref name="container"/> starts after <paramref name="other"/>, directly or through containers between them.</summary>
    public static bool WaitsFor(this TaskDefinition task, ContainerDefinition container, ContainerDefinition other)
    {
        var seen = new HashSet<ContainerDefinition> { container };
        var queue = new Queue<ContainerDefinition>(seen);
        while (queue.TryDequeue(out var at))
        {
            foreach (var dependency in at.DependsOn)
            {
                if (dependency.ContainerName.ValueOrDefault is { } name && task.FindContainer(name) is { } next && seen.Add(next))
                {
                    queue.Enqueue(next);
                }
            }
        }

        return seen.Contains(other);
    }

    /// <summary><c>'a' and 'b' wait for it</c>, for a message.</summary>
    public static string ToText(IReadOnlyList<ContainerDefinition> waiting)
    {
        var names = waiting.Select(container => $"'{container.DisplayName}'").ToList();
        return names is [var one] ? $"{one} waits for it" : $"{string.Join(", ", names[..^1])} and {names[^1]} wait for it";
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
