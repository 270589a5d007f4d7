using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UnboundedContainerMemory : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "unbounded-container-memory",
        Title = "A container can take all the memory of its host",
        Category = Category.Sizing,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            Outside Fargate, a task without `memory` has a container with a `memoryReservation` but no hard limit `memory`. A container with neither is reported by
            `missing-container-memory`.
            """,
        Why = "A reservation only helps to place the task. What keeps a container from taking the memory of its neighbours is a hard limit, its own or that of its task.",
        Incident = "One container leaks. The instance runs out of memory, and the kernel kills whatever it finds largest, be it the container of another team or the ECS agent.",
        Fix = "Set `memory` on the container, above its `memoryReservation`, or on the task.",
        Bad = """{ "requiresCompatibilities": ["EC2"], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memoryReservation": 256 }] }""",
        Good = """{ "requiresCompatibilities": ["EC2"], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memory": 512, "memoryReservation": 256 }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        // A stand-in in place of the memory is a memory; only the bare array of containers leaves it open.
        if (task.Memory.Reason == UndeterminedReason.MissingFact)
        {
            verdict.Known(task.Memory, out _);
            return;
        }

        if (!task.Memory.IsAbsent || task.IsFargate(context, verdict) != false)
        {
            verdict.NotApplicable();
            return;
        }

        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (container.Memory.IsAbsent && !container.MemoryReservation.IsAbsent)
            {
                var reserved = container.MemoryReservation.IsKnown(out var mebibytes) ? $"{mebibytes} MiB" : "memory";
                verdict.Violation(container, $"Container '{container.DisplayName}' reserves {reserved} and has no limit: set memory, in MiB, on it or on the task.");
            }
        }
    }
}
