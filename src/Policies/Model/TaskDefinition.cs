namespace EcsGuard.Policies.Model;

/// <summary>An ECS task definition, with every member spelled as ECS spells it.
/// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html.</summary>
public sealed partial class TaskDefinition() : Node(null, "", -1)
{
    internal static readonly Members<TaskDefinition> Members = new(
        new("family", static (ref reader, target, name) => target.Family = reader.Text(target, name)),
        new("taskRoleArn", static (ref reader, target, name) => target.TaskRoleArn = reader.Text(target, name)),
        new("executionRoleArn", static (ref reader, target, name) => target.ExecutionRoleArn = reader.Text(target, name)),
        new("networkMode", static (ref reader, target, name) => target.NetworkMode = reader.Text(target, name)),
        new("containerDefinitions", static (ref reader, target, name) => target.ContainerDefinitions = reader.Objects(target, name, static (parent, member, index) => new ContainerDefinition(parent, member, index), Model.ContainerDefinition.Members)),
        new("volumes", static (ref reader, target, name) => target.Volumes = reader.Objects(target, name, static (parent, member, index) => new Volume(parent, member, index), Model.Volume.Members)),
        new("placementConstraints", static (ref reader, target, name) => target.PlacementConstraints = reader.Objects(target, name, static (parent, member, index) => new PlacementConstraint(parent, member, index), Model.PlacementConstraint.Members)),
        new("requiresCompatibilities", static (ref reader, target, name) => target.RequiresCompatibilities = reader.Texts(target, name)),
        new("cpu", static (ref reader, target, name) => target.Cpu = reader.Size(target, name, TaskSize.Cpu)),
        new("memory", static (ref reader, target, name) => target.Memory = reader.Size(target, name, TaskSize.Memory)),
        new("tags", static (ref reader, target, name) => target.Tags = reader.Objects(target, name, static (parent, member, index) => new Tag(parent, member, index), Model.Tag.Members)),
        new("pidMode", static (ref reader, target, name) => target.PidMode = reader.Text(target, name)),
        new("ipcMode", static (ref reader, target, name) => target.IpcMode = reader.Text(target, name)),
        new("proxyConfiguration", static (ref reader, target, name) => target.ProxyConfiguration = reader.Object(target, name, new ProxyConfiguration(target, name), Model.ProxyConfiguration.Members)),
        new("inferenceAccelerators", static (ref reader, target, name) => target.InferenceAccelerators = reader.Objects(target, name, static (parent, member, index) => new InferenceAccelerator(parent, member, index), Model.InferenceAccelerator.Members)),
        new("ephemeralStorage", static (ref reader, target, name) => target.EphemeralStorage = reader.Object(target, name, new EphemeralStorage(target, name), Model.EphemeralStorage.Members)),
        new("runtimePlatform", static (ref reader, target, name) => target.RuntimePlatform = reader.Object(target, name, new RuntimePlatform(target, name), Model.RuntimePlatform.Members)),
        new("enableFaultInjection", static (ref reader, target, name) => target.EnableFaultInjection = reader.Boolean(target, name)),
        new("taskDefinitionArn", static (ref reader, target, name) => target.TaskDefinitionArn = reader.Text(target, name)),
        new("revision", static (ref reader, target, name) => target.Revision = reader.Integer(target, name)),
        new("status", static (ref reader, target, name) => target.Status = reader.Text(target, name)),
        new("requiresAttributes"),
        new("compatibilities", static (ref reader, target, name) => target.Compatibilities = reader.Texts(target, name)),
        new("registeredAt"),
        new("deregisteredAt"),
        new("deleteRequestedAt"),
        new("registeredBy", static (ref reader, target, name) => target.RegisteredBy = reader.Text(target, name)));

    public Field<string> Family { get; internal set; }

    public Field<string> TaskRoleArn { get; internal set; }

    public Field<string> ExecutionRoleArn { get; internal set; }

    public Field<string> NetworkMode { get; internal set; }

    public FieldList<ContainerDefinition> ContainerDefinitions { get; internal set; }

    public FieldList<Volume> Volumes { get; internal set; }

    public FieldList<PlacementConstraint> PlacementConstraints { get; internal set; }

    /// <summary>Where its author means it to run.</summary>
    public FieldList<Field<string>> RequiresCompatibilities { get; internal set; }

    /// <summary>CPU units of the whole task, in any notation.</summary>
    public Field<TaskSize> Cpu { get; internal set; }

    /// <summary>MiB of the whole task, in any notation.</summary>
    public Field<TaskSize> Memory { get; internal set; }

    /// <summary>Tags, from the request or from a Describe answer that includes them.</summary>
    public FieldList<Tag> Tags { get; internal set; }

    public Field<string> PidMode { get; internal set; }

    public Field<string> IpcMode { get; internal set; }

    public Field<ProxyConfiguration> ProxyConfiguration { get; internal set; }

    public FieldList<InferenceAccelerator> InferenceAccelerators { get; internal set; }

    public Field<EphemeralStorage> EphemeralStorage { get; internal set; }

    public Field<RuntimePlatform> RuntimePlatform { get; internal set; }

    public Field<bool> EnableFaultInjection { get; internal set; }

    public Field<string> TaskDefinitionArn { get; internal set; }

    public Field<int> Revision { get; internal set; }

    public Field<string> Status { get; internal set; }

    /// <summary>Where the revision could run, as ECS answers: capability, not intent.</summary>
    public FieldList<Field<string>> Compatibilities { get; internal set; }

    public Field<string> RegisteredBy { get; internal set; }
}
