using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class HealthyDependencyWithoutHealthCheck : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "healthy-dependency-without-health-check",
        Title = "A container waits for another to be healthy that has no health check",
        Category = Category.Sidecars,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`dependsOn` has the condition `HEALTHY` for a container without `healthCheck`. The `HEALTHCHECK` of its image does not count.",
        Why = "ECS learns of a container's health only from a health check in the task definition, so it refuses a definition that waits for health that nobody measures.",
        Incident = "The registration fails: \"A dependency container with HEALTHY condition must have health check configured\".",
        Fix = "Give the container that is waited for a `healthCheck`, or wait for its `START`.",
        Bad = """
            {
              "containerDefinitions": [
                { "name": "app", "image": "nginx:1.29", "dependsOn": [{ "containerName": "envoy", "condition": "HEALTHY" }] },
                { "name": "envoy", "image": "envoyproxy/envoy:v1.35.0" }
              ]
            }
            """,
        Good = """
            {
              "containerDefinitions": [
                { "name": "app", "image": "nginx:1.29", "dependsOn": [{ "containerName": "envoy", "condition": "HEALTHY" }] },
                {
                  "name": "envoy",
                  "image": "envoyproxy/envoy:v1.35.0",
                  "healthCheck": { "command": ["CMD-SHELL", "curl -fs http://localhost:9901/ready || exit 1"] }
                }
              ]
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var isJudged = task.ContainerDefinitions.IsUndetermined;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            var waiting = task.WaitingFor(container, condition => condition == "HEALTHY", verdict, matters: container.HealthCheck.IsAbsent);
            isJudged |= waiting.Count > 0;
            if (waiting.Count > 0 && container.HealthCheck.IsAbsent)
            {
                verdict.Violation(container, $"Container '{container.DisplayName}' has no healthCheck, but {Dependencies.ToText(waiting)} to be HEALTHY.");
            }
        }

        if (!isJudged)
        {
            verdict.NotApplicable();
        }
    }
}
