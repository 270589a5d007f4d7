using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class ContainerMemoryOverTask : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "container-memory-over-task",
        Title = "A container may take more memory than the task has",
        Category = Category.Sizing,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A container's `memory` is greater than the task's; equal is fine. Each container is judged by itself, their sum by `reservations-over-task`.",
        Why = "A container's hard limit lies inside the task's. ECS refuses one that could never be reached.",
        Incident = "RegisterTaskDefinition answers `The 'memory' setting for container is greater than for the task`, often after only the task was made smaller.",
        Fix = "Lower the container's `memory` or raise the task's.",
        Bad = """{ "memory": "512", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memory": 1024 }] }""",
        Good = """{ "memory": "1 GB", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memory": 1024 }] }""",
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

        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (verdict.Known(container.Memory, out var limit) && limit > available)
            {
                verdict.Violation(container.Memory, $"Container '{container.DisplayName}' may take {limit} MiB (memory); the task has {available} MiB.");
            }
        }
    }
}
