using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class TightMemoryLimit : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "tight-memory-limit",
        Title = "An essential container is killed at a limit below the task's memory",
        Category = Category.Sizing,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            On Fargate, in a task of several containers, an essential Linux container whose hard limit `memory` is below the task's and has no lower
            `memoryReservation` beside it. A reservation above the limit is reported by `reservation-over-limit`.
            """,
        Why = """
            On Fargate nobody else uses the task's memory, so a hard limit frees nothing for anyone: it only sets the point at which the kernel kills the
            container. A `memoryReservation` keeps the container's share and lets it grow into what the others leave.
            """,
        Incident = "A peak of traffic takes the container over its limit. It is killed and, being essential, takes the whole task with it, while hundreds of MiB of the task stand unused.",
        Fix = "Move the value from `memory` to `memoryReservation`. Where the limit is wanted, for a cache that must not grow, keep it and set a lower `memoryReservation` beside it.",
        Bad = """{ "requiresCompatibilities": ["FARGATE"], "cpu": "512", "memory": "2048", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memory": 512 }, { "name": "helper", "image": "busybox:1.37", "essential": false }] }""",
        Good = """{ "requiresCompatibilities": ["FARGATE"], "cpu": "512", "memory": "2048", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memoryReservation": 512 }, { "name": "helper", "image": "busybox:1.37", "essential": false }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        // Windows containers know no memoryReservation.
        var containers = task.ContainerDefinitions;
        if (task.IsFargate(context, verdict) != true || containers.Count + containers.Hidden.Count < 2 || task.IsWindows(verdict) != false)
        {
            verdict.NotApplicable();
            return;
        }

        foreach (var container in verdict.Each(containers))
        {
            if (container.IsEssential != false && verdict.Known(container.Memory, out var limit))
            {
                Judge(task, container, limit, verdict);
            }
        }
    }

    private static void Judge(TaskDefinition task, ContainerDefinition container, int limit, Verdict verdict)
    {
        if (verdict.Known(container.MemoryReservation, out var reserved) ? reserved != limit : container.MemoryReservation.IsUndetermined)
        {
            return;
        }

        if (!verdict.KnownUnits(task.Memory, out var available) ? !task.Memory.IsAbsent : limit >= available)
        {
            return;
        }

        if (container.IsEssential is null)
        {
            verdict.Known(container.Essential, out _);
            return;
        }

        var rest = task.Memory.IsAbsent ? "" : $", although the task has {available} MiB";
        verdict.Violation(
            container.Memory,
            $"The kernel kills container '{container.DisplayName}' at {limit} MiB{rest}: reserve the {limit} MiB (memoryReservation) instead of limiting to them (memory).",
            PatchOperation.Add($"{container.Path}/memoryReservation", limit),
            PatchOperation.Remove(container.Memory.Path));
    }
}
