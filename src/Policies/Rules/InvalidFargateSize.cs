using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class InvalidFargateSize : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "invalid-fargate-size",
        Title = "Fargate has no size with this cpu and memory",
        Category = Category.Sizing,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            A task for Fargate whose `cpu` and `memory` are no pair of Fargate's table, in whatever unit they are written. The 32 vCPU row counts as valid,
            although not every region has it yet. A Windows task with a `cpu` that Windows cannot have is reported by `invalid-windows-fargate-size`, a size
            that is left out by `missing-fargate-task-size`.
            """,
        Why = "Fargate sells fixed sizes: each CPU value comes with a list of memory values, in steps of 1 GB up to 4 vCPU, 4 GB at 8 vCPU and 8 GB at 16 vCPU. ECS refuses every other pair.",
        Incident = "RegisterTaskDefinition answers `No Fargate configuration exists for given values`, and the release stops after its image has been built.",
        Fix = "Take the nearest pair that holds both values; the message names it. A smaller `cpu` may need less memory to be valid, so look which of the two you meant.",
        Bad = """{ "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "4096", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "requiresCompatibilities": ["FARGATE"], "cpu": "1 vCPU", "memory": "4 GB", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (task.IsFargate(context, verdict) != true || task.Cpu.IsAbsent || task.Memory.IsAbsent)
        {
            verdict.NotApplicable();
            return;
        }

        if (verdict.ReportMisspelt(task.Cpu, "CPU units (1024) or vCPU (1 vCPU)") | verdict.ReportMisspelt(task.Memory, "MiB (2048) or GB (2 GB)"))
        {
            return;
        }

        var cpu = task.Cpu.ValueOrDefault?.Units;
        var memory = task.Memory.ValueOrDefault?.Units;
        if (FargateSizes.Exists(cpu, memory))
        {
            verdict.KnownUnits(task.Cpu, out _);
            verdict.KnownUnits(task.Memory, out _);
            return;
        }

        var windows = task.IsWindows(verdict) == true;
        if (windows && cpu is { } asked && !FargateSizes.IsForWindows(asked))
        {
            verdict.NotApplicable();
            return;
        }

        var message = $"Fargate has no size with {Describe(cpu, memory)}; {FargateSizes.DescribeNearest(cpu ?? 0, memory ?? 0, windows)}.";
        if (cpu is { } cpuUnits && memory is { } mebibytes)
        {
            verdict.Violation(FargateSizes.Exists(cpu, null) ? task.Memory : task.Cpu, message, FargateSizes.Fix(task, cpuUnits, mebibytes, windows, context));
        }
        else
        {
            verdict.Violation(cpu is null ? task.Memory : task.Cpu, message);
        }
    }

    private static string Describe(int? cpu, int? memory) => (cpu, memory) switch
    {
        ({ } units, { } mebibytes) => $"{units} CPU units and {mebibytes} MiB",
        ({ } units, null) => $"{units} CPU units",
        _ => $"{memory} MiB",
    };
}
