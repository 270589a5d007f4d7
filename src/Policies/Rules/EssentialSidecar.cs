using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class EssentialSidecar : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "essential-sidecar",
        Title = "A telemetry sidecar is essential",
        Category = Category.Sidecars,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A container that collects metrics, traces or findings (X-Ray daemon, CloudWatch agent, OpenTelemetry collector, Datadog agent and the like, recognised by image or name) runs beside an application and is essential; a container that leaves `essential` out is essential. Log routers and proxies have policies of their own, and a task of nothing but such agents is not reported.",
        Why = "When an essential container stops, for whatever reason, ECS stops every other container of the task. The application can serve without its metrics for a while.",
        Incident = "A bad configuration or a memory leak in the agent restarts every task of the service, in the very hour in which telemetry is wanted most.",
        Fix = "Set `essential: false` on the sidecar, and give it a `restartPolicy` so that ECS brings it back after a crash.",
        Bad = """
            {
              "containerDefinitions": [
                { "name": "app", "image": "nginx:1.29" },
                { "name": "xray-daemon", "image": "public.ecr.aws/xray/aws-xray-daemon:3.x" }
              ]
            }
            """,
        Good = """
            {
              "containerDefinitions": [
                { "name": "app", "image": "nginx:1.29" },
                { "name": "xray-daemon", "image": "public.ecr.aws/xray/aws-xray-daemon:3.x", "essential": false }
              ]
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var containers = verdict.Each(task.ContainerDefinitions);
        if (!containers.Any(container => Concerns(task, container, context)))
        {
            verdict.NotApplicable();
            return;
        }

        foreach (var container in containers.Where(container => Concerns(task, container, context)))
        {
            if (verdict.Known(container.Essential, out var essential) ? essential : container.Essential.IsAbsent)
            {
                verdict.Violation(
                    container,
                    $"Container '{container.DisplayName}' is a sidecar ({Sidecars.Recognise(container, context)!.Name}) and essential: when it stops, the task stops. Set essential to false.",
                    EssentialFix.Release(task, container, context));
            }
        }
    }

    /// <summary>Whether the container is a telemetry sidecar beside an application.</summary>
    internal static bool Concerns(TaskDefinition task, ContainerDefinition container, PolicyContext context) =>
        IsTelemetry(task, container, context) && !task.IsAwaited(container) && !task.ContainerDefinitions.All(other => IsTelemetry(task, other, context));

    private static bool IsTelemetry(TaskDefinition task, ContainerDefinition container, PolicyContext context) => task.RoleOf(container, context) == SidecarRole.Telemetry;
}
