using System.Collections.Immutable;
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
    /// Operations that make <paramref name="container"/> log through awslogs: group, region and prefix as in another container of the task, else the
    /// console's <c>/ecs/FAMILY</c> in the revision's own region; options that are already there stay. None where group or region cannot be known,
    /// and where ECS would refuse awslogs for want of an execution role.
    /// </summary>
    public static ImmutableArray<PatchOperation> Add(TaskDefinition task, ContainerDefinition container, PolicyContext context)
    {
        if (LacksExecutionRole(task, context) || GroupOf(task) is not { } group || RegionOf(task, context) is not { } region || container.Name.ValueOrDefault is not { } name)
        {
            return [];
        }

        List<(string Key, string Value)> options = [(Group, group), (Region, region), (StreamPrefix, PrefixOf(task, name)), .. Delivery(task, container, context)];
        if (container.LogConfiguration.IsKnown(out var log) && !log.Options.IsAbsent)
        {
            return log.Options.IsUndetermined
                ? []
                : [PatchOperation.Add($"{log.Path}/logDriver", LogDelivery.Awslogs), .. LogDelivery.Set(log, options.Where(option => log.Options[option.Key].IsAbsent))];
        }

        var block = new JsonObject { ["logDriver"] = LogDelivery.Awslogs, ["options"] = LogDelivery.ToJson(options) };
        return [PatchOperation.Add($"{container.Path}/logConfiguration", block)];
    }

    private static IEnumerable<(string Key, string Value)> Delivery(TaskDefinition task, ContainerDefinition container, PolicyContext context) =>
        container.LogConfiguration.IsKnown(out var log) && !log.Options[LogDelivery.Mode].IsAbsent ? []
        : AuditContainers.Include(container, context) ? [(LogDelivery.Mode, LogDelivery.Blocking)]
        : [(LogDelivery.Mode, LogDelivery.NonBlocking), (LogBuffer.MaxBufferSize, LogBuffer.Suggest(task, container, context))];

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
