using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class InvalidWindowsFargateSize : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "invalid-windows-fargate-size",
        Title = "Windows on Fargate has no such cpu",
        Category = Category.Sizing,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A Windows task for Fargate whose `cpu` is not 1024, 2048 or 4096 CPU units (1, 2 or 4 vCPU). A `memory` that does not belong to one of these is reported by `invalid-fargate-size`.",
        Why = "Windows Server needs a whole vCPU to start, and Fargate offers it up to four. The smaller and larger rows of its table are for Linux.",
        Incident = "The definition that works on Linux is given a Windows image; ECS answers `No Fargate configuration exists for given values`, and nothing in that text speaks of Windows.",
        Fix = "Take 1, 2 or 4 vCPU and a memory that Fargate has for it; the message names the nearest.",
        Bad = """{ "requiresCompatibilities": ["FARGATE"], "cpu": "512", "memory": "1024", "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" }, "containerDefinitions": [{ "name": "app", "image": "mcr.microsoft.com/windows/servercore/iis" }] }""",
        Good = """{ "requiresCompatibilities": ["FARGATE"], "cpu": "1024", "memory": "2048", "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" }, "containerDefinitions": [{ "name": "app", "image": "mcr.microsoft.com/windows/servercore/iis" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (task.IsFargate(context, verdict) != true || task.IsWindows(verdict) != true || task.Cpu.IsAbsent)
        {
            verdict.NotApplicable();
            return;
        }

        if (!verdict.KnownUnits(task.Cpu, out var cpu) || FargateSizes.IsForWindows(cpu))
        {
            return;
        }

        var memory = task.Memory.ValueOrDefault?.Units;
        verdict.Violation(
            task.Cpu,
            $"Windows on Fargate has 1024, 2048 or 4096 CPU units, not {cpu}; {FargateSizes.DescribeNearest(cpu, memory ?? 0, windows: true)}.",
            memory is not null || task.Memory.IsAbsent ? FargateSizes.Fix(task, cpu, memory, windows: true, context) : []);
    }
}
