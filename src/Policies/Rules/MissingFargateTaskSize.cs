using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class MissingFargateTaskSize : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "missing-fargate-task-size",
        Title = "A task for Fargate has no cpu or no memory",
        Category = Category.Sizing,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A task for Fargate leaves out `cpu`, `memory` or both at the level of the task. The containers cannot stand in for it.",
        Why = "On Fargate the size of the task is what AWS provides and charges; without it there is nothing to run on.",
        Incident = "RegisterTaskDefinition answers `Fargate requires that 'cpu' be defined at the task level.`, or the same of `memory`, and the release stops there.",
        Fix = "Give the task a `cpu` and a `memory` from Fargate's table that hold what its containers ask for together.",
        Bad = """{ "requiresCompatibilities": ["FARGATE"], "cpu": "256", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memory": 512 }] }""",
        Good = """{ "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (task.IsFargate(context, verdict) != true)
        {
            verdict.NotApplicable();
            return;
        }

        var missing = (task.Cpu.IsAbsent, task.Memory.IsAbsent) switch
        {
            (true, true) => "cpu and memory are missing",
            (true, false) => "cpu is missing",
            (false, true) => "memory is missing",
            _ => null,
        };
        if (missing is not null)
        {
            verdict.Violation(task, $"Fargate needs the size of the task: {missing}.");
        }
    }
}
