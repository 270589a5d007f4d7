namespace EcsGuard.Policies.Model;

/// <summary><c>tag</c>, as ECS spells it.</summary>
public sealed class Tag(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<Tag> Members = new(
        new("key", static (ref reader, target, name) => target.Key = reader.Text(target, name)),
        new("value", static (ref reader, target, name) => target.Value = reader.Text(target, name)));

    public Field<string> Key { get; internal set; }

    public Field<string> Value { get; internal set; }
}
