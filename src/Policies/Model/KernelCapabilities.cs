namespace EcsGuard.Policies.Model;

/// <summary><c>kernelCapabilities</c>, as ECS spells it.</summary>
public sealed class KernelCapabilities(Node parent, string name) : Node(parent, name, -1)
{
    internal static readonly Members<KernelCapabilities> Members = new(
        new("add", static (ref reader, target, name) => target.Add = reader.Texts(target, name)),
        new("drop", static (ref reader, target, name) => target.Drop = reader.Texts(target, name)));

    public FieldList<Field<string>> Add { get; internal set; }

    public FieldList<Field<string>> Drop { get; internal set; }
}
