using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UnsetLogBuffer : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "unset-log-buffer",
        Title = "Log lines may be lost and nobody said how much is buffered",
        Category = Category.Logging,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            A container sets `mode` to `non-blocking` and no `max-buffer-size`. A container that must not lose a line is reported by `lossy-audit-log`, one without
            `mode` by `implicit-log-mode`.
            """,
        Why = "Non-blocking delivery drops every line that finds the buffer full. The default was 1 MiB, then became 10 MiB, and depends on the agent that starts the task.",
        Incident = "An error fills the log with stack traces. The buffer is full within a second, and the lines that would explain the error are the ones that are dropped.",
        Fix = "Set `max-buffer-size`; AWS recommends `25m`. It comes out of memory, so take less for a small container.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "mode": "non-blocking" } } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "mode": "non-blocking", "max-buffer-size": "25m" } } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var judged = false;
        foreach (var (container, log, driver) in task.LogDriversWithMode(verdict))
        {
            if (AuditContainers.Include(container, context) || log.Options[LogDelivery.Mode].IsAbsent)
            {
                continue;
            }

            judged = true;
            if (log.HasReadableOptions(verdict) && log.Options[LogBuffer.MaxBufferSize].IsAbsent && verdict.Known(log.Options[LogDelivery.Mode], out var mode) && mode == LogDelivery.NonBlocking)
            {
                var size = LogBuffer.Choose(task, container, context);
                verdict.Violation(
                    log.Options,
                    $"Container '{container.DisplayName}' logs through {driver} in non-blocking mode and sets no max-buffer-size: set it, for instance to {size ?? LogBuffer.RecommendedText}.",
                    size is null ? [] : LogDelivery.Set(task, container, log, context, (LogBuffer.MaxBufferSize, size)));
            }
        }

        if (!judged)
        {
            verdict.NotApplicable();
        }
    }
}
