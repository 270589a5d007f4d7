using System.Text.Json.Nodes;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>Writes the awslogs configuration that a container lacks, the way the definition already does it elsewhere.</summary>
internal static class AwslogsBlock
{
    public const string Group = "awslogs-group";
    public const string Region = "awslogs-region";
    public const string StreamPrefix = "awslogs-stream-prefix";

    /// <summary>
    /// A <c>logConfiguration</c> for <paramref name="container"/>: group, region and prefix as in another container of the task, else the console's
    /// <c>/ecs/FAMILY</c> in the revision's own region. Null where group or region cannot be known, and where ECS would refuse awslogs for want of an
    /// execution role.
    /// </summary>
    public static JsonObject? For(TaskDefinition task, ContainerDefinition container, PolicyContext context)
    {
        if (LacksExecutionRole(task, context) || GroupOf(task) is not { } group || RegionOf(task, context) is not { } region || container.Name.ValueOrDefault is not { } name)
        {
            return null;
        }

        var options = new JsonObject
        {
            [Group] = group,
            [Region] = region,
            [StreamPrefix] = PrefixOf(task, name),
        };
        if (AuditContainers.Include(container, context))
        {
            options[LogDelivery.Mode] = LogDelivery.Blocking;
        }
        else
        {
            options[LogDelivery.Mode] = LogDelivery.NonBlocking;
            options[LogBuffer.MaxBufferSize] = LogBuffer.Suggest(task, container, context);
        }

        return new() { ["logDriver"] = LogDelivery.Awslogs, ["options"] = options };
    }

    /// <summary>The group that the task's containers log to, else the console's name for it.</summary>
    public static string? GroupOf(TaskDefinition task) =>
        First(task, Group) ?? (task.Family.ValueOrDefault is { } family ? $"/ecs/{family}" : null);

    /// <summary>The region that the task's containers log to, else the one that the revision is registered in.</summary>
    public static string? RegionOf(TaskDefinition task, PolicyContext context) =>
        First(task, Region) ?? context.Arn?.Region ?? (TaskDefinitionArn.TryParse(task.TaskDefinitionArn.ValueOrDefault, out var arn) ? arn.Region : null);

    /// <summary>The prefix that another container has; where that is its own name, <paramref name="name"/> instead.</summary>
    public static string PrefixOf(TaskDefinition task, string name)
    {
        foreach (var container in task.ContainerDefinitions)
        {
            if (Option(container, StreamPrefix) is { } prefix)
            {
                return prefix == container.Name.ValueOrDefault ? name : prefix;
            }
        }

        return name;
    }

    private static string? First(TaskDefinition task, string option) =>
        task.ContainerDefinitions.Select(container => Option(container, option)).FirstOrDefault(value => value is not null);

    private static string? Option(ContainerDefinition container, string option) =>
        container.LogConfiguration.IsKnown(out var log) && log.LogDriver.ValueOrDefault == LogDelivery.Awslogs ? log.Options[option].ValueOrDefault : null;

    private static bool LacksExecutionRole(TaskDefinition task, PolicyContext context) =>
        task.ExecutionRoleArn.IsAbsent
        && (context.LaunchType == "FARGATE" || task.RequiresCompatibilities.Any(compatibility => compatibility.Raw is "FARGATE" or "MANAGED_INSTANCES"));
}
