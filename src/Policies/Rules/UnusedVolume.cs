using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UnusedVolume : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "unused-volume",
        Title = "Volume is mounted by no container",
        Category = Category.Storage,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "An entry of `volumes` that no container's `mountPoints` names.",
        Why = "ECS sets every declared volume up before the task starts, used or not. An EFS file system that nobody reads is still mounted, and still has to be reachable.",
        Incident = "A container writes to its own layer instead of the file system that was meant for it, and the data is gone with the task. Or a start fails over a file system that nothing needs any more.",
        Fix = "Mount the volume where it was meant to be, or delete it.",
        Bad = """{ "volumes": [{ "name": "data" }], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "volumes": [{ "name": "data" }], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "mountPoints": [{ "sourceVolume": "data", "containerPath": "/data" }] }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (verdict.Each(task.Volumes).Count == 0)
        {
            verdict.NotApplicable();
            return;
        }

        foreach (var volume in task.Volumes)
        {
            if (!volume.Name.IsAbsent && !IsMounted(task, volume) && verdict.Known(volume.Name, out var name) && !NotesHidden(task, verdict))
            {
                verdict.Violation(volume, $"No container mounts the volume '{name}'. Mount it or delete it.");
            }
        }
    }

    private static bool IsMounted(TaskDefinition task, Volume volume) =>
        task.ContainerDefinitions.Any(container => container.MountPoints.Any(mount => mount.IsOf(volume)));

    /// <summary>A hidden mount may be of this volume.</summary>
    private static bool NotesHidden(TaskDefinition task, Verdict verdict)
    {
        var hidden = task.ContainerDefinitions.IsUndetermined;
        foreach (var (_, mount) in task.MountPoints(verdict))
        {
            hidden |= mount.SourceVolume.IsUndetermined;
            verdict.Known(mount.SourceVolume, out _);
        }

        return hidden || task.ContainerDefinitions.Any(container => container.MountPoints.IsUndetermined);
    }
}
