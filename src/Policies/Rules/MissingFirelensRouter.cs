using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class MissingFirelensRouter : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "missing-firelens-router",
        Title = "FireLens has no router, nobody to route for, or two routers",
        Category = Category.Logging,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A container logs through `awsfirelens` and no container has a `firelensConfiguration`; or the reverse; or more than one container has one.",
        Why = "`awsfirelens` is no driver of its own: the agent connects the container to the one router of the task. Without its counterpart neither half works, so ECS refuses them.",
        Incident = "The log router is removed with a vendor that is no longer used, or its container renamed and its block lost, and the next registration fails.",
        Fix = "Add a router with `firelensConfiguration`, or give the containers another driver. Merge two routers into one.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awsfirelens" } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awsfirelens" } }, { "name": "log_router", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:3", "firelensConfiguration": { "type": "fluentbit" } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-taskdef.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var containers = task.ContainerDefinitions;
        var routers = containers.Where(container => !container.FirelensConfiguration.IsAbsent).ToArray();
        var users = containers.Where(container => container.LogConfiguration.IsKnown(out var log) && log.LogDriver.ValueOrDefault == LogDelivery.Awsfirelens).ToArray();
        foreach (var extra in routers.Skip(1))
        {
            verdict.Violation(extra.FirelensConfiguration, $"Container '{extra.DisplayName}' is a second log router beside '{routers[0].DisplayName}': a task has one.");
        }

        if (routers.Length == 0)
        {
            JudgeUsers(task, users, verdict);
        }
        else if (users.Length == 0 && !IsUserHidden(task, verdict))
        {
            verdict.Violation(routers[0].FirelensConfiguration, $"Container '{routers[0].DisplayName}' is a log router, but no container logs through awsfirelens.");
        }
    }

    private static void JudgeUsers(TaskDefinition task, ContainerDefinition[] users, Verdict verdict)
    {
        verdict.Each(task.ContainerDefinitions);
        if (users.Length == 0)
        {
            verdict.NotApplicable();
        }
        else if (!task.ContainerDefinitions.IsUndetermined && users[0].LogConfiguration.IsKnown(out var log))
        {
            var names = string.Join(", ", users.Select(user => $"'{user.DisplayName}'"));
            verdict.Violation(log.LogDriver, $"No container has a firelensConfiguration, but awsfirelens is the log driver of {names}.");
        }
    }

    private static bool IsUserHidden(TaskDefinition task, Verdict verdict)
    {
        task.LogDrivers(verdict);
        return task.ContainerDefinitions.IsUndetermined
            || task.ContainerDefinitions.Any(container => container.LogConfiguration.IsUndetermined || (container.LogConfiguration.IsKnown(out var log) && log.LogDriver.IsUndetermined));
    }
}
