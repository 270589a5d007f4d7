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
    /// Operations that make <paramref name="container"/>, which names no driver, log through awslogs: group, region and prefix as in another container
    /// of the task, else the console's <c>/ecs/FAMILY</c> in the revision's own region; options that are already there stay. None where group or
    /// region cannot be known, and where ECS would refuse awslogs for want of an execution role.
    /// </summary>
    public static ImmutableArray<PatchOperation> Add(TaskDefinition task, ContainerDefinition container, PolicyContext context)
    {
        if (!container.LogConfiguration.IsKnown(out var log) || log.Options.IsAbsent)
        {
            return Replace(task, container, context);
        }

        if (log.Options.IsUndetermined || !IsPossible(task, container, context))
        {
            return [];
        }

        var missing = Known(task, container, context)
            .Concat(log.Options[LogDelivery.Mode].IsAbsent ? Delivery(task, container, context) : [])
            .Where(option => log.Options[option.Key].IsAbsent);
        return [PatchOperation.Add($"{log.Path}/logDriver", LogDelivery.Awslogs), .. LogDelivery.Set(task, container, log, context, missing)];
    }

    /// <summary>The same, whatever log configuration the container has now.</summary>
    public static ImmutableArray<PatchOperation> Replace(TaskDefinition task, ContainerDefinition container, PolicyContext context)
    {
        if (!IsPossible(task, container, context))
        {
            return [];
        }

        var block = new JsonObject { ["logDriver"] = LogDelivery.Awslogs, ["options"] = LogDelivery.ToJson(Options(task, container, context)) };
        return [PatchOperation.Add($"{container.Path}/logConfiguration", block)];
    }

    /// <summary>Every option that a container should have which logs through awslogs, as far as its value is known.</summary>
    public static IEnumerable<(string Key, string Value)> Options(TaskDefinition task, ContainerDefinition container, PolicyContext context) =>
        [.. Known(task, container, context), .. Delivery(task, container, context)];

    /// <summary>Group, region and prefix, as far as they are known.</summary>
    public static IEnumerable<(string Key, string Value)> Known(TaskDefinition task, ContainerDefinition container, PolicyContext context)
    {
        if (GroupOf(task) is { } group)
        {
            yield return (Group, group);
        }

        if (RegionOf(task, context) is { } region)
        {
            yield return (Region, region);
        }

        if (container.Name.ValueOrDefault is { } name)
        {
            yield return (StreamPrefix, PrefixOf(task, name));
        }
    }

    private static IEnumerable<(string Key, string Value)> Delivery(TaskDefinition task, ContainerDefinition container, PolicyContext context) =>
        AuditContainers.Include(container, context)
            ? [(LogDelivery.Mode, LogDelivery.Blocking)]
            : [(LogDelivery.Mode, LogDelivery.NonBlocking), (LogBuffer.MaxBufferSize, LogBuffer.Suggest(task, container, context))];

    private static bool IsPossible(TaskDefinition task, ContainerDefinition container, PolicyContext context) =>
        !LacksExecutionRole(task, context) && Known(task, container, context).Count() == 3;

    /// <summary>The group that the task's containers log to, else the console's name for it.</summary>
    private static string? GroupOf(TaskDefinition task) =>
        First(task, Group) ?? (task.Family.ValueOrDefault is { } family ? $"/ecs/{family}" : null);

    /// <summary>The region that the task's containers log to, else the one that the revision is registered in.</summary>
    private static string? RegionOf(TaskDefinition task, PolicyContext context) => First(task, Region) ?? task.Region(context);

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
