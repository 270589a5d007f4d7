using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class ExpendableApplication : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "expendable-application",
        Title = "The application is not essential, only its sidecars are",
        Category = Category.Sidecars,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "Every container that is neither a known sidecar nor run to its end before the others (`COMPLETE`, `SUCCESS`) has `essential: false`, so that only sidecars keep the task alive. A task without any essential container is `no-essential-container`'s.",
        Why = "A task lives as long as its essential containers. When one that is not essential stops, ECS does nothing.",
        Incident = "The application crashes, the log router runs on, and the service counts a healthy task that serves nobody.",
        Fix = "Make the application's container essential, or leave `essential` out: it is true by default.",
        Bad = """
            {
              "containerDefinitions": [
                { "name": "app", "image": "nginx:1.29", "essential": false },
                { "name": "log_router", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:3" }
              ]
            }
            """,
        Good = """
            {
              "containerDefinitions": [
                { "name": "app", "image": "nginx:1.29" },
                { "name": "log_router", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:3" }
              ]
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var containers = task.ContainerDefinitions;
        var applications = containers.Where(container => task.RoleOf(container, context) is null && !task.IsAwaited(container)).ToList();
        if (applications.Count == 0 || applications.Count == containers.Count)
        {
            verdict.Each(containers);
            verdict.NotApplicable();
            return;
        }

        if (applications.Exists(container => container.IsEssential == true))
        {
            return;
        }

        var hidden = verdict.Each(containers).IsUndetermined;
        foreach (var container in containers)
        {
            hidden |= container.Essential.IsUndetermined;
            verdict.Known(container.Essential, out _);
        }

        if (!hidden && containers.Any(container => container.IsEssential == true && task.RoleOf(container, context) is not null))
        {
            var names = string.Join(", ", applications.Select(container => $"'{container.DisplayName}'"));
            verdict.Violation(containers, $"Only sidecars are essential, not the application ({names}): when it stops, the task runs on without it.");
        }
    }
}
