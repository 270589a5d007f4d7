namespace EcsGuard.Policies.Model;

/// <summary><c>ulimit</c>, as ECS spells it.</summary>
public sealed class Ulimit(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<Ulimit> Members = new(
        new("name", static (ref reader, target, name) => target.Name = reader.Text(target, name)),
        new("softLimit", static (ref reader, target, name) => target.SoftLimit = reader.Integer(target, name)),
        new("hardLimit", static (ref reader, target, name) => target.HardLimit = reader.Integer(target, name)));

    public Field<string> Name { get; internal set; }

    public Field<int> SoftLimit { get; internal set; }

    public Field<int> HardLimit { get; internal set; }
}
