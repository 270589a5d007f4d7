using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class DependencyCycle : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "dependency-cycle",
        Title = "Containers wait for each other in a circle",
        Category = Category.Sidecars,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "Following `dependsOn` from a container leads back to it through at least one other container. Each container is named in one finding at most. A container that depends on itself is `unknown-dependency`'s.",
        Why = "`dependsOn` sets the order in which containers start. In a circle none of them can be the first, so ECS refuses the definition.",
        Incident = "The registration fails and the deployment pipeline stops at it.",
        Fix = "Decide which container has to be up first and remove `dependsOn` from it.",
        Bad = """
            {
              "containerDefinitions": [
                { "name": "app", "image": "nginx:1.29", "dependsOn": [{ "containerName": "envoy", "condition": "START" }] },
                { "name": "envoy", "image": "envoyproxy/envoy:v1.35.0", "dependsOn": [{ "containerName": "app", "condition": "START" }] }
              ]
            }
            """,
        Good = """
            {
              "containerDefinitions": [
                { "name": "app", "image": "nginx:1.29", "dependsOn": [{ "containerName": "envoy", "condition": "START" }] },
                { "name": "envoy", "image": "envoyproxy/envoy:v1.35.0" }
              ]
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (task.ContainerDefinitions.All(container => container.DependsOn.Count == 0))
        {
            verdict.NotApplicable();
        }

        var reported = new HashSet<ContainerDefinition>();
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            NoteHidden(container, verdict);
            if (!reported.Contains(container) && ShortestLoop(task, container) is { } loop && !loop.Any(reported.Contains))
            {
                reported.UnionWith(loop);
                var names = string.Join(" → ", loop.Append(container).Select(member => member.DisplayName));
                verdict.Violation(container.DependsOn.Path, container.DisplayName, $"Containers wait for each other: {names}. None of them can start first.");
            }
        }
    }

    private static void NoteHidden(ContainerDefinition container, Verdict verdict)
    {
        foreach (var dependency in verdict.Each(container.DependsOn))
        {
            verdict.Known(dependency.ContainerName, out _);
        }
    }

    /// <summary>The containers of the shortest way from <paramref name="start"/> back to it, <paramref name="start"/> first; null if there is none.</summary>
    private static List<ContainerDefinition>? ShortestLoop(TaskDefinition task, ContainerDefinition start)
    {
        var cameFrom = new Dictionary<ContainerDefinition, ContainerDefinition>();
        var queue = new Queue<ContainerDefinition>([start]);
        while (queue.TryDequeue(out var at))
        {
            foreach (var dependency in at.DependsOn)
            {
                if (dependency.ContainerName.ValueOrDefault is not { } name || task.FindContainer(name) is not { } next || next == at)
                {
                    continue;
                }

                if (next == start)
                {
                    return WayTo(at, cameFrom);
                }

                if (cameFrom.TryAdd(next, at))
                {
                    queue.Enqueue(next);
                }
            }
        }

        return null;
    }

    private static List<ContainerDefinition> WayTo(ContainerDefinition end, Dictionary<ContainerDefinition, ContainerDefinition> cameFrom)
    {
        List<ContainerDefinition> way = [end];
        while (cameFrom.TryGetValue(way[0], out var before))
        {
            way.Insert(0, before);
        }

        return way;
    }
}
