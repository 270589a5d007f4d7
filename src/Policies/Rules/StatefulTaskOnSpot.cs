using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class StatefulTaskOnSpot : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "stateful-task-on-spot",
        Title = "A task on Spot writes to a volume that outlives it",
        Category = Category.Spot,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "The family is known to run on Spot capacity, from a task's or service's capacity provider or from the setting `families` of `unset-stop-timeout-on-spot`, and a container mounts an EFS volume, or an EBS volume configured at launch, without `readOnly: true`.",
        Why = "Spot tasks are stopped at any time with two minutes' notice. What has to be consistent on a disk, such as a database, needs longer to close, and the next task may start before the last one has let go.",
        Incident = "A database file is cut off in the middle of a write, twice in one week, and the second time its log is damaged as well.",
        Fix = "Run the family on on-demand capacity, mount the volume read-only, or keep the state in a service that is made for it.",
        Bad = """
            {
              "containerDefinitions": [{
                "name": "db",
                "image": "postgres:18",
                "mountPoints": [{ "sourceVolume": "data", "containerPath": "/var/lib/postgresql" }]
              }],
              "volumes": [{ "name": "data", "efsVolumeConfiguration": { "fileSystemId": "fs-0123456789abcdef0" } }]
            }
            """,
        Good = """
            {
              "containerDefinitions": [{
                "name": "app",
                "image": "nginx:1.29",
                "mountPoints": [{ "sourceVolume": "pages", "containerPath": "/usr/share/nginx/html", "readOnly": true }]
              }],
              "volumes": [{ "name": "pages", "efsVolumeConfiguration": { "fileSystemId": "fs-0123456789abcdef0" } }]
            }
            """,
        ExampleContext = PolicyContext.Empty with { OnSpot = true },
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (!task.IsOnSpot(context))
        {
            verdict.NotApplicable();
            return;
        }

        var isJudged = task.Volumes.IsUndetermined;
        foreach (var volume in verdict.Each(task.Volumes))
        {
            // Configured at launch means EBS: ECS knows no other volume of that kind.
            var kind = !volume.EfsVolumeConfiguration.IsAbsent ? "EFS" : verdict.Known(volume.ConfiguredAtLaunch, out var atLaunch) && atLaunch ? "EBS" : null;
            if (kind is null)
            {
                continue;
            }

            isJudged = true;
            var writers = WritersOf(task, volume, verdict);
            if (writers.Count > 0)
            {
                verdict.Violation(volume, $"{kind} volume '{volume.Name.Raw}' is written by {string.Join(", ", writers)} on Spot capacity, which may be taken away at any time.");
            }
        }

        if (!isJudged)
        {
            verdict.NotApplicable();
        }
    }

    private static List<string> WritersOf(TaskDefinition task, Volume volume, Verdict verdict)
    {
        var writers = new List<string>();
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            foreach (var mount in verdict.Each(container.MountPoints))
            {
                // The same stand-in for both names stands for the same name.
                if (mount.SourceVolume.Raw is not { } source || source != volume.Name.Raw)
                {
                    verdict.Known(mount.SourceVolume, out _);
                }
                else if (verdict.Known(mount.ReadOnly, out var readOnly) ? !readOnly : mount.ReadOnly.IsAbsent)
                {
                    writers.Add($"container '{container.DisplayName}'");
                }
            }
        }

        return writers;
    }
}
