using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class ExpendableLogRouter : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "expendable-log-router",
        Title = "The task goes on without its log router",
        Category = Category.Logging,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "The container with `firelensConfiguration` has `essential: false`. A `restartPolicy` is no excuse: ECS does not restart a container that failed within its `restartAttemptPeriod`.",
        Why = "Every container with the `awsfirelens` driver hands its lines to the router. The driver goes on without it and drops what its small buffer cannot hold.",
        Incident = "The router is killed for lack of memory. The service looks healthy for days, and its logs end in the middle of a minute.",
        Fix = "Make the router essential: ECS then replaces the task, and the new one logs again. A container that others wait for to end (`COMPLETE`, `SUCCESS`) cannot be essential: take that condition away first.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awsfirelens" } }, { "name": "log_router", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:3", "essential": false, "firelensConfiguration": { "type": "fluentbit" } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awsfirelens" } }, { "name": "log_router", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:3", "essential": true, "firelensConfiguration": { "type": "fluentbit" } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-taskdef.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var judged = false;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (container.FirelensConfiguration.IsAbsent)
            {
                continue;
            }

            judged = true;
            if (verdict.Known(container.Essential, out var essential) && !essential)
            {
                verdict.Violation(
                    container.Essential,
                    $"Log router '{container.DisplayName}' is not essential: when it dies, the task runs on and its logs are lost in silence.",
                    EssentialFix.Require(task, container, context));
            }
        }

        if (!judged)
        {
            verdict.NotApplicable();
        }
    }
}
