using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class EfsAuthorizationConflict : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "efs-authorization-conflict",
        Title = "EFS volume's authorization does not go with its other settings",
        Category = Category.Storage,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            An EFS volume

            - with `iam: ENABLED` or an `accessPointId`, and without `transitEncryption: ENABLED`,
            - with an `accessPointId`, and a `rootDirectory` other than `/`.
            """,
        Why = "The identity of the task travels in the TLS handshake, so both ways of authorization need encryption in transit. An access point brings its own root directory.",
        Incident = "RegisterTaskDefinition answers that EFS IAM authorization requires TransitEncryption to be enabled, or that the root directory must be left out, and nothing is deployed.",
        Fix = "Set `transitEncryption` to `ENABLED`. With an access point, leave `rootDirectory` out and set the directory on the access point.",
        Bad = """{ "volumes": [{ "name": "data", "efsVolumeConfiguration": { "fileSystemId": "fs-0123456789abcdef0", "authorizationConfig": { "iam": "ENABLED" } } }], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "volumes": [{ "name": "data", "efsVolumeConfiguration": { "fileSystemId": "fs-0123456789abcdef0", "transitEncryption": "ENABLED", "authorizationConfig": { "iam": "ENABLED" } } }], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var any = false;
        foreach (var (volume, efs) in task.EfsVolumes(verdict))
        {
            if (verdict.Known(efs.AuthorizationConfig, out var authorization))
            {
                any = true;
                JudgeEncryption(volume, efs, authorization, verdict);
                JudgeRoot(volume, efs, authorization, verdict);
            }
        }

        if (!any)
        {
            verdict.NotApplicable();
        }
    }

    /// <summary>One fault a volume, however many of its settings need encryption.</summary>
    private static void JudgeEncryption(Volume volume, EfsVolumeConfiguration efs, EfsAuthorizationConfig authorization, Verdict verdict)
    {
        if (efs.TransitEncryption is { IsUndetermined: false, ValueOrDefault: "ENABLED" })
        {
            return;
        }

        var usesIam = verdict.Known(authorization.Iam, out var iam) && iam == "ENABLED";
        if ((usesIam || HasAccessPoint(authorization, verdict)) && (efs.TransitEncryption.IsAbsent || verdict.Known(efs.TransitEncryption, out _)))
        {
            verdict.Violation(
                usesIam ? authorization.Iam : authorization.AccessPointId,
                $"The EFS volume '{volume.DisplayName()}' uses {(usesIam ? "IAM authorization" : "an access point")} without transitEncryption. Set transitEncryption to ENABLED.");
        }
    }

    private static void JudgeRoot(Volume volume, EfsVolumeConfiguration efs, EfsAuthorizationConfig authorization, Verdict verdict)
    {
        if (efs.RootDirectory is not { IsUndetermined: false, ValueOrDefault: null or "" or "/" } && HasAccessPoint(authorization, verdict) && verdict.Known(efs.RootDirectory, out var root))
        {
            verdict.Violation(efs.RootDirectory, $"The EFS volume '{volume.DisplayName()}' has the rootDirectory {root} beside an access point. Leave it out or make it /.");
        }
    }

    private static bool HasAccessPoint(EfsAuthorizationConfig authorization, Verdict verdict) =>
        verdict.Known(authorization.AccessPointId, out var id) && id.Length > 0;
}
