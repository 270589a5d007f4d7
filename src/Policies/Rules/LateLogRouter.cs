using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class LateLogRouter : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "late-log-router",
        Title = "A container may start before its log router",
        Category = Category.Logging,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            The FireLens router has a `dependsOn` of its own, and a container that logs through `awsfirelens` does not depend on the router, directly or through others.
            A router without dependencies is no such case: the agent then makes the containers wait for it.
            """,
        Why = "The agent adds the dependency on the router by itself only as long as the router depends on nothing. With a `dependsOn` of its own, the order is left to the author.",
        Incident = "The application starts first, and the lines of its start, with the reason why it stopped again, have no router to go to.",
        Fix = "Add `{ containerName: <router>, condition: START }` to the `dependsOn` of each container that logs through it. Where the router itself waits for that container, drop that dependency first.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awsfirelens" } }, { "name": "setup", "image": "busybox:1.37", "essential": false }, { "name": "log_router", "image": "fluent/fluent-bit:4", "firelensConfiguration": { "type": "fluentbit" }, "dependsOn": [{ "containerName": "setup", "condition": "SUCCESS" }] }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awsfirelens" }, "dependsOn": [{ "containerName": "log_router", "condition": "START" }] }, { "name": "setup", "image": "busybox:1.37", "essential": false }, { "name": "log_router", "image": "fluent/fluent-bit:4", "firelensConfiguration": { "type": "fluentbit" }, "dependsOn": [{ "containerName": "setup", "condition": "SUCCESS" }] }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-taskdef.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (FindRouter(task) is not { } router)
        {
            verdict.Each(task.ContainerDefinitions);
            verdict.NotApplicable();
            return;
        }

        foreach (var container in FindLate(task, router, verdict))
        {
            verdict.Violation(
                container,
                $"Container '{container.DisplayName}' logs through '{router.DisplayName}' and does not wait for it: add a dependsOn with the condition START.",
                StartOrder.Fix(task, context, container, router));
        }
    }

    /// <summary>Each container that should wait for the log router and does not, with the router.</summary>
    internal static IEnumerable<(ContainerDefinition Container, ContainerDefinition Router)> FindLate(TaskDefinition task) =>
        FindRouter(task) is { } router ? FindLate(task, router, new Verdict()).Select(container => (container, router)) : [];

    /// <summary>The log router, if it has dependencies of its own; otherwise the agent sees to the order.</summary>
    private static ContainerDefinition? FindRouter(TaskDefinition task) =>
        task.ContainerDefinitions.FirstOrDefault(container => !container.FirelensConfiguration.IsAbsent) is { Name.ValueOrDefault: not null } router
        && (router.DependsOn.Count > 0 || router.DependsOn.IsUndetermined)
            ? router
            : null;

    private static List<ContainerDefinition> FindLate(TaskDefinition task, ContainerDefinition router, Verdict verdict)
    {
        var late = new List<ContainerDefinition>();
        foreach (var (container, _, driver) in task.LogDrivers(verdict))
        {
            if (driver != LogDelivery.Awsfirelens || container == router || DependsOn(task, container, router.Name.ValueOrDefault, out var hidden))
            {
                continue;
            }

            if (hidden is { } place)
            {
                verdict.Undetermined(place.Path, place.Reason);
            }
            else if (router.DependsOn.IsUndetermined)
            {
                verdict.Each(router.DependsOn);
            }
            else
            {
                late.Add(container);
            }
        }

        return late;
    }

    /// <summary>Whether a container waits for another, directly or through others; <paramref name="hidden"/> is a place that leaves it open.</summary>
    private static bool DependsOn(TaskDefinition task, ContainerDefinition container, string? wanted, out HiddenValue? hidden)
    {
        hidden = null;
        var seen = new HashSet<ContainerDefinition>();
        var open = new Stack<ContainerDefinition>([container]);
        while (open.TryPop(out var current))
        {
            if (!seen.Add(current))
            {
                continue;
            }

            hidden ??= current.DependsOn.Hidden is [var first, ..] ? first : null;
            foreach (var dependency in current.DependsOn)
            {
                if (dependency.ContainerName.IsUndetermined)
                {
                    hidden ??= new(dependency.ContainerName.Path, dependency.ContainerName.Reason);
                }

                if (dependency.ContainerName.ValueOrDefault == wanted)
                {
                    return true;
                }

                foreach (var next in task.ContainerDefinitions.Where(other => other.Name.ValueOrDefault is { } name && name == dependency.ContainerName.ValueOrDefault))
                {
                    open.Push(next);
                }
            }
        }

        return false;
    }
}
