using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class NoEssentialContainer : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "no-essential-container",
        Title = "No container of the task is essential",
        Category = Category.Sidecars,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "Every container has `essential: false`. A container that leaves `essential` out is essential.",
        Why = "The essential containers decide how long a task lives. ECS refuses a definition without one.",
        Incident = "The registration fails in the deployment pipeline, after the image has been built and pushed.",
        Fix = "Make the application's container essential, or leave `essential` out: it is true by default.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "essential": false }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }, { "name": "helper", "image": "busybox:1.37", "essential": false }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var containers = task.ContainerDefinitions;
        if (containers.Any(container => container.IsEssential == true))
        {
            return;
        }

        var hidden = containers.IsUndetermined;
        foreach (var container in verdict.Each(containers))
        {
            hidden |= !verdict.Known(container.Essential, out _);
        }

        if (!hidden && containers.Count > 0)
        {
            verdict.Violation(containers.Path, null, "No container is essential: make at least one so.");
        }
    }
}
