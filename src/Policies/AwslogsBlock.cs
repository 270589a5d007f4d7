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

    private static readonly string[] Required = [Group, Region, StreamPrefix];

    /// <summary>
    /// Operations that make <paramref name="container"/> log through awslogs, whatever log configuration it has now: group, region and prefix as it
    /// has them already or as another container of the task has them, else the console's <c>/ecs/FAMILY</c> in the revision's own region. None where
    /// group or region cannot be known, and where ECS would refuse awslogs for want of an execution role.
    /// </summary>
    public static ImmutableArray<PatchOperation> Write(TaskDefinition task, ContainerDefinition container, PolicyContext context)
    {
        var options = Options(task, container, context).ToArray();
        if (container.LogConfiguration.IsKnown(out var present) && present.Options.IsUndetermined)
        {
            return [];
        }

        if (LacksExecutionRole(task, context) || !Required.All(required => options.Any(option => option.Key == required)))
        {
            return [];
        }

        var block = new JsonObject { ["logDriver"] = LogDelivery.Awslogs, ["options"] = LogDelivery.ToJson(options) };
        return [PatchOperation.Add($"{container.Path}/logConfiguration", block)];
    }

    /// <summary>Every option that a container should have which logs through awslogs, as far as its value is known.</summary>
    public static IEnumerable<(string Key, string Value)> Options(TaskDefinition task, ContainerDefinition container, PolicyContext context) =>
        [.. Known(task, container, context), .. Delivery(task, container, context)];

    /// <summary>Group, region and prefix, as far as they are known.</summary>
    public static IEnumerable<(string Key, string Value)> Known(TaskDefinition task, ContainerDefinition container, PolicyContext context)
    {
        if ((Own(container, Group) ?? First(task, Group) ?? ConsoleGroup(task)) is { } group)
        {
            yield return (Group, group);
        }

        if ((Own(container, Region) ?? First(task, Region) ?? task.Region(context)) is { } region)
        {
            yield return (Region, region);
        }

        if ((Own(container, StreamPrefix) ?? PrefixFor(task, container)) is { } prefix)
        {
            yield return (StreamPrefix, prefix);
        }
    }

    /// <summary>The prefix that another container has; where that is its own name, or no container has one, the container's name instead.</summary>
    public static string? PrefixFor(TaskDefinition task, ContainerDefinition container)
    {
        foreach (var other in task.ContainerDefinitions)
        {
            if (Option(other, StreamPrefix) is { } prefix)
            {
                return prefix == other.Name.ValueOrDefault ? container.Name.ValueOrDefault : prefix;
            }
        }

        return container.Name.ValueOrDefault;
    }

    private static string? ConsoleGroup(TaskDefinition task) => task.Family.ValueOrDefault is { } family ? $"/ecs/{family}" : null;

    private static IEnumerable<(string Key, string Value)> Delivery(TaskDefinition task, ContainerDefinition container, PolicyContext context) =>
        AuditContainers.Include(container, context)
            ? [(LogDelivery.Mode, LogDelivery.Blocking)]
            : [(LogDelivery.Mode, LogDelivery.NonBlocking), (LogBuffer.MaxBufferSize, LogBuffer.Suggest(task, container, context))];

    private static string? First(TaskDefinition task, string option) =>
        task.ContainerDefinitions.Select(container => Option(container, option)).FirstOrDefault(value => value is not null);

    private static string? Own(ContainerDefinition container, string option) =>
        container.LogConfiguration.IsKnown(out var log) ? log.Options[option].ValueOrDefault : null;

    private static string? Option(ContainerDefinition container, string option) =>
        container.LogConfiguration.IsKnown(out var log) && log.LogDriver.ValueOrDefault == LogDelivery.Awslogs ? log.Options[option].ValueOrDefault : null;

    private static bool LacksExecutionRole(TaskDefinition task, PolicyContext context) =>
        task.ExecutionRoleArn.IsAbsent
        && (context.LaunchType == "FARGATE" || task.RequiresCompatibilities.Any(compatibility => compatibility.Raw is "FARGATE" or "MANAGED_INSTANCES"));
}
