namespace EcsGuard.Policies.Model;

/// <summary><c>dockerVolumeConfiguration</c>, as ECS spells it.</summary>
public sealed class DockerVolumeConfiguration(Node parent, string name) : Node(parent, name, -1)
{
    internal static readonly Members<DockerVolumeConfiguration> Members = new(
        new("scope", static (ref reader, target, name) => target.Scope = reader.Text(target, name)),
        new("autoprovision", static (ref reader, target, name) => target.Autoprovision = reader.Boolean(target, name)),
        new("driver", static (ref reader, target, name) => target.Driver = reader.Text(target, name)),
        new("driverOpts", static (ref reader, target, name) => target.DriverOpts = reader.Map(target, name)),
        new("labels", static (ref reader, target, name) => target.Labels = reader.Map(target, name)));

    public Field<string> Scope { get; internal set; }

    public Field<bool> Autoprovision { get; internal set; }

    public Field<string> Driver { get; internal set; }

    public StringMap DriverOpts { get => field ??= new(this, "driverOpts", present: false, UndeterminedReason.None); internal set; }

    public StringMap Labels { get => field ??= new(this, "labels", present: false, UndeterminedReason.None); internal set; }
}
