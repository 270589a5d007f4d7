using System.Globalization;
using System.Text.Json;

namespace EcsGuard.Policies.Model;

/// <summary>
/// The <c>detail</c> of an ECS Task State Change event. Nothing in it is certain to be there: AWS's own samples lack versions, revisions and
/// exit codes, and write the text <c>"null"</c> for a missing number.
/// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html.
/// </summary>
public sealed class TaskStateChange() : Node(null, "", -1)
{
    internal static readonly Members<TaskStateChange> Members = new(
        new("taskArn", static (ref reader, target, name) => target.TaskArn = reader.EventText(target, name)),
        new("taskDefinitionArn", static (ref reader, target, name) => target.TaskDefinitionArn = reader.EventText(target, name)),
        new("clusterArn", static (ref reader, target, name) => target.ClusterArn = reader.EventText(target, name)),
        new("group", static (ref reader, target, name) => target.Group = reader.EventText(target, name)),
        new("launchType", static (ref reader, target, name) => target.LaunchType = reader.EventText(target, name)),
        new("capacityProviderName", static (ref reader, target, name) => target.CapacityProviderName = reader.EventText(target, name)),
        new("enableExecuteCommand", static (ref reader, target, name) => target.EnableExecuteCommand = reader.Boolean(target, name).IsKnown(out var isOn) && isOn),
        new("lastStatus", static (ref reader, target, name) => target.LastStatus = reader.EventText(target, name)),
        new("desiredStatus", static (ref reader, target, name) => target.DesiredStatus = reader.EventText(target, name)),
        new("stopCode", static (ref reader, target, name) => target.StopCode = reader.EventText(target, name)),
        new("stoppedReason", static (ref reader, target, name) => target.StoppedReason = reader.EventText(target, name)),
        new("createdAt", static (ref reader, target, name) => target.CreatedAt = reader.EventTime(target, name)),
        new("startedAt", static (ref reader, target, name) => target.StartedAt = reader.EventTime(target, name)),
        new("stoppingAt", static (ref reader, target, name) => target.StoppingAt = reader.EventTime(target, name)),
        new("stoppedAt", static (ref reader, target, name) => target.StoppedAt = reader.EventTime(target, name)),
        new("updatedAt", static (ref reader, target, name) => target.UpdatedAt = reader.EventTime(target, name)),
        new("version", static (ref reader, target, name) => target.Version = reader.Integer(target, name).IsKnown(out var version) ? version : null),
        new("memory", static (ref reader, target, name) => target.Memory = int.TryParse(reader.EventText(target, name), NumberStyles.None, CultureInfo.InvariantCulture, out var memory) ? memory : null),
        new("containers", static (ref reader, target, name) => target.Containers = reader.Objects(target, name, static (parent, member, index) => new TaskContainer(parent, member, index), Model.TaskContainer.Members)));

    public string? TaskArn { get; private set; }

    /// <summary>May lack its revision.</summary>
    public string? TaskDefinitionArn { get; private set; }

    public string? ClusterArn { get; private set; }

    /// <summary><c>service:NAME</c>, <c>family:NAME</c> or a text of the caller's.</summary>
    public string? Group { get; private set; }

    public string? LaunchType { get; private set; }

    /// <summary>Absent when the task was started by launch type.</summary>
    public string? CapacityProviderName { get; private set; }

    /// <summary>
    /// ECS Exec is on for the task; false also where the event does not say.
    /// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html (enableExecuteCommand).
    /// </summary>
    public bool EnableExecuteCommand { get; private set; }

    public string? LastStatus { get; private set; }

    public string? DesiredStatus { get; private set; }

    /// <summary>An open list: TaskFailedToStart, EssentialContainerExited, UserInitiated, ServiceSchedulerInitiated, SpotInterruption, TerminationNotice …</summary>
    public string? StopCode { get; private set; }

    public string? StoppedReason { get; private set; }

    public DateTimeOffset? CreatedAt { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? StoppingAt { get; private set; }

    public DateTimeOffset? StoppedAt { get; private set; }

    public DateTimeOffset? UpdatedAt { get; private set; }

    /// <summary>Grows with every change of the task, with gaps; null in some samples. Order events by it, not by time of arrival.</summary>
    public int? Version { get; private set; }

    /// <summary>MiB of the whole task; null where it has no limit of its own.</summary>
    public int? Memory { get; private set; }

    public FieldList<TaskContainer> Containers { get; private set; }

    public bool IsStopped => LastStatus == "STOPPED";

    /// <summary>
    /// Spot capacity was taken back. AWS documents SpotInterruption now and documented TerminationNotice before; both still occur.
    /// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html.
    /// </summary>
    public bool IsSpotInterruption => StopCode is "SpotInterruption" or "TerminationNotice";

    /// <summary>Reads the <c>detail</c> of an event.</summary>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    /// <exception cref="FormatException">It is no JSON object.</exception>
    public static TaskStateChange Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new ModelReader(utf8);
        reader.Advance();
        if (reader.Token != JsonTokenType.StartObject)
        {
            throw new FormatException("The detail of an ECS Task State Change event is a JSON object.");
        }

        var task = new TaskStateChange();
        reader.Members(task, Members);

        // Whatever follows the value is no JSON, and the reader says where.
        reader.Advance();
        return task;
    }
}

/// <summary>One container of a running or stopped task; also those that ECS or GuardDuty injects, which no task definition names.</summary>
public sealed class TaskContainer(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<TaskContainer> Members = new(
        new("name", static (ref reader, target, name) => target.Name = reader.EventText(target, name)),
        new("image", static (ref reader, target, name) => target.Image = reader.EventText(target, name)),
        new("lastStatus", static (ref reader, target, name) => target.LastStatus = reader.EventText(target, name)),
        new("reason", static (ref reader, target, name) => target.StopReason = reader.EventText(target, name)),
        new("exitCode", static (ref reader, target, name) => target.ExitCode = reader.Integer(target, name).IsKnown(out var code) ? code : null),
        new("memory", static (ref reader, target, name) => target.Memory = int.TryParse(reader.EventText(target, name), NumberStyles.None, CultureInfo.InvariantCulture, out var memory) ? memory : null));

    public string? Name { get; private set; }

    public string? Image { get; private set; }

    public string? LastStatus { get; private set; }

    /// <summary>Why the container stopped, in ECS's words (the member <c>reason</c>).</summary>
    public string? StopReason { get; private set; }

    /// <summary>Null when the container never started or its host died with it: that is not 0.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Hard limit in MiB, as ECS reports it with the task.</summary>
    public int? Memory { get; private set; }

    public string DisplayName => Name ?? "?";
}
