using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class TaskCpuOutOfRange : TaskDefinitionPolicy
{
    private const int Least = 128;
    private const int Most = 196608;

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "task-cpu-out-of-range",
        Title = "The task asks for a cpu that ECS does not have",
        Category = Category.Sizing,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A task that is not for Fargate whose `cpu` is below 128 or above 196608 CPU units (0.125 to 192 vCPU), or is no size at all.",
        Why = "Outside Fargate the CPU of a task can be chosen freely, but only within these bounds.",
        Incident = "RegisterTaskDefinition refuses the definition. Values such as `2` or `200000` come from a mix-up of vCPU, CPU units and percent.",
        Fix = "Write CPU units (1024 are one vCPU) or a value with its unit, such as `2 vCPU`. A task on an instance may also leave `cpu` out.",
        Bad = """{ "requiresCompatibilities": ["EC2"], "cpu": "2", "memory": "512", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "requiresCompatibilities": ["EC2"], "cpu": "2 vCPU", "memory": "512", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (task.Cpu.IsAbsent || task.IsFargate(context, verdict) != false)
        {
            verdict.NotApplicable();
            return;
        }

        if (verdict.ReportMisspelt(task.Cpu, "CPU units (1024) or vCPU (1 vCPU)"))
        {
            return;
        }

        if (verdict.KnownUnits(task.Cpu, out var cpu) && cpu is < Least or > Most)
        {
            verdict.Violation(task.Cpu, $"The task asks for {cpu} CPU units; ECS accepts {Least} to {Most}.");
        }
    }
}
