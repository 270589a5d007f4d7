namespace EcsGuard.Policies.Model;

/// <summary><c>resourceRequirement</c>, as ECS spells it.</summary>
public sealed class ResourceRequirement(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<ResourceRequirement> Members = new(
        new("value", static (ref reader, target, name) => target.Value = reader.Text(target, name)),
        new("type", static (ref reader, target, name) => target.Type = reader.Text(target, name)));

    public Field<string> Value { get; internal set; }

    public Field<string> Type { get; internal set; }
}
