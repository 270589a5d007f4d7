using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class ConflictingMultiline : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "conflicting-multiline",
        Title = "Two options say where a log message begins",
        Category = Category.Logging,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A container logs through `awslogs` with `awslogs-datetime-format` and `awslogs-multiline-pattern` at once.",
        Why = "Both describe the first line of a message, one as a time format, the other as a regular expression. The driver accepts one of them.",
        Incident = "The definition is refused or the pattern is ignored, and stack traces arrive as one message a line.",
        Fix = "Keep the option that describes your log format and remove the other. Each costs CPU for every line, so consider JSON lines instead.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "awslogs-datetime-format": "%Y-%m-%d", "awslogs-multiline-pattern": "^INFO" } } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "awslogs-datetime-format": "%Y-%m-%d" } } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
    };

    private const string DatetimeFormat = "awslogs-datetime-format";
    private const string MultilinePattern = "awslogs-multiline-pattern";

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
            if (log.HasReadableOptions(verdict) && !log.Options[DatetimeFormat].IsAbsent && !log.Options[MultilinePattern].IsAbsent)
            {
                verdict.Violation(log.Options[MultilinePattern], $"Container '{container.DisplayName}' sets both {DatetimeFormat} and {MultilinePattern}: keep one.");
            }
        }

        if (!judged)
        {
            verdict.NotApplicable();
        }
    }
}
