namespace EcsGuard.Policies.Model;

/// <summary><c>tmpfs</c>, as ECS spells it.</summary>
public sealed class Tmpfs(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<Tmpfs> Members = new(
        new("containerPath", static (ref reader, target, name) => target.ContainerPath = reader.Text(target, name)),
        new("size", static (ref reader, target, name) => target.Size = reader.Integer(target, name)),
        new("mountOptions", static (ref reader, target, name) => target.MountOptions = reader.Texts(target, name)));

    public Field<string> ContainerPath { get; internal set; }

    /// <summary>MiB.</summary>
    public Field<int> Size { get; internal set; }

    public FieldList<Field<string>> MountOptions { get; internal set; }
}
