using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class AnonymousEfs : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "anonymous-efs",
        Title = "EFS volume is mounted without IAM and without an access point",
        Category = Category.Storage,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "An EFS volume with neither `iam: ENABLED` nor an `accessPointId` in its `authorizationConfig`.",
        Why = "Such a mount is an anonymous NFS client. The file system cannot tell this task from any other client in its subnets, and the user id that the container claims is believed.",
        Incident = "A second service that mounts the same file system, by mistake or after a break-in, reads and deletes what belongs to the first, and no log says who it was.",
        Fix = "Set `iam` to `ENABLED` and give the task role `elasticfilesystem:ClientMount`, or use an access point that pins directory and user.",
        Bad = """{ "volumes": [{ "name": "data", "efsVolumeConfiguration": { "fileSystemId": "fs-0123456789abcdef0", "transitEncryption": "ENABLED" } }], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "volumes": [{ "name": "data", "efsVolumeConfiguration": { "fileSystemId": "fs-0123456789abcdef0", "transitEncryption": "ENABLED", "authorizationConfig": { "accessPointId": "fsap-0123456789abcdef0" } } }], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSAuthorizationConfig.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var volumes = task.EfsVolumes(verdict);
        if (volumes.Count == 0)
        {
            verdict.NotApplicable();
        }

        foreach (var (volume, efs) in volumes)
        {
            if (!efs.AuthorizationConfig.IsUndetermined && IsAnonymous(efs.AuthorizationConfig.ValueOrDefault, verdict))
            {
                verdict.Violation(efs, $"The EFS volume '{volume.DisplayName()}' has neither IAM authorization nor an access point. Enable one of them.");
            }
            else
            {
                verdict.Known(efs.AuthorizationConfig, out _);
            }
        }
    }

    private static bool IsAnonymous(EfsAuthorizationConfig? authorization, Verdict verdict)
    {
        if (authorization is null)
        {
            return true;
        }

        // One of the two is enough, so a hidden one matters only if the other is known not to be set.
        var usesIam = authorization.Iam is { IsUndetermined: false, ValueOrDefault: "ENABLED" };
        var hasAccessPoint = authorization.AccessPointId is { IsUndetermined: false, ValueOrDefault.Length: > 0 };
        if (usesIam || hasAccessPoint)
        {
            return false;
        }

        verdict.Known(authorization.Iam, out _);
        verdict.Known(authorization.AccessPointId, out _);
        return !authorization.Iam.IsUndetermined && !authorization.AccessPointId.IsUndetermined;
    }
}
