namespace EcsGuard.Policies.Model;

/// <summary>One entry of <c>environment</c> (ECS: KeyValuePair), or one property of a proxy.</summary>
public sealed class EnvironmentVariable(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<EnvironmentVariable> Members = new(
        new("name", static (ref reader, target, name) => target.Name = reader.Text(target, name)),
        new("value", static (ref reader, target, name) => target.Value = reader.Text(target, name)));

    public Field<string> Name { get; internal set; }

    public Field<string> Value { get; internal set; }
}
