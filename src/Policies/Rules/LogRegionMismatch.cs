using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class LogRegionMismatch : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "log-region-mismatch",
        Title = "A container logs to another region",
        Category = Category.Logging,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Strict,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`awslogs-region` differs from the region in which the revision is registered. A definition that is not registered has no region to compare.",
        Why = "The driver sends every line across regions: that costs traffic, adds delay, and ties the service to the health of both regions.",
        Incident = "A definition is copied to the second region for disaster recovery, the option is not. On the day of the disaster the copy cannot log, or cannot start.",
        Fix = "Set `awslogs-region` to the region of the task. Where all logs belong in one region on purpose, exempt the family.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "us-east-1" } } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1" } } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
        ExampleContext = PolicyContext.Empty with { Arn = new("aws", "eu-west-1", "111122223333", "app", 1) },
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (task.Region(context) is not { } home)
        {
            verdict.NotApplicable();
            return;
        }

        var judged = false;
        foreach (var (container, log, driver) in task.LogDrivers(verdict))
        {
            if (driver != LogDelivery.Awslogs || log.Options[AwslogsBlock.Region].IsAbsent)
            {
                continue;
            }

            judged = true;
            if (verdict.Known(log.Options[AwslogsBlock.Region], out var region) && region != home)
            {
                verdict.Violation(log.Options[AwslogsBlock.Region], $"Container '{container.DisplayName}' logs to {region}; the task runs in {home}.");
            }
        }

        if (!judged)
        {
            verdict.NotApplicable();
        }
    }
}
