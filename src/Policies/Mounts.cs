using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>
/// Which container mounts which volume. Names are compared as they are written, so that <c>${APP}-data</c> is the same volume at both ends.
/// </summary>
public static class Mounts
{
    /// <summary>Every mount point that can be read; hidden ones are noted.</summary>
    public static IReadOnlyList<(ContainerDefinition Container, MountPoint Mount)> MountPoints(this TaskDefinition task, Verdict verdict)
    {
        var mounts = new List<(ContainerDefinition, MountPoint)>();
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            foreach (var mount in verdict.Each(container.MountPoints))
            {
                mounts.Add((container, mount));
            }
        }

        return mounts;
    }

    /// <summary>The mount names this volume.</summary>
    public static bool IsOf(this MountPoint mount, Volume volume) => mount.SourceVolume.Raw is { } name && name == volume.Name.Raw;

    /// <summary>How a message calls the volume: its name, or its place where it has none.</summary>
    public static string DisplayName(this Volume volume) => volume.Name.Raw ?? volume.Path;

    /// <summary>The volumes on EFS, with their settings; hidden ones are noted.</summary>
    public static IReadOnlyList<(Volume Volume, EfsVolumeConfiguration Efs)> EfsVolumes(this TaskDefinition task, Verdict verdict)
    {
        var volumes = new List<(Volume, EfsVolumeConfiguration)>();
        foreach (var volume in verdict.Each(task.Volumes))
        {
            if (verdict.Known(volume.EfsVolumeConfiguration, out var efs))
            {
                volumes.Add((volume, efs));
            }
        }

        return volumes;
    }
}
