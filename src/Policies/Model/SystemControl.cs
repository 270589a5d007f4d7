namespace EcsGuard.Policies.Model;

/// <summary><c>systemControl</c>, as ECS spells it.</summary>
public sealed class SystemControl(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<SystemControl> Members = new(
        new("namespace", static (ref reader, target, name) => target.Namespace = reader.Text(target, name)),
        new("value", static (ref reader, target, name) => target.Value = reader.Text(target, name)));

    public Field<string> Namespace { get; internal set; }

    public Field<string> Value { get; internal set; }
}
