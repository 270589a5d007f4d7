using System.Text.Json.Nodes;
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
        var proxy = task.ProxyConfiguration.ValueOrDefault is { } configuration ? configuration.ContainerName.ValueOrDefault : null;
        var sidecars = task.ContainerDefinitions.Where(container => IsSidecar(container, proxy, context) && container.Name.ValueOrDefault is not null).ToList();
        if (mode is not (null or "awsvpc" or "host") || sidecars.Count == 0)
        {
            verdict.Each(task.ContainerDefinitions);
            verdict.NotApplicable();
            return;
        }

        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (Sidecars.Recognise(container, context) is not null || sidecars.Contains(container) || task.IsAwaited(container))
            {
                continue;
            }

            var unordered = sidecars.Where(sidecar => !task.WaitsFor(container, sidecar) && !task.WaitsFor(sidecar, container)).ToList();
            var used = unordered.Where(sidecar => sidecar.Name.ValueOrDefault == proxy || Uses(task, container, sidecar, context)).ToList();
            if (used.Count > 0 && task.EffectiveNetworkMode(verdict) is not null && !NoteHidden(container.DependsOn, verdict))
            {
                var names = string.Join(" and ", used.Select(sidecar => $"'{sidecar.Name.ValueOrDefault}'"));
                verdict.Violation(container, $"Container '{container.DisplayName}' uses {names} without waiting for {(used.Count == 1 ? "it: add it" : "them: add them")} to dependsOn.", [.. Order(container, used, context)]);
            }
            else if (used.Count == 0 && unordered.Count > 0)
            {
                verdict.Each(container.Environment);
            }
        }
    }

    private static bool IsSidecar(ContainerDefinition container, string? proxy, PolicyContext context) =>
        container.Name.ValueOrDefault == proxy && proxy is not null
        || Sidecars.Recognise(container, context) is { } known && known.Role != SidecarRole.LogRouter;

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

    private static IEnumerable<PatchOperation> Order(ContainerDefinition container, List<ContainerDefinition> sidecars, PolicyContext context)
    {
        var entries = sidecars.Select(sidecar => new JsonObject
        {
            ["containerName"] = sidecar.Name.ValueOrDefault,
            ["condition"] = sidecar.HealthCheck.IsAbsent || Sidecars.Recognise(sidecar, context)?.Role == SidecarRole.Telemetry ? "START" : "HEALTHY",
        });
        if (container.DependsOn.IsAbsent && container.LogConfiguration.ValueOrDefault?.LogDriver.Raw == "awsfirelens")
        {
            // `late-log-router` may want to write the same list; only one of the two could.
            return [];
        }

        return container.DependsOn.IsAbsent
            ? [PatchOperation.Add($"{container.Path}/dependsOn", new JsonArray([.. entries]))]
            : entries.Select(entry => PatchOperation.Add($"{container.DependsOn.Path}/-", entry));
    }
}
