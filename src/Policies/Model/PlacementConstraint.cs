namespace EcsGuard.Policies.Model;

/// <summary>One entry of <c>placementConstraints</c> (ECS: TaskDefinitionPlacementConstraint).</summary>
public sealed class PlacementConstraint(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<PlacementConstraint> Members = new(
        new("type", static (ref reader, target, name) => target.Type = reader.Text(target, name)),
        new("expression", static (ref reader, target, name) => target.Expression = reader.Text(target, name)));

    public Field<string> Type { get; internal set; }

    public Field<string> Expression { get; internal set; }
}
