namespace EcsGuard.Policies.Model;

/// <summary><c>device</c>, as ECS spells it.</summary>
public sealed class Device(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<Device> Members = new(
        new("hostPath", static (ref reader, target, name) => target.HostPath = reader.Text(target, name)),
        new("containerPath", static (ref reader, target, name) => target.ContainerPath = reader.Text(target, name)),
        new("permissions", static (ref reader, target, name) => target.Permissions = reader.Texts(target, name)));

    public Field<string> HostPath { get; internal set; }

    public Field<string> ContainerPath { get; internal set; }

    public FieldList<Field<string>> Permissions { get; internal set; }
}
