using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class X86Only : TaskDefinitionPolicy
{
    private const string Message = "The task runs on x86: the same size with cpuArchitecture ARM64 costs about a fifth less.";

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "x86-only",
        Title = "The task runs on x86 where ARM is cheaper",
        Category = Category.Sizing,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Strict,
        Severity = Severity.Info,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A Linux task for Fargate whose `runtimePlatform.cpuArchitecture` is not `ARM64`; `X86_64` is what it is when left out.",
        Why = "Fargate on ARM64 (Graviton) costs about a fifth less than the same size on x86, and most public images exist for both.",
        Incident = "Nothing breaks; the service costs a quarter more than it would have to, month after month.",
        Fix = "Build the image for `linux/arm64`, or for both architectures, test it, and set `runtimePlatform.cpuArchitecture` to `ARM64`.",
        Bad = """{ "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512", "runtimePlatform": { "cpuArchitecture": "ARM64" }, "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (task.IsFargate(context, verdict) != true || task.IsWindows(verdict) != false)
        {
            verdict.NotApplicable();
            return;
        }

        if (!verdict.Known(task.RuntimePlatform, out var platform))
        {
            verdict.Violation(task, Message);
        }
        else if (platform.CpuArchitecture.IsAbsent)
        {
            verdict.Violation(platform, Message);
        }
        else if (verdict.Known(platform.CpuArchitecture, out var architecture) && architecture != "ARM64")
        {
            verdict.Violation(platform.CpuArchitecture, Message);
        }
    }
}
