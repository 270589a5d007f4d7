namespace EcsGuard.Policies.Model;

/// <summary><c>mountPoint</c>, as ECS spells it.</summary>
public sealed class MountPoint(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<MountPoint> Members = new(
        new("sourceVolume", static (ref reader, target, name) => target.SourceVolume = reader.Text(target, name)),
        new("containerPath", static (ref reader, target, name) => target.ContainerPath = reader.Text(target, name)),
        new("readOnly", static (ref reader, target, name) => target.ReadOnly = reader.Boolean(target, name)));

    public Field<string> SourceVolume { get; internal set; }

    public Field<string> ContainerPath { get; internal set; }

    public Field<bool> ReadOnly { get; internal set; }
}
