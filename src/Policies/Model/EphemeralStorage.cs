namespace EcsGuard.Policies.Model;

/// <summary><c>ephemeralStorage</c>, as ECS spells it.</summary>
public sealed class EphemeralStorage(Node parent, string name) : Node(parent, name, -1)
{
    internal static readonly Members<EphemeralStorage> Members = new(
        new Member<EphemeralStorage>("sizeInGiB", static (ref reader, target, name) => target.SizeInGiB = reader.Integer(target, name)));

    public Field<int> SizeInGiB { get; internal set; }
}
