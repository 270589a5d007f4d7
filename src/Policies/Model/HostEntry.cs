namespace EcsGuard.Policies.Model;

/// <summary><c>hostEntry</c>, as ECS spells it.</summary>
public sealed class HostEntry(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<HostEntry> Members = new(
        new("hostname", static (ref reader, target, name) => target.Hostname = reader.Text(target, name)),
        new("ipAddress", static (ref reader, target, name) => target.IpAddress = reader.Text(target, name)));

    public Field<string> Hostname { get; internal set; }

    public Field<string> IpAddress { get; internal set; }
}
