using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UnorderedSidecar : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "unordered-sidecar",
        Title = "A container may start before the sidecar that it uses",
        Category = Category.Sidecars,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A container uses a sidecar of its task and has no `dependsOn` on it, directly or through others: one of its variables names the sidecar's port on localhost, or `proxyConfiguration` sends its traffic through the sidecar. Only with `networkMode` `awsvpc` or `host`, where containers share localhost. Log routers are `late-log-router`'s, and a sidecar that itself waits for the container is not reported.",
        Why = "Without `dependsOn`, ECS starts the containers of a task at the same time, and whichever image is smaller is up first.",
        Incident = "Now and then a task fails in its first seconds with \"connection refused\" and is replaced; nobody can reproduce it.",
        Fix = "Add the sidecar to the container's `dependsOn`: with `HEALTHY` for a proxy that has a health check, with `START` otherwise.",
        Bad = """
            {
              "networkMode": "awsvpc",
              "containerDefinitions": [
                {
                  "name": "app",
                  "image": "nginx:1.29",
                  "environment": [{ "name": "AWS_XRAY_DAEMON_ADDRESS", "value": "127.0.0.1:2000" }]
                },
                { "name": "xray-daemon", "image": "public.ecr.aws/xray/aws-xray-daemon:3.x", "essential": false }
              ]
            }
            """,
        Good = """
            {
              "networkMode": "awsvpc",
              "containerDefinitions": [
                {
                  "name": "app",
                  "image": "nginx:1.29",
                  "environment": [{ "name": "AWS_XRAY_DAEMON_ADDRESS", "value": "127.0.0.1:2000" }],
                  "dependsOn": [{ "containerName": "xray-daemon", "condition": "START" }]
                },
                { "name": "xray-daemon", "image": "public.ecr.aws/xray/aws-xray-daemon:3.x", "essential": false }
              ]
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var mode = task.EffectiveNetworkMode(new Verdict());
        var sidecars = FindSidecars(task, context);
        if (!SharesLocalhost(mode) || sidecars.Count == 0)
        {
            verdict.Each(task.ContainerDefinitions);
            verdict.NotApplicable();
            return;
        }

        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (!IsApplication(task, container, context))
            {
                continue;
            }

            var unordered = FindUnordered(task, container, sidecars);
            var used = FindUsed(task, container, unordered, context);
            if (used.Count > 0 && task.EffectiveNetworkMode(verdict) is not null && !NoteHidden(container.DependsOn, verdict))
            {
                var names = string.Join(" and ", used.Select(sidecar => $"'{sidecar.Name.ValueOrDefault}'"));
                verdict.Violation(
                    container,
                    $"Container '{container.DisplayName}' uses {names} without waiting for {(used.Count == 1 ? "it: add it" : "them: add them")} to dependsOn.",
                    StartOrder.Fix(task, context, container, used));
            }

            if (unordered.Count > used.Count)
            {
                verdict.Each(container.Environment);
            }
        }
    }

    /// <summary>Each container that should wait for a sidecar and does not, with the sidecar.</summary>
    internal static IEnumerable<(ContainerDefinition Container, ContainerDefinition Sidecar)> FindUnordered(TaskDefinition task, PolicyContext context)
    {
        var sidecars = SharesLocalhost(task.EffectiveNetworkMode(new Verdict())) ? FindSidecars(task, context) : [];
        return from container in task.ContainerDefinitions
               where IsApplication(task, container, context)
               from sidecar in FindUsed(task, container, FindUnordered(task, container, sidecars), context)
               select (container, sidecar);
    }

    private static bool SharesLocalhost(string? mode) => mode is null or "awsvpc" or "host";

    private static List<ContainerDefinition> FindSidecars(TaskDefinition task, PolicyContext context) =>
        [.. task.ContainerDefinitions.Where(container => container.Name.ValueOrDefault is not null && task.RoleOf(container, context) is not (null or SidecarRole.LogRouter))];

    private static bool IsApplication(TaskDefinition task, ContainerDefinition container, PolicyContext context) => task.RoleOf(container, context) is null && !task.IsAwaited(container);

    private static List<ContainerDefinition> FindUnordered(TaskDefinition task, ContainerDefinition container, List<ContainerDefinition> sidecars) =>
        [.. sidecars.Where(sidecar => !task.WaitsFor(container, sidecar) && !task.WaitsFor(sidecar, container))];

    private static List<ContainerDefinition> FindUsed(TaskDefinition task, ContainerDefinition container, List<ContainerDefinition> unordered, PolicyContext context) =>
        [.. unordered.Where(sidecar => sidecar.Name.ValueOrDefault == task.ProxyConfiguration.ValueOrDefault?.ContainerName.ValueOrDefault || Uses(task, container, sidecar, context))];

    private static bool Uses(TaskDefinition task, ContainerDefinition container, ContainerDefinition sidecar, PolicyContext context) =>
        LocalDaemons.PortsUsedBy(container).Any(port =>
            (Sidecars.Recognise(sidecar, context)?.Ports.Contains(port) == true || LocalDaemons.Maps(sidecar, port))
            && !task.ContainerDefinitions.Any(other => other != sidecar && LocalDaemons.Maps(other, port)));

    private static bool NoteHidden(FieldList<ContainerDependency> dependencies, Verdict verdict)
    {
        var hidden = dependencies.IsUndetermined;
        foreach (var dependency in verdict.Each(dependencies))
        {
            hidden |= dependency.ContainerName.IsUndetermined;
            verdict.Known(dependency.ContainerName, out _);
        }

        return hidden;
    }
}
