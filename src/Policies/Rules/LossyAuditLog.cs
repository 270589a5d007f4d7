using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class LossyAuditLog : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "lossy-audit-log",
        Title = "A container that must not lose a log line may lose some",
        Category = Category.Logging,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Configured,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A container that the policy file lists, and whose log driver works in `non-blocking` mode: by its own `mode`, by the account's default, or because neither is set.",
        Why = "Non-blocking delivery drops lines when its buffer is full, and drops what is buffered when the container is killed. Nothing counts or reports them.",
        Incident = "An auditor asks who read the records on a Tuesday afternoon. The driver was catching up at that time, and the lines are gone.",
        Fix = "Set `mode` to `blocking` and remove `max-buffer-size`, which Docker refuses beside it. Give the container its own health check limits, because it now waits for its driver.",
        Bad = """{ "containerDefinitions": [{ "name": "audit", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "mode": "non-blocking" } } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "audit", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "mode": "blocking" } } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
        Options = [AuditContainers.Names],
        ExampleContext = PolicyContext.Empty.With(AuditContainers.Owner, AuditContainers.Names, ["audit"]),
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var judged = false;
        foreach (var (container, log, driver) in task.LogDriversWithMode(verdict))
        {
            if (!AuditContainers.Include(container, context))
            {
                continue;
            }

            judged = true;
            if (log.EffectiveMode(context, verdict) != LogDelivery.NonBlocking)
            {
                continue;
            }

            var mode = log.Options[LogDelivery.Mode];
            var message = $"Container '{container.DisplayName}' must not lose a line, but logs through {driver} in non-blocking mode: set mode to blocking.";
            var fix = LogDelivery.MakeBlocking(task, container, log, context);
            if (mode.IsAbsent)
            {
                verdict.Violation(log.OptionsOrSelf(), message, fix);
            }
            else
            {
                verdict.Violation(mode, message, fix);
            }
        }

        if (!judged)
        {
            verdict.NotApplicable();
        }
    }
}
