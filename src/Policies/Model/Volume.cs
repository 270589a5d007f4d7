namespace EcsGuard.Policies.Model;

/// <summary><c>volume</c>, as ECS spells it.</summary>
public sealed class Volume(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<Volume> Members = new(
        new("name", static (ref reader, target, name) => target.Name = reader.Text(target, name)),
        new("host", static (ref reader, target, name) => target.Host = reader.Object(target, name, new HostVolume(target, name), Model.HostVolume.Members)),
        new("dockerVolumeConfiguration", static (ref reader, target, name) => target.DockerVolumeConfiguration = reader.Object(target, name, new DockerVolumeConfiguration(target, name), Model.DockerVolumeConfiguration.Members)),
        new("efsVolumeConfiguration", static (ref reader, target, name) => target.EfsVolumeConfiguration = reader.Object(target, name, new EfsVolumeConfiguration(target, name), Model.EfsVolumeConfiguration.Members)),
        new("s3filesVolumeConfiguration", static (ref reader, target, name) => target.S3filesVolumeConfiguration = reader.Object(target, name, new S3FilesVolumeConfiguration(target, name), Model.S3FilesVolumeConfiguration.Members)),
        new("fsxWindowsFileServerVolumeConfiguration", static (ref reader, target, name) => target.FsxWindowsFileServerVolumeConfiguration = reader.Object(target, name, new FsxWindowsFileServerVolumeConfiguration(target, name), Model.FsxWindowsFileServerVolumeConfiguration.Members)),
        new("configuredAtLaunch", static (ref reader, target, name) => target.ConfiguredAtLaunch = reader.Boolean(target, name)));

    public Field<string> Name { get; internal set; }

    public Field<HostVolume> Host { get; internal set; }

    public Field<DockerVolumeConfiguration> DockerVolumeConfiguration { get; internal set; }

    public Field<EfsVolumeConfiguration> EfsVolumeConfiguration { get; internal set; }

    public Field<S3FilesVolumeConfiguration> S3filesVolumeConfiguration { get; internal set; }

    public Field<FsxWindowsFileServerVolumeConfiguration> FsxWindowsFileServerVolumeConfiguration { get; internal set; }

    public Field<bool> ConfiguredAtLaunch { get; internal set; }
}
