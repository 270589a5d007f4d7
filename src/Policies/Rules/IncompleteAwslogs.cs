using System.Collections.Immutable;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class IncompleteAwslogs : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "incomplete-awslogs",
        Title = "The awslogs driver lacks an option without which it cannot log",
        Category = Category.Logging,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A container logs through `awslogs` without `awslogs-group` or `awslogs-region` or, on Fargate, without `awslogs-stream-prefix`. The execution role that Fargate needs besides is judged by `missing-execution-role`.",
        Why = "The driver has to know where to write before the first line comes. ECS refuses a definition that does not say it.",
        Incident = "RegisterTaskDefinition answers `Log driver awslogs requires options: awslogs-group`, or that Fargate requires the stream prefix, when a definition moves there from EC2.",
        Fix = "Add what the message names. The log group has to exist before the task starts.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app" } } }, { "name": "worker", "image": "busybox:1.37", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1" } } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1" } } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var judged = false;
        foreach (var (container, log, driver) in task.LogDrivers(verdict))
        {
            if (driver != LogDelivery.Awslogs)
            {
                continue;
            }

            judged = true;
            if (!log.HasReadableOptions(verdict))
            {
                continue;
            }

            var missing = Missing(log, task, context, verdict);
            if (missing.Length > 0)
            {
                verdict.Violation(log.OptionsOrSelf(), $"Container '{container.DisplayName}' logs through awslogs without {string.Join(" and ", missing)}.", Fix(missing, task, container, log, context));
            }
        }

        if (!judged)
        {
            verdict.NotApplicable();
        }
    }

    private static string[] Missing(LogConfiguration log, TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        List<string> required = [AwslogsBlock.Group, AwslogsBlock.Region];
        if (log.Options[AwslogsBlock.StreamPrefix].IsAbsent && task.IsFargate(context, verdict) == true)
        {
            required.Add(AwslogsBlock.StreamPrefix);
        }

        return [.. required.Where(key => log.Options[key].IsAbsent)];
    }

    private static ImmutableArray<PatchOperation> Fix(string[] missing, TaskDefinition task, ContainerDefinition container, LogConfiguration log, PolicyContext context)
    {
        var known = AwslogsBlock.Known(task, container, context).Where(option => missing.Contains(option.Key)).ToArray();
        return known.Length == missing.Length ? LogDelivery.Set(task, container, log, context, known) : [];
    }
}
