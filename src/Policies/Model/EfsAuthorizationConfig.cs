namespace EcsGuard.Policies.Model;

/// <summary><c>efsAuthorizationConfig</c>, as ECS spells it.</summary>
public sealed class EfsAuthorizationConfig(Node parent, string name) : Node(parent, name, -1)
{
    internal static readonly Members<EfsAuthorizationConfig> Members = new(
        new("accessPointId", static (ref reader, target, name) => target.AccessPointId = reader.Text(target, name)),
        new("iam", static (ref reader, target, name) => target.Iam = reader.Text(target, name)));

    public Field<string> AccessPointId { get; internal set; }

    public Field<string> Iam { get; internal set; }
}
