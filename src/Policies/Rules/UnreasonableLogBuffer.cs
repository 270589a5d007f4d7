using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UnreasonableLogBuffer : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "unreasonable-log-buffer",
        Title = "The log buffer is too small, too large or no size",
        Category = Category.Logging,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            A `max-buffer-size` that is no size, is below a minimum (1 MiB unless set otherwise), or is above a share (a quarter, unless set otherwise) of the memory
            that the container may use: its own `memory`, else the task's.
            """,
        Why = "The buffer is filled when the destination is slow, which is when the service is busy. Too small a buffer drops lines at once; too large a one takes the memory that the application needs at that moment.",
        Incident = "CloudWatch throttles, the buffer grows to hundreds of MiB, and the container is killed for lack of memory in the middle of the incident that it was logging.",
        Fix = "Set `max-buffer-size` to some seconds of your log traffic: `25m` suits most services. Docker reads `k`, `m` and `g` as KiB, MiB and GiB.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memory": 512, "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "mode": "non-blocking", "max-buffer-size": "256m" } } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memory": 512, "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "mode": "non-blocking", "max-buffer-size": "25m" } } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
        Options = [LogBuffer.Minimum, LogBuffer.MaxShare],
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var judged = false;
        foreach (var (container, log, _) in task.LogDriversWithMode(verdict))
        {
            var buffer = log.Options[LogBuffer.MaxBufferSize];
            if (AuditContainers.Include(container, context) || buffer.IsAbsent)
            {
                continue;
            }

            judged = true;
            if (verdict.Known(buffer, out var text) && Fault(text, task, container, context, buffer, verdict) is { } fault)
            {
                var size = LogBuffer.Choose(task, container, context);
                verdict.Violation(
                    buffer,
                    $"Container '{container.DisplayName}' has a max-buffer-size of '{text}', which is {fault}: set it to {size ?? LogBuffer.RecommendedText}.",
                    size is null ? [] : LogDelivery.Set(task, container, log, context, (LogBuffer.MaxBufferSize, size)));
            }
        }

        if (!judged)
        {
            verdict.NotApplicable();
        }
    }

    private string? Fault(string text, TaskDefinition task, ContainerDefinition container, PolicyContext context, Field<string> buffer, Verdict verdict)
    {
        if (LogBuffer.Parse(text) is not { } size)
        {
            if (!text.StartsWith('$') && !Placeholder.IsConstantName(text))
            {
                return "no size";
            }

            verdict.Undetermined(buffer.Path, UndeterminedReason.Placeholder);
            return null;
        }

        if (size < LogBuffer.Least(context))
        {
            return $"less than {context.Get(this, LogBuffer.Minimum)}";
        }

        if (LogBuffer.Most(task, container, context) is { } most)
        {
            return size > most ? $"more than {most / LogBuffer.Mebibyte} MiB, the part of the container's memory that it may take" : null;
        }

        // An absent limit is none; a hidden one might be exceeded.
        verdict.Known(container.Memory, out _);
        if (container.Memory.IsAbsent)
        {
            verdict.Known(task.Memory, out _);
        }

        return null;
    }
}
