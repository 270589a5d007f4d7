namespace EcsGuard.Policies.Model;

/// <summary><c>secret</c>, as ECS spells it.</summary>
public sealed class Secret(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<Secret> Members = new(
        new("name", static (ref reader, target, name) => target.Name = reader.Text(target, name)),
        new("valueFrom", static (ref reader, target, name) => target.ValueFrom = reader.Text(target, name)));

    public Field<string> Name { get; internal set; }

    public Field<string> ValueFrom { get; internal set; }
}
