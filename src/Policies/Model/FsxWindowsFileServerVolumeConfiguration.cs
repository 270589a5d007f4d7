namespace EcsGuard.Policies.Model;

/// <summary><c>fsxWindowsFileServerVolumeConfiguration</c>, as ECS spells it.</summary>
public sealed class FsxWindowsFileServerVolumeConfiguration(Node parent, string name) : Node(parent, name, -1)
{
    internal static readonly Members<FsxWindowsFileServerVolumeConfiguration> Members = new(
        new("fileSystemId", static (ref reader, target, name) => target.FileSystemId = reader.Text(target, name)),
        new("rootDirectory", static (ref reader, target, name) => target.RootDirectory = reader.Text(target, name)),
        new("authorizationConfig", static (ref reader, target, name) => target.AuthorizationConfig = reader.Object(target, name, new FsxWindowsFileServerAuthorizationConfig(target, name), Model.FsxWindowsFileServerAuthorizationConfig.Members)));

    public Field<string> FileSystemId { get; internal set; }

    public Field<string> RootDirectory { get; internal set; }

    public Field<FsxWindowsFileServerAuthorizationConfig> AuthorizationConfig { get; internal set; }
}
