using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class GpuOnFargate : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "gpu-on-fargate",
        Title = "A container asks for a GPU on Fargate",
        Category = Category.Sizing,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A container of a task for Fargate has a `resourceRequirements` entry of type `GPU`.",
        Why = "Fargate has no GPUs. They are a property of EC2 instances, which the task has to be placed on.",
        Incident = "RegisterTaskDefinition refuses the definition when a model that ran on an instance is moved to Fargate.",
        Fix = "Run the task on EC2 capacity with a GPU instance type, or remove the requirement and compute on the CPU.",
        Bad = """{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "model", "image": "pytorch/pytorch:2.9", "resourceRequirements": [{ "type": "GPU", "value": "1" }] }] }""",
        Good = """{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "model", "image": "pytorch/pytorch:2.9" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-gpu.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (task.IsFargate(context, verdict) != true)
        {
            verdict.NotApplicable();
            return;
        }

        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            foreach (var requirement in verdict.Each(container.ResourceRequirements))
            {
                if (verdict.Known(requirement.Type, out var type) && type == "GPU")
                {
                    verdict.Violation(requirement.Type, $"Container '{container.DisplayName}' asks for a GPU; Fargate has none.");
                }
            }
        }
    }
}
