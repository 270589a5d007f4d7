using System.Collections.Immutable;
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
        if (!SharesMemory(task, context, verdict))
        {
            verdict.NotApplicable();
            return;
        }

        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (container.IsEssential == false || !IsTight(task, container, verdict, out var limit))
            {
                continue;
            }

            if (container.IsEssential is null)
            {
                verdict.Known(container.Essential, out _);
                continue;
            }

            verdict.Violation(
                container.Memory,
                $"The kernel kills container '{container.DisplayName}' at {limit} MiB{Rest(task)}: reserve the {limit} MiB (memoryReservation) instead of limiting to them (memory).",
                Loosen(container, limit));
        }
    }

    /// <summary>
    /// Operations that a container needs on becoming essential, so that this policy has nothing to report. Null where that could not be told.
    /// </summary>
    internal static ImmutableArray<PatchOperation>? OnBecomingEssential(TaskDefinition task, ContainerDefinition container, PolicyContext context)
    {
        var notes = new Verdict();
        if (!SharesMemory(task, context, new Verdict()))
        {
            return [];
        }

        var isTight = IsTight(task, container, notes, out var limit);
        return notes.IsUndetermined ? null : isTight ? Loosen(container, limit) : [];
    }

    /// <summary>Whether several containers share the memory of a Fargate task. Windows containers know no memoryReservation.</summary>
    private static bool SharesMemory(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var containers = task.ContainerDefinitions;
        return task.IsFargate(context, verdict) == true && containers.Count + containers.Hidden.Count > 1 && task.IsWindows(verdict) == false;
    }

    /// <summary>Whether the container is killed before the task has used its memory up.</summary>
    private static bool IsTight(TaskDefinition task, ContainerDefinition container, Verdict verdict, out int limit) =>
        verdict.Known(container.Memory, out limit)
        && (verdict.Known(container.MemoryReservation, out var reserved) ? reserved == limit : !container.MemoryReservation.IsUndetermined)
        && (verdict.KnownUnits(task.Memory, out var available) ? limit <= available && limit < FargateSizes.Memory(task, available) : task.Memory.IsAbsent);

    private static string Rest(TaskDefinition task) => task.Memory.ValueOrDefault?.Units switch
    {
        { } own when FargateSizes.Memory(task, own) is var real && real != own => $", although the smallest Fargate size that holds the task has {real} MiB",
        { } own => $", although the task has {own} MiB",
        null => "",
    };

    private static ImmutableArray<PatchOperation> Loosen(ContainerDefinition container, int limit) =>
        [PatchOperation.Add($"{container.Path}/memoryReservation", limit), PatchOperation.Remove(container.Memory.Path)];
}
