namespace EcsGuard.Policies.Model;

/// <summary><c>portMapping</c>, as ECS spells it.</summary>
public sealed class PortMapping(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<PortMapping> Members = new(
        new("containerPort", static (ref reader, target, name) => target.ContainerPort = reader.Integer(target, name)),
        new("hostPort", static (ref reader, target, name) => target.HostPort = reader.Integer(target, name)),
        new("protocol", static (ref reader, target, name) => target.Protocol = reader.Text(target, name)),
        new("name", static (ref reader, target, name) => target.Name = reader.Text(target, name)),
        new("appProtocol", static (ref reader, target, name) => target.AppProtocol = reader.Text(target, name)),
        new("containerPortRange", static (ref reader, target, name) => target.ContainerPortRange = reader.Text(target, name)));

    public Field<int> ContainerPort { get; internal set; }

    public Field<int> HostPort { get; internal set; }

    public Field<string> Protocol { get; internal set; }

    public Field<string> Name { get; internal set; }

    public Field<string> AppProtocol { get; internal set; }

    public Field<string> ContainerPortRange { get; internal set; }
}
