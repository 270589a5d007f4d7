using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class WritableRootFilesystem : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "writable-root-filesystem",
        Title = "Container can write to its own image's files",
        Category = Category.Isolation,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Strict,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A Linux container without `readonlyRootFilesystem: true`. Windows containers, which do not support it, are not judged.",
        Why = "A writable root lets an intruder replace the program or drop a tool beside it, and lets the application keep state where the next task will not find it.",
        Incident = "A dropped miner runs until the next deployment. Or a disk fills with temporary files that nobody thought of as state.",
        Fix = "Set `readonlyRootFilesystem` to true and mount a volume or `tmpfs` where the application writes, such as `/tmp`. ECS Exec does not work in such a container.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "readonlyRootFilesystem": true }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        Controls = ["Security Hub ECS.5"],
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (task.IsWindows(verdict) != false)
        {
            verdict.NotApplicable();
            return;
        }

        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (container.ReadonlyRootFilesystem.IsAbsent)
            {
                verdict.Violation(container, $"Container '{container.DisplayName}' does not set readonlyRootFilesystem, which means false. Set it to true.");
            }
            else if (verdict.Known(container.ReadonlyRootFilesystem, out var isReadOnly) && !isReadOnly)
            {
                verdict.Violation(container.ReadonlyRootFilesystem, $"Container '{container.DisplayName}' has readonlyRootFilesystem false. Set it to true.");
            }
        }
    }
}
