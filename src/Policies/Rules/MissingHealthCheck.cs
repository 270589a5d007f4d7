using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class MissingHealthCheck : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "missing-health-check",
        Title = "An essential container has no health check",
        Category = Category.Sidecars,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Strict,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A container that is essential and no known sidecar has no `healthCheck`. The `HEALTHCHECK` of its image does not count: ECS does not run it.",
        Why = "Without a health check, ECS takes a container for healthy as long as its process exists.",
        Incident = "The process hangs in a deadlock. Nothing replaces the task unless a load balancer notices, and a worker has none.",
        Fix = "Add a `healthCheck` that asks the application itself, by a command that exists in the image.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "healthCheck": { "command": ["CMD-SHELL", "curl -fs http://localhost/ || exit 1"] } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var isJudged = false;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (task.RoleOf(container, context) is not null || container.IsEssential == false)
            {
                continue;
            }

            isJudged = true;
            if (container.HealthCheck.IsAbsent && (verdict.Known(container.Essential, out _) || container.Essential.IsAbsent))
            {
                verdict.Violation(container, $"Container '{container.DisplayName}' is essential and has no healthCheck: ECS cannot tell when it hangs.");
            }
        }

        if (!isJudged)
        {
            verdict.NotApplicable();
        }
    }
}
