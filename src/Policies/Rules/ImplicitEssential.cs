using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class ImplicitEssential : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "implicit-essential",
        Title = "A container of several does not say whether it is essential",
        Category = Category.Sidecars,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Strict,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "The task has several containers and one of them leaves `essential` out. What `essential-sidecar` or `completion-of-essential-container` reports is left to them.",
        Why = "Absent means true: whatever is added to the task without a second thought can end it.",
        Incident = "A helper that was added for debugging exits, and the application is stopped with it.",
        Fix = "Write `essential` on every container: true for what the task is there for, false for what it can do without.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "essential": true }, { "name": "helper", "image": "busybox:1.37" }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "essential": true }, { "name": "helper", "image": "busybox:1.37", "essential": false }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var containers = verdict.Each(task.ContainerDefinitions);
        if (containers.Count + containers.Hidden.Count < 2)
        {
            verdict.NotApplicable();
            return;
        }

        foreach (var container in containers)
        {
            if (container.Essential.IsAbsent && !EssentialSidecar.Concerns(task, container, context) && !task.IsAwaited(container))
            {
                verdict.Violation(
                    container,
                    $"Container '{container.DisplayName}' does not set essential and so is essential, beside others: say so.",
                    PatchOperation.Add($"{container.Path}/essential", true));
            }
        }
    }
}
