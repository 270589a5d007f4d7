using System.Collections.Immutable;
using System.Text.Json.Nodes;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>
/// How a container's lines get to its log driver: in <c>blocking</c> mode a write to standard output waits for the driver, in <c>non-blocking</c>
/// mode it goes to a buffer in memory that drops lines when it is full.
/// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html (options, mode).
/// </summary>
public static class LogDelivery
{
    public const string Awslogs = "awslogs";
    public const string Awsfirelens = "awsfirelens";
    public const string Mode = "mode";
    public const string Blocking = "blocking";
    public const string NonBlocking = "non-blocking";

    /// <summary>
    /// The drivers for which the mode decides whether an application can hang on its logs: those that send over a network. <c>awsfirelens</c> has no
    /// mode: the agent keeps its options for the router's own configuration. <c>json-file</c> and <c>journald</c> write on the instance itself.
    /// </summary>
    private static readonly string[] DriversWithMode = [Awslogs, "splunk", "fluentd", "gelf", "syslog"];

    /// <summary>The log configurations whose driver is known, in the order of their containers; what hides a driver is noted.</summary>
    public static IReadOnlyList<(ContainerDefinition Container, LogConfiguration Log, string Driver)> LogDrivers(this TaskDefinition task, Verdict verdict)
    {
        var logs = new List<(ContainerDefinition, LogConfiguration, string)>();
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (verdict.Known(container.LogConfiguration, out var log) && verdict.Known(log.LogDriver, out var driver))
            {
                logs.Add((container, log, driver));
            }
        }

        return logs;
    }

    /// <summary>The log configurations whose driver has a mode.</summary>
    public static IEnumerable<(ContainerDefinition Container, LogConfiguration Log, string Driver)> LogDriversWithMode(this TaskDefinition task, Verdict verdict) =>
        task.LogDrivers(verdict).Where(log => DriversWithMode.Contains(log.Driver));

    /// <summary>
    /// The mode in force: the container's own, else the account's <c>defaultLogDriverMode</c>, else AWS's default, which is <c>non-blocking</c> since
    /// 2025-06-25. Null, and noted, where the container's own is hidden.
    /// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html (default log driver mode).
    /// </summary>
    public static string? EffectiveMode(this LogConfiguration log, PolicyContext context, Verdict verdict)
    {
        var mode = log.Options[Mode];
        return verdict.Known(mode, out var own) ? own
            : mode.IsUndetermined ? null
            : context.DefaultLogDriverMode ?? NonBlocking;
    }

    /// <summary>Whether the options can be read (also where there are none); a hidden map is noted.</summary>
    internal static bool HasReadableOptions(this LogConfiguration log, Verdict verdict)
    {
        if (log.Options.IsUndetermined)
        {
            verdict.Undetermined(log.Options.Path, log.Options.Reason);
        }

        return !log.Options.IsUndetermined;
    }

    /// <summary>The object in which an option is missing: the options, or the log configuration that has none.</summary>
    internal static Node OptionsOrSelf(this LogConfiguration log) => log.Options.IsAbsent ? log : log.Options;

    /// <summary>
    /// Operations that make the delivery non-blocking, with a buffer of a sensible size where none is given. None where no such size can be told.
    /// </summary>
    internal static ImmutableArray<PatchOperation> MakeNonBlocking(TaskDefinition task, ContainerDefinition container, LogConfiguration log, PolicyContext context) =>
        !log.Options[LogBuffer.MaxBufferSize].IsAbsent ? Set(task, container, log, context, (Mode, NonBlocking))
        : LogBuffer.Choose(task, container, context) is { } size ? Set(task, container, log, context, (Mode, NonBlocking), (LogBuffer.MaxBufferSize, size))
        : [];

    /// <summary>Operations that make the delivery blocking, without the buffer size, which Docker refuses beside it.</summary>
    internal static ImmutableArray<PatchOperation> MakeBlocking(TaskDefinition task, ContainerDefinition container, LogConfiguration log, PolicyContext context) =>
        log.Options[LogBuffer.MaxBufferSize] is { IsAbsent: false } buffer
            ? [.. Set(task, container, log, context, (Mode, Blocking)), PatchOperation.Remove(buffer.Path)]
            : Set(task, container, log, context, (Mode, Blocking));

    /// <summary>
    /// Operations that set <paramref name="options"/>. Where awslogs has no options at all, every fix writes the same whole object, whichever comes
    /// last, or none does where the whole is not known.
    /// </summary>
    internal static ImmutableArray<PatchOperation> Set(TaskDefinition task, ContainerDefinition container, LogConfiguration log, PolicyContext context, params IEnumerable<(string Key, string Value)> options)
    {
        if (log.Options.IsAbsent)
        {
            var all = log.LogDriver.ValueOrDefault == Awslogs ? AwslogsBlock.Options(task, container, context) : options;
            return all is null ? [] : [PatchOperation.Add(log.Options.Path, ToJson(all))];
        }

        return
        [
            .. options.Select(option => log.Options[option.Key] is { IsAbsent: false } present
                ? PatchOperation.Replace(present.Path, option.Value)
                : PatchOperation.Add(Node.PathTo(log.Options, option.Key, -1), option.Value)),
        ];
    }

    internal static JsonObject ToJson(IEnumerable<(string Key, string Value)> options)
    {
        var all = new JsonObject();
        foreach (var (key, value) in options)
        {
            all[key] = value;
        }

        return all;
    }
}
