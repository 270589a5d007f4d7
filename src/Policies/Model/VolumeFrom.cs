namespace EcsGuard.Policies.Model;

/// <summary><c>volumeFrom</c>, as ECS spells it.</summary>
public sealed class VolumeFrom(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<VolumeFrom> Members = new(
        new("sourceContainer", static (ref reader, target, name) => target.SourceContainer = reader.Text(target, name)),
        new("readOnly", static (ref reader, target, name) => target.ReadOnly = reader.Boolean(target, name)));

    public Field<string> SourceContainer { get; internal set; }

    public Field<bool> ReadOnly { get; internal set; }
}
