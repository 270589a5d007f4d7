namespace EcsGuard.Policies.Model;

/// <summary><c>linuxParameters</c>, as ECS spells it.</summary>
public sealed class LinuxParameters(Node parent, string name) : Node(parent, name, -1)
{
    internal static readonly Members<LinuxParameters> Members = new(
        new("capabilities", static (ref reader, target, name) => target.Capabilities = reader.Object(target, name, new KernelCapabilities(target, name), Model.KernelCapabilities.Members)),
        new("devices", static (ref reader, target, name) => target.Devices = reader.Objects(target, name, static (parent, member, index) => new Device(parent, member, index), Model.Device.Members)),
        new("initProcessEnabled", static (ref reader, target, name) => target.InitProcessEnabled = reader.Boolean(target, name)),
        new("sharedMemorySize", static (ref reader, target, name) => target.SharedMemorySize = reader.Integer(target, name)),
        new("tmpfs", static (ref reader, target, name) => target.Tmpfs = reader.Objects(target, name, static (parent, member, index) => new Tmpfs(parent, member, index), Model.Tmpfs.Members)),
        new("maxSwap", static (ref reader, target, name) => target.MaxSwap = reader.Integer(target, name)),
        new("swappiness", static (ref reader, target, name) => target.Swappiness = reader.Integer(target, name)));

    public Field<KernelCapabilities> Capabilities { get; internal set; }

    public FieldList<Device> Devices { get; internal set; }

    public Field<bool> InitProcessEnabled { get; internal set; }

    /// <summary>MiB.</summary>
    public Field<int> SharedMemorySize { get; internal set; }

    public FieldList<Tmpfs> Tmpfs { get; internal set; }

    /// <summary>MiB.</summary>
    public Field<int> MaxSwap { get; internal set; }

    public Field<int> Swappiness { get; internal set; }
}
