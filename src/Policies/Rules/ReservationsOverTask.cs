using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class ReservationsOverTask : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "reservations-over-task",
        Title = "The containers reserve more memory than the task has",
        Category = Category.Sizing,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            The sum of what the containers reserve, `memoryReservation` or else `memory`, is greater than the task's `memory`; equal is fine. A single
            `memory` over the task's is reported by `container-memory-over-task` and not counted here. Windows tasks outside Fargate are left alone:
            ECS ignores their task size.
            """,
        Why = "The task's `memory` is one hard limit around all of its containers. What they were promised beyond it does not exist.",
        Incident = "The containers run until two of them need their share at once. Then the kernel kills one for lack of memory, although it never reached a limit of its own.",
        Fix = "Raise the task's `memory` to the sum, or lower the reservations to what the containers have been measured to need.",
        Bad = """{ "memory": "1024", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memoryReservation": 768 }, { "name": "cache", "image": "redis:8", "memory": 512 }] }""",
        Good = """{ "memory": "1024", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memoryReservation": 768 }, { "name": "cache", "image": "redis:8", "memoryReservation": 256 }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (task.Memory.IsAbsent)
        {
            verdict.NotApplicable();
            return;
        }

        if (!verdict.KnownUnits(task.Memory, out var available))
        {
            return;
        }

        // A limit over the task's is another policy's finding.
        var shares = task.ContainerDefinitions
            .Where(container => !container.MemoryReservation.IsAbsent || container.Memory.ValueOrDefault <= available)
            .Shares(Sizing.MemoryShare);
        var sum = shares.Total();
        if (sum <= available)
        {
            verdict.NoteHidden(task, Sizing.MemoryShare);
        }
        else if (task.IgnoresTaskSize(context, verdict) == false)
        {
            verdict.Violation(task.Memory, $"The containers reserve {sum} MiB together ({shares.Describe()}); the task has {available} MiB.");
        }
        else
        {
            verdict.NotApplicable();
        }
    }
}
