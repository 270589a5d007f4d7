using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class DuplicateContainerName : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "duplicate-container-name",
        Title = "Two containers have the same name",
        Category = Category.Sidecars,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A container's `name` is that of a container before it in the task.",
        Why = "Everything that refers to a container does so by name: dependencies, overrides, load balancers, ECS Exec.",
        Incident = "ECS refuses the definition in the middle of a deployment, usually after a container was copied and only half changed.",
        Fix = "Give each container of the task a name of its own.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }, { "name": "app", "image": "busybox:1.37" }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }, { "name": "helper", "image": "busybox:1.37" }] }""",
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

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var container in containers)
        {
            if (verdict.Known(container.Name, out var name) && !names.Add(name))
            {
                verdict.Violation(container.Name, $"Container name '{name}' is taken by a container before it.");
            }
        }
    }
}
