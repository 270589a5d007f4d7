using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class MissingContainerMemory : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "missing-container-memory",
        Title = "Neither the task nor the container says how much memory it needs",
        Category = Category.Sizing,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            The task has no `memory`, and a container has neither `memory` nor `memoryReservation`. A task for Fargate is reported by `missing-fargate-task-size`
            instead.
            """,
        Why = "ECS places a task by the memory it asks for. Without a size of the task, each container has to say its share.",
        Incident = "RegisterTaskDefinition answers `At least one of memory or memoryReservation must be specified`, for instance after a sidecar was copied from a Fargate task.",
        Fix = "Give the container a `memoryReservation` and, on an instance that it shares with others, a `memory`; or give the task a `memory` for all of its containers.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memory": 256 }, { "name": "helper", "image": "busybox:1.37" }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memory": 256 }, { "name": "helper", "image": "busybox:1.37", "memory": 64 }] }""",
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

        if (!task.Memory.IsAbsent || task.IsFargate(context, verdict) == true)
        {
            verdict.NotApplicable();
            return;
        }

        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (container.Memory.IsAbsent && container.MemoryReservation.IsAbsent)
            {
                verdict.Violation(container, $"Container '{container.DisplayName}' has neither memory nor memoryReservation, and the task has no memory: set one of them, in MiB.");
            }
        }
    }
}
