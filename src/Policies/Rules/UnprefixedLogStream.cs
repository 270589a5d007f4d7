using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UnprefixedLogStream : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "unprefixed-log-stream",
        Title = "The log streams are named after Docker ids",
        Category = Category.Logging,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A container outside Fargate logs through `awslogs` without `awslogs-stream-prefix`, and names its streams neither by `awslogs-stream` nor by `tag`. On Fargate the prefix is required: `incomplete-awslogs` reports it there.",
        Why = "Without a prefix a stream is called like the id that Docker gave the container. That id is known on the instance only, and the instance is gone with its Auto Scaling group.",
        Incident = "A task has failed, and its log is one of four hundred streams with names of 64 hexadecimal digits. The console shows none under the task.",
        Fix = "Set `awslogs-stream-prefix`, for instance to the name of the service: the stream is then called `prefix/container/task-id`.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1" } } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "app" } } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
    };

    private static readonly string[] NamingOptions = [AwslogsBlock.StreamPrefix, "awslogs-stream", "tag"];

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var awslogs = task.LogDrivers(verdict).Where(log => log.Driver == LogDelivery.Awslogs).ToArray();
        if (awslogs.Length == 0 || task.IsFargate(context, verdict) != false)
        {
            verdict.NotApplicable();
            return;
        }

        foreach (var (container, log, _) in awslogs)
        {
            if (log.HasReadableOptions(verdict) && NamingOptions.All(option => log.Options[option].IsAbsent))
            {
                verdict.Violation(
                    log.OptionsOrSelf(),
                    $"Container '{container.DisplayName}' logs through awslogs without awslogs-stream-prefix: its streams cannot be traced to a task.",
                    AwslogsBlock.PrefixFor(task, container) is { } prefix ? LogDelivery.Set(task, container, log, context, (AwslogsBlock.StreamPrefix, prefix)) : []);
            }
        }
    }
}
