using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class RouterLogsToItself : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "router-logs-to-itself",
        Title = "The log router logs to itself or nowhere",
        Category = Category.Logging,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "The container with `firelensConfiguration` has the log driver `awsfirelens`, or has none.",
        Why = "The router reports its own trouble, such as a destination that refuses it, on its standard output. Sent to itself, the report takes the way that is blocked; without a driver it is not kept.",
        Incident = "The destination rejects the credentials after a rotation. Logs stop, and the router has been saying why all the time, to nobody.",
        Fix = "Give the router a driver of its own: `awslogs`, to a small group.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awsfirelens" } }, { "name": "log_router", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:3", "firelensConfiguration": { "type": "fluentbit" } }, { "name": "worker", "image": "busybox:1.37", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "app" } } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awsfirelens" } }, { "name": "log_router", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:3", "firelensConfiguration": { "type": "fluentbit" }, "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1" } } }] }""",
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
            if (container.LogConfiguration.IsAbsent)
            {
                verdict.Violation(container, $"Log router '{container.DisplayName}' has no log driver of its own: name one, such as awslogs.", AwslogsBlock.Write(task, container, context));
            }
            else if (verdict.Known(container.LogConfiguration, out var log))
            {
                JudgeDriver(task, container, log, context, verdict);
            }
        }

        if (!judged)
        {
            verdict.NotApplicable();
        }
    }

    private static void JudgeDriver(TaskDefinition task, ContainerDefinition container, LogConfiguration log, PolicyContext context, Verdict verdict)
    {
        if (log.LogDriver.IsAbsent)
        {
            verdict.Violation(log, $"Log router '{container.DisplayName}' has no log driver of its own: name one, such as awslogs.", AwslogsBlock.Complete(task, container, log, context));
        }
        else if (verdict.Known(log.LogDriver, out var driver) && driver == LogDelivery.Awsfirelens)
        {
            // ECS refuses a router that no container logs through.
            var hasOtherUsers = task.ContainerDefinitions.Any(other =>
                other.FirelensConfiguration.IsAbsent && other.LogConfiguration.IsKnown(out var others) && others.LogDriver.ValueOrDefault == LogDelivery.Awsfirelens);
            verdict.Violation(
                log.LogDriver,
                $"Log router '{container.DisplayName}' logs to itself (awsfirelens): give it another log driver, such as awslogs.",
                hasOtherUsers ? AwslogsBlock.Write(task, container, context) : []);
        }
    }
}
