using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class SelfCreatedLogGroup : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "self-created-log-group",
        Title = "The task creates its own log group",
        Category = Category.Logging,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`awslogs-create-group` is `true`, as text or as boolean.",
        Why = "The group is then created by the agent, without retention, encryption key or tags. It needs `logs:CreateLogGroup`, which the managed policy of the execution role does not contain.",
        Incident = "The first start in a new region fails with `ResourceInitializationError`, or it works and the group keeps every line for ever, at the price of every line.",
        Fix = "Create the group with the rest of the infrastructure, with a retention time, and remove the option.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "awslogs-create-group": "true" } } }] }""",
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
            var option = log.Options["awslogs-create-group"];
            if (verdict.Known(option, out var create) && create.Equals("true", StringComparison.OrdinalIgnoreCase))
            {
                verdict.Violation(option, $"Container '{container.DisplayName}' creates its log group itself, without a retention time: create the group beforehand.", PatchOperation.Remove(option.Path));
            }
        }

        if (!judged)
        {
            verdict.NotApplicable();
        }
    }
}
