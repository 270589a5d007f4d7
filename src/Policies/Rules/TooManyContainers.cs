using System.Globalization;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class TooManyContainers : TaskDefinitionPolicy
{
    private const int Most = 10;

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "too-many-containers",
        Title = "The task has more than ten containers",
        Category = Category.Sidecars,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`containerDefinitions` has more than 10 entries.",
        Why = "Ten containers are the most that ECS allows in a task, a quota that cannot be raised.",
        Incident = "The deployment fails on the day on which somebody adds the eleventh container.",
        Fix = "Split the task, or let one agent do what several do now.",
        Bad = """{ "containerDefinitions": [{ "name": "c1", "image": "nginx:1.29" }, { "name": "c2", "image": "nginx:1.29" }, { "name": "c3", "image": "nginx:1.29" }, { "name": "c4", "image": "nginx:1.29" }, { "name": "c5", "image": "nginx:1.29" }, { "name": "c6", "image": "nginx:1.29" }, { "name": "c7", "image": "nginx:1.29" }, { "name": "c8", "image": "nginx:1.29" }, { "name": "c9", "image": "nginx:1.29" }, { "name": "c10", "image": "nginx:1.29" }, { "name": "c11", "image": "nginx:1.29" }] }""",
        Good = """{ "containerDefinitions": [{ "name": "c1", "image": "nginx:1.29" }, { "name": "c2", "image": "nginx:1.29" }, { "name": "c3", "image": "nginx:1.29" }, { "name": "c4", "image": "nginx:1.29" }, { "name": "c5", "image": "nginx:1.29" }, { "name": "c6", "image": "nginx:1.29" }, { "name": "c7", "image": "nginx:1.29" }, { "name": "c8", "image": "nginx:1.29" }, { "name": "c9", "image": "nginx:1.29" }, { "name": "c10", "image": "nginx:1.29" }] }""",
        Documentation = "https://docs.aws.amazon.com/general/latest/gr/ecs-service.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var containers = task.ContainerDefinitions;

        // A hidden element is one container; a hidden list is any number.
        var isListHidden = containers.Hidden.Any(hidden => hidden.Path == containers.Path);
        var count = containers.Count + containers.Hidden.Count;
        if (isListHidden)
        {
            verdict.Each(containers);
        }
        else if (count > Most)
        {
            verdict.Violation(containers, string.Create(CultureInfo.InvariantCulture, $"The task has {count} containers; ECS takes {Most} at most."));
        }
    }
}
