using System.Collections.Immutable;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class MissingLogDriver : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "missing-log-driver",
        Title = "A container has no log driver",
        Category = Category.Logging,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A container without `logConfiguration`, or with one that names no `logDriver`. Each container is judged by itself; a FireLens router is judged by `router-logs-to-itself`.",
        Why = "On Fargate nothing keeps the output of such a container. On an instance Docker's own default applies, a file that goes with the instance and that nobody can search.",
        Incident = "The container crashes at night. Its exit code is all that is left: the stack trace went to standard output, and that went nowhere.",
        Fix = "Give the container the log configuration that the task's other containers have. The log group must exist before the task starts.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }, { "name": "worker", "image": "busybox:1.37", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "app" } } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "app" } } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
        Controls = ["Security Hub ECS.9"],
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var judged = false;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (!container.FirelensConfiguration.IsAbsent)
            {
                continue;
            }

            judged = true;
            if (container.LogConfiguration.IsAbsent)
            {
                Report(container, container, AwslogsBlock.Write(task, container, context), verdict);
            }
            else if (verdict.Known(container.LogConfiguration, out var log) && !verdict.Known(log.LogDriver, out _) && log.LogDriver.IsAbsent)
            {
                Report(container, log, AwslogsBlock.Complete(task, container, log, context), verdict);
            }
        }

        if (!judged)
        {
            verdict.NotApplicable();
        }
    }

    private static void Report(ContainerDefinition container, Node at, ImmutableArray<PatchOperation> fix, Verdict verdict) =>
        verdict.Violation(at, $"Container '{container.DisplayName}' has no log driver: name one, such as awslogs, in logConfiguration.logDriver.", fix);
}
