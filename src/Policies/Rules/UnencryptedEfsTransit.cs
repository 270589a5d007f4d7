using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UnencryptedEfsTransit : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "unencrypted-efs-transit",
        Title = "EFS volume is not encrypted in transit",
        Category = Category.Storage,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "An EFS volume whose `transitEncryption` is not `ENABLED`; the default is `DISABLED`. Every EFS volume of the task is judged.",
        Why = "NFS sends file contents and names in the clear. With encryption in transit, the mount helper puts TLS between the task and the file system.",
        Incident = "Whoever can read traffic in the VPC, by a mirror session or a compromised instance, reads the files. An audit that asks for encryption everywhere fails on it.",
        Fix = "Set `transitEncryption` to `ENABLED` in the volume's `efsVolumeConfiguration`. It costs no change in the containers.",
        Bad = """{ "volumes": [{ "name": "data", "efsVolumeConfiguration": { "fileSystemId": "fs-0123456789abcdef0" } }], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "volumes": [{ "name": "data", "efsVolumeConfiguration": { "fileSystemId": "fs-0123456789abcdef0", "transitEncryption": "ENABLED" } }], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html",
        Controls = ["Security Hub ECS.18"],
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
            if (efs.TransitEncryption.IsAbsent)
            {
                verdict.Violation(efs, $"The EFS volume '{volume.DisplayName()}' sets no transitEncryption, which means DISABLED. Set it to ENABLED.");
            }
            else if (verdict.Known(efs.TransitEncryption, out var encryption) && encryption != "ENABLED")
            {
                verdict.Violation(efs.TransitEncryption, $"The EFS volume '{volume.DisplayName()}' has transitEncryption {encryption}. Set it to ENABLED.");
            }
        }
    }
}
