namespace EcsGuard.Policies.Model;

/// <summary><c>containerDependency</c>, as ECS spells it.</summary>
public sealed class ContainerDependency(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<ContainerDependency> Members = new(
        new("containerName", static (ref reader, target, name) => target.ContainerName = reader.Text(target, name)),
        new("condition", static (ref reader, target, name) => target.Condition = reader.Text(target, name)));

    public Field<string> ContainerName { get; internal set; }

    public Field<string> Condition { get; internal set; }
}
