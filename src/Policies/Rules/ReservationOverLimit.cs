using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class ReservationOverLimit : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "reservation-over-limit",
        Title = "A container reserves more memory than it may take",
        Category = Category.Sizing,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A container's `memoryReservation` is greater than its own `memory`; equal is accepted.",
        Why = "`memoryReservation` is what the container is sure to get and `memory` what it may take at most. ECS refuses the one above the other.",
        Incident = "RegisterTaskDefinition answers `'memory' must be greater than or equal to 'memoryReservation'`: somebody lowered one of the two and forgot the other.",
        Fix = "Lower `memoryReservation` to what the container needs in ordinary times, or raise `memory`.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memory": 256, "memoryReservation": 512 }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memory": 512, "memoryReservation": 256 }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var judged = false;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (container.Memory.IsAbsent || container.MemoryReservation.IsAbsent)
            {
                continue;
            }

            judged = true;
            if (verdict.Known(container.Memory, out var limit) & verdict.Known(container.MemoryReservation, out var reserved) && reserved > limit)
            {
                verdict.Violation(container.MemoryReservation, $"Container '{container.DisplayName}' reserves {reserved} MiB (memoryReservation) but may take only {limit} MiB (memory).");
            }
        }

        if (!judged)
        {
            verdict.NotApplicable();
        }
    }
}
