namespace EcsGuard.Policies.Model;

/// <summary><c>s3filesVolumeConfiguration</c>, as ECS spells it.</summary>
public sealed class S3FilesVolumeConfiguration(Node parent, string name) : Node(parent, name, -1)
{
    internal static readonly Members<S3FilesVolumeConfiguration> Members = new(
        new("fileSystemArn", static (ref reader, target, name) => target.FileSystemArn = reader.Text(target, name)),
        new("rootDirectory", static (ref reader, target, name) => target.RootDirectory = reader.Text(target, name)),
        new("transitEncryptionPort", static (ref reader, target, name) => target.TransitEncryptionPort = reader.Integer(target, name)),
        new("accessPointArn", static (ref reader, target, name) => target.AccessPointArn = reader.Text(target, name)));

    public Field<string> FileSystemArn { get; internal set; }

    public Field<string> RootDirectory { get; internal set; }

    public Field<int> TransitEncryptionPort { get; internal set; }

    public Field<string> AccessPointArn { get; internal set; }
}
