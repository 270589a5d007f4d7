using System.Text.Json;

namespace EcsGuard.Policies.Model;

public sealed partial class TaskDefinition
{
    /// <summary>Members that ECS does not know where they stand.</summary>
    public IReadOnlyList<UnknownMember> UnknownMembers { get; private set; } = [];

    /// <summary>Values of a JSON type that RegisterTaskDefinition refuses where they stand.</summary>
    public IReadOnlyList<MistypedValue> MistypedValues { get; private set; } = [];

    /// <summary>Redaction markers and stand-ins where ECS wants something else than a text.</summary>
    public IReadOnlyList<UnreadValue> UnreadValues { get; private set; } = [];

    /// <summary>
    /// Reads a task definition in any JSON form that tools print: the input of RegisterTaskDefinition, the output of
    /// DescribeTaskDefinition (with tags beside the definition), or the bare array of container definitions.
    /// </summary>
    /// <param name="utf8">JSON text; a byte order mark is passed over.</param>
    /// <param name="form">Which form it was.</param>
    /// <exception cref="JsonException">The text is no JSON; the exception carries line and position, both from 0.</exception>
    /// <exception cref="FormatException">It is JSON, but no task definition in ECS's own spelling.</exception>
    public static TaskDefinition Read(ReadOnlySpan<byte> utf8, out TaskDefinitionForm form)
    {
        var reader = new ModelReader(utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8);
        reader.Advance();
        var task = new TaskDefinition();
        switch (reader.Token)
        {
            case JsonTokenType.StartArray:
                form = TaskDefinitionForm.ContainerDefinitions;
                task.HideWhatStandsElsewhere();
                task.ContainerDefinitions = reader.Objects(task, "containerDefinitions", static (parent, name, index) => new ContainerDefinition(parent, name, index), Model.ContainerDefinition.Members);
                break;
            case JsonTokenType.StartObject:
                reader.Members(task, OutermostMembers);
                form = task._wrapped ? TaskDefinitionForm.DescribeOutput : TaskDefinitionForm.TaskDefinition;
                if (task._wrapped && task.Tags.IsAbsent)
                {
                    // DescribeTaskDefinition prints tags, an empty list if there are none, only when it is asked for them.
                    task.Tags = task.ElsewhereList<Tag>("tags");
                }

                break;
            default:
                throw new FormatException("A task definition is a JSON object, or an array of container definitions.");
        }

        // Whatever follows the value is no JSON, and the reader says where.
        reader.Advance();
        task.UnknownMembers = task._wrapped ? [.. reader.UnknownMembers.Take(task._unknownInside)] : reader.UnknownMembers;
        task.MistypedValues = reader.MistypedValues;
        task.UnreadValues = reader.UnreadValues;
        task.RefuseOtherShapes();
        return task;
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, out TaskDefinitionForm)"/>
    public static TaskDefinition Read(ReadOnlySpan<byte> utf8) => Read(utf8, out _);

    /// <summary>
    /// Who writes the containers alone keeps the rest of the definition somewhere else, as Terraform does: that the array says nothing of a role or
    /// a size does not mean that there is none.
    /// </summary>
    private void HideWhatStandsElsewhere()
    {
        TaskRoleArn = Elsewhere<string>("taskRoleArn");
        ExecutionRoleArn = Elsewhere<string>("executionRoleArn");
        NetworkMode = Elsewhere<string>("networkMode");
        Cpu = Elsewhere<TaskSize>("cpu");
        Memory = Elsewhere<TaskSize>("memory");
        PidMode = Elsewhere<string>("pidMode");
        IpcMode = Elsewhere<string>("ipcMode");
        RuntimePlatform = Elsewhere<RuntimePlatform>("runtimePlatform");
        ProxyConfiguration = Elsewhere<ProxyConfiguration>("proxyConfiguration");
        EphemeralStorage = Elsewhere<EphemeralStorage>("ephemeralStorage");
        RequiresCompatibilities = ElsewhereList<Field<string>>("requiresCompatibilities");
        Volumes = ElsewhereList<Volume>("volumes");
        PlacementConstraints = ElsewhereList<PlacementConstraint>("placementConstraints");
        InferenceAccelerators = ElsewhereList<InferenceAccelerator>("inferenceAccelerators");
        Tags = ElsewhereList<Tag>("tags");

        Field<T> Elsewhere<T>(string name) => Field<T>.Undetermined(this, name, UndeterminedReason.MissingFact);
    }

    private FieldList<T> ElsewhereList<T>(string name) => new(this, name, [], [new(PathTo(this, name, -1), UndeterminedReason.MissingFact)]);

    private void RefuseOtherShapes()
    {
        if (UnknownMembers.FirstOrDefault(member => member.Owner == this && member.Name is "ContainerDefinitions" or "TaskDefinition") is { } pascal)
        {
            throw new FormatException($"`{pascal.Name}` is CloudFormation's spelling. ECS itself starts names with a small letter (`containerDefinitions`); scan the template that this is taken from.");
        }

        if (UnknownMembers.Any(member => member is { Owner: ContainerDefinition, Name: "containerDefinitions" }))
        {
            throw new FormatException("Where a container definition belongs stands a whole task definition (it has `containerDefinitions`): scan each task definition by itself.");
        }

        if (ContainerDefinitions.IsAbsent)
        {
            throw new FormatException("No task definition: it has no `containerDefinitions`.");
        }
    }

    /// <summary>
    /// The table for an outermost object: <c>taskDefinition</c>, as in a Describe answer, is read into the same definition, so one
    /// forward pass serves both forms.
    /// </summary>
    private static Members<TaskDefinition> OutermostMembers => field ??= Members.With(
        new Member<TaskDefinition>("taskDefinition", static (ref reader, target, _) => target.ReadWrapped(ref reader)));

    private bool _wrapped;

    /// <summary>Which of the unknown members stand inside <c>taskDefinition</c>: what stands beside it in an answer is no parameter.</summary>
    private Range _unknownInside;

    private void ReadWrapped(ref ModelReader reader)
    {
        if (reader.Token == JsonTokenType.StartObject)
        {
            _wrapped = true;
            var before = reader.UnknownMembers.Count;
            reader.Members(this, Members);
            _unknownInside = before..reader.UnknownMembers.Count;
        }
        else
        {
            reader.Skip();
        }
    }
}

/// <summary>The JSON forms in which task definitions are written down.</summary>
public enum TaskDefinitionForm
{
    /// <summary>An object whose members are the definition's: input of RegisterTaskDefinition.</summary>
    TaskDefinition,

    /// <summary>An object with <c>taskDefinition</c> and perhaps <c>tags</c>: output of DescribeTaskDefinition.</summary>
    DescribeOutput,

    /// <summary>The array of container definitions alone, as Terraform's aws_ecs_task_definition takes it.</summary>
    ContainerDefinitions,
}
