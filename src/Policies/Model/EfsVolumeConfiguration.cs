namespace EcsGuard.Policies.Model;

/// <summary><c>efsVolumeConfiguration</c>, as ECS spells it.</summary>
public sealed class EfsVolumeConfiguration(Node parent, string name) : Node(parent, name, -1)
{
    internal static readonly Members<EfsVolumeConfiguration> Members = new(
        new("fileSystemId", static (ref reader, target, name) => target.FileSystemId = reader.Text(target, name)),
        new("rootDirectory", static (ref reader, target, name) => target.RootDirectory = reader.Text(target, name)),
        new("transitEncryption", static (ref reader, target, name) => target.TransitEncryption = reader.Text(target, name)),
        new("transitEncryptionPort", static (ref reader, target, name) => target.TransitEncryptionPort = reader.Integer(target, name)),
        new("authorizationConfig", static (ref reader, target, name) => target.AuthorizationConfig = reader.Object(target, name, new EfsAuthorizationConfig(target, name), Model.EfsAuthorizationConfig.Members)));

    public Field<string> FileSystemId { get; internal set; }

    public Field<string> RootDirectory { get; internal set; }

    public Field<string> TransitEncryption { get; internal set; }

    public Field<int> TransitEncryptionPort { get; internal set; }

    public Field<EfsAuthorizationConfig> AuthorizationConfig { get; internal set; }
}
