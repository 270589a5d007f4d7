using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UnknownVolume : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "unknown-volume",
        Title = "Mount point names a volume that the task does not have",
        Category = Category.Storage,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "The `sourceVolume` of a mount point is the name of no entry in the task's `volumes`. Case counts.",
        Why = "A container can mount only what the task declares; ECS checks the name when the revision is registered.",
        Incident = "`Unknown volume` ends the deployment, often after a volume was renamed in one of its two places.",
        Fix = "Correct the name, or add the volume to `volumes`.",
        Bad = """{ "volumes": [{ "name": "data" }], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "mountPoints": [{ "sourceVolume": "date", "containerPath": "/data" }] }] }""",
        Good = """{ "volumes": [{ "name": "data" }], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "mountPoints": [{ "sourceVolume": "data", "containerPath": "/data" }] }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var mounts = task.MountPoints(verdict);
        if (mounts.Count == 0)
        {
            verdict.NotApplicable();
        }

        foreach (var (container, mount) in mounts)
        {
            if (task.Volumes.Any(mount.IsOf) || !verdict.Known(mount.SourceVolume, out var name) || NotesHidden(task, verdict))
            {
                continue;
            }

            verdict.Violation(mount.SourceVolume, $"Container '{container.DisplayName}' mounts the volume '{name}', which the task does not have.{Advice(task, name)}");
        }
    }

    /// <summary>A hidden volume may be the one that is named.</summary>
    private static bool NotesHidden(TaskDefinition task, Verdict verdict)
    {
        var hidden = task.Volumes.IsUndetermined;
        foreach (var volume in verdict.Each(task.Volumes))
        {
            hidden |= volume.Name.IsUndetermined;
            verdict.Known(volume.Name, out _);
        }

        return hidden;
    }

    private static string Advice(TaskDefinition task, string name) =>
        NearestName.Find(name, task.Volumes.Select(volume => volume.Name.ValueOrDefault).OfType<string>()) is { } nearest ? $" Did you mean '{nearest}'?" : " Add it to volumes.";
}
