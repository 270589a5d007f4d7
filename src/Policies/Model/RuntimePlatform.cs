namespace EcsGuard.Policies.Model;

/// <summary><c>runtimePlatform</c>, as ECS spells it.</summary>
public sealed class RuntimePlatform(Node parent, string name) : Node(parent, name, -1)
{
    internal static readonly Members<RuntimePlatform> Members = new(
        new("cpuArchitecture", static (ref reader, target, name) => target.CpuArchitecture = reader.Text(target, name)),
        new("operatingSystemFamily", static (ref reader, target, name) => target.OperatingSystemFamily = reader.Text(target, name)));

    public Field<string> CpuArchitecture { get; internal set; }

    public Field<string> OperatingSystemFamily { get; internal set; }
}
