namespace EcsGuard.Policies.Model;

/// <summary><c>host</c> of a volume (ECS: HostVolumeProperties).</summary>
public sealed class HostVolume(Node parent, string name) : Node(parent, name, -1)
{
    internal static readonly Members<HostVolume> Members = new(
        new Member<HostVolume>("sourcePath", static (ref reader, target, name) => target.SourcePath = reader.Text(target, name)));

    public Field<string> SourcePath { get; internal set; }
}
