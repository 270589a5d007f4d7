using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class ContainerCpuOverTask : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "container-cpu-over-task",
        Title = "The containers ask for more cpu than the task has",
        Category = Category.Sizing,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "The sum of the containers' `cpu` is greater than the task's `cpu`; equal is fine. Containers without `cpu` count as 0.",
        Why = "The CPU units of the containers are their shares of what the task has, so ECS refuses more shares than there are.",
        Incident = "RegisterTaskDefinition answers `The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'`, typically when a sidecar has been added.",
        Fix = "Lower the containers' `cpu` (0 or left out means what the others leave) or raise the task's.",
        Bad = """{ "cpu": "256", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "cpu": 256 }, { "name": "helper", "image": "busybox:1.37", "cpu": 64 }] }""",
        Good = """{ "cpu": "256", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "cpu": 192 }, { "name": "helper", "image": "busybox:1.37", "cpu": 64 }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (task.Cpu.IsAbsent)
        {
            verdict.NotApplicable();
            return;
        }

        if (!verdict.KnownUnits(task.Cpu, out var available))
        {
            return;
        }

        var shares = task.ContainerDefinitions.Shares(Cpu);
        var sum = shares.Total();
        if (sum <= available)
        {
            verdict.NoteHidden(task, Cpu);
            return;
        }

        verdict.Violation(task.Cpu, $"The containers ask for {sum} CPU units together ({shares.Describe()}); the task has {available}.");
    }

    private static Field<int> Cpu(ContainerDefinition container) => container.Cpu;
}
