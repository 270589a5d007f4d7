namespace EcsGuard.Policies.Model;

/// <summary><c>proxyConfiguration</c>, as ECS spells it.</summary>
public sealed class ProxyConfiguration(Node parent, string name) : Node(parent, name, -1)
{
    internal static readonly Members<ProxyConfiguration> Members = new(
        new("type", static (ref reader, target, name) => target.Type = reader.Text(target, name)),
        new("containerName", static (ref reader, target, name) => target.ContainerName = reader.Text(target, name)),
        new("properties", static (ref reader, target, name) => target.Properties = reader.Objects(target, name, static (parent, member, index) => new EnvironmentVariable(parent, member, index), Model.EnvironmentVariable.Members)));

    public Field<string> Type { get; internal set; }

    public Field<string> ContainerName { get; internal set; }

    public FieldList<EnvironmentVariable> Properties { get; internal set; }
}
