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
    private static readonly string[] Written = [.. Required, LogDelivery.Mode, LogBuffer.MaxBufferSize];

    /// <summary>
    /// Operations that make <paramref name="container"/> log through awslogs, in place of the log configuration it has now. None where
    /// <see cref="Options"/> are not all known, where present ones are hidden, and where ECS might refuse awslogs for want of an execution role.
    /// </summary>
    public static ImmutableArray<PatchOperation> Write(TaskDefinition task, ContainerDefinition container, PolicyContext context)
    {
        var hidesOptions = container.LogConfiguration.ValueOrDefault?.Options.IsUndetermined == true;
        if (hidesOptions || MayBeRefused(task, context) || Options(task, container, context) is not { } options)
        {
            return [];
        }

        var block = new JsonObject { ["logDriver"] = LogDelivery.Awslogs, ["options"] = LogDelivery.ToJson(options) };
        return [PatchOperation.Add($"{container.Path}/logConfiguration", block)];
    }

    /// <summary>
    /// The same where the log configuration has no driver, so that its options are awslogs's already. None where they hold more than the block has
    /// a place for: what is meant by them is not ours to drop.
    /// </summary>
    public static ImmutableArray<PatchOperation> Complete(TaskDefinition task, ContainerDefinition container, LogConfiguration log, PolicyContext context)
    {
        var isWhole = log.Options.All(option => option.Value.IsKnown(out _) && Written.Contains(option.Key));
        return isWhole && log.SecretOptions.IsAbsent ? Write(task, container, context) : [];
    }

    /// <summary>
    /// Every option that a container should have which logs through awslogs: group, region and prefix as it has them already or as another container
    /// of the task has them, else the console's <c>/ecs/FAMILY</c> in the revision's own region. Null where one of them cannot be known.
    /// </summary>
    public static IReadOnlyList<(string Key, string Value)>? Options(TaskDefinition task, ContainerDefinition container, PolicyContext context)
    {
        var options = Known(task, container, context).ToList();
        if (options.Count < Required.Length)
        {
            return null;
        }

        if (AuditContainers.Include(container, context))
        {
            options.Add((LogDelivery.Mode, LogDelivery.Blocking));
        }
        else if (LogBuffer.Choose(task, container, context) is { } size)
        {
            options.AddRange([(LogDelivery.Mode, LogDelivery.NonBlocking), (LogBuffer.MaxBufferSize, size)]);
        }
        else
        {
            return null;
        }

        return options;
    }

    /// <summary>Group, region and prefix, as far as they are known.</summary>
    public static IEnumerable<(string Key, string Value)> Known(TaskDefinition task, ContainerDefinition container, PolicyContext context)
    {
        if ((Option(container, Group) ?? First(task, Group) ?? ConsoleGroup(task, context)) is { } group)
        {
            yield return (Group, group);
        }

        // The other containers' region is followed only where it is the revision's own: a second one would be one more to explain.
        var home = task.Region(context);
        var region = Option(container, Region) ?? First(task, Region) ?? home;
        if (region is not null && (home is null || region == home))
        {
            yield return (Region, region);
        }

        if ((Option(container, StreamPrefix) ?? PrefixFor(task, container)) is { } prefix)
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

    private static string? ConsoleGroup(TaskDefinition task, PolicyContext context) => (task.Family.ValueOrDefault ?? context.Arn?.Family) is { } family ? $"/ecs/{family}" : null;

    private static string? First(TaskDefinition task, string option) =>
        task.ContainerDefinitions.Select(container => Option(container, option)).FirstOrDefault(value => value is not null);

    /// <summary>An option of awslogs, also where the driver's name is still missing.</summary>
    private static string? Option(ContainerDefinition container, string option) =>
        container.LogConfiguration.IsKnown(out var log) && (log.LogDriver.IsAbsent || log.LogDriver.ValueOrDefault == LogDelivery.Awslogs) ? log.Options[option].ValueOrDefault : null;

    private static bool MayBeRefused(TaskDefinition task, PolicyContext context) =>
        task.IsFargate(context, new Verdict()) is null || RoleNeeds.IsMissing(task.ExecutionRoleArn) && task.IsManaged(context, new Verdict()) != false;
}
