using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class ExpendableProxy : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "expendable-proxy",
        Title = "The task goes on without the proxy that carries its traffic",
        Category = Category.Sidecars,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "The container that `proxyConfiguration` names, or one that is recognised as a proxy (Envoy, Service Connect agent, Consul, PgBouncer), has `essential: false`. A container that others wait for to end (`COMPLETE`, `SUCCESS`) only prepares the proxy and is not reported; one that is the log router as well is `expendable-log-router`'s.",
        Why = "Traffic goes through the proxy, in both directions where `proxyConfiguration` redirects it. ECS leaves the task alone when a container that is not essential stops.",
        Incident = "The proxy is killed for lack of memory. The application is up, cut off from everything, and ECS sees nothing to replace.",
        Fix = "Make the proxy essential, so that ECS replaces the task when the proxy is gone.",
        Bad = """
            {
              "proxyConfiguration": { "type": "APPMESH", "containerName": "envoy" },
              "containerDefinitions": [
                { "name": "app", "image": "nginx:1.29" },
                { "name": "envoy", "image": "envoyproxy/envoy:v1.35.0", "essential": false }
              ]
            }
            """,
        Good = """
            {
              "proxyConfiguration": { "type": "APPMESH", "containerName": "envoy" },
              "containerDefinitions": [
                { "name": "app", "image": "nginx:1.29" },
                { "name": "envoy", "image": "envoyproxy/envoy:v1.35.0" }
              ]
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ProxyConfiguration.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (verdict.Known(task.ProxyConfiguration, out var proxy))
        {
            verdict.Known(proxy.ContainerName, out _);
        }

        var isJudged = false;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (task.RoleOf(container, context) != SidecarRole.Proxy || task.IsAwaited(container))
            {
                continue;
            }

            isJudged = true;
            if (verdict.Known(container.Essential, out var essential) && !essential)
            {
                verdict.Violation(
                    container.Essential,
                    $"Proxy '{container.DisplayName}' is not essential: when it stops, the task runs on without its traffic.",
                    EssentialFix.Require(task, container, context));
            }
        }

        if (!isJudged)
        {
            verdict.NotApplicable();
        }
    }
}
