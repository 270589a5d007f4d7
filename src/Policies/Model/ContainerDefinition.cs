namespace EcsGuard.Policies.Model;

/// <summary>One entry of <c>containerDefinitions</c>.</summary>
public sealed partial class ContainerDefinition(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<ContainerDefinition> Members = new(
        new("name", static (ref reader, target, name) => target.Name = reader.Text(target, name)),
        new("image", static (ref reader, target, name) => target.Image = reader.Text(target, name)),
        new("repositoryCredentials", static (ref reader, target, name) => target.RepositoryCredentials = reader.Object(target, name, new RepositoryCredentials(target, name), Model.RepositoryCredentials.Members)),
        new("cpu", static (ref reader, target, name) => target.Cpu = reader.Integer(target, name)),
        new("memory", static (ref reader, target, name) => target.Memory = reader.Integer(target, name)),
        new("memoryReservation", static (ref reader, target, name) => target.MemoryReservation = reader.Integer(target, name)),
        new("links", static (ref reader, target, name) => target.Links = reader.Texts(target, name)),
        new("portMappings", static (ref reader, target, name) => target.PortMappings = reader.Objects(target, name, static (parent, member, index) => new PortMapping(parent, member, index), Model.PortMapping.Members)),
        new("essential", static (ref reader, target, name) => target.Essential = reader.Boolean(target, name)),
        new("restartPolicy", static (ref reader, target, name) => target.RestartPolicy = reader.Object(target, name, new RestartPolicy(target, name), Model.RestartPolicy.Members)),
        new("entryPoint", static (ref reader, target, name) => target.EntryPoint = reader.Texts(target, name)),
        new("command", static (ref reader, target, name) => target.Command = reader.Texts(target, name)),
        new("environment", static (ref reader, target, name) => target.Environment = reader.Objects(target, name, static (parent, member, index) => new EnvironmentVariable(parent, member, index), Model.EnvironmentVariable.Members)),
        new("environmentFiles", static (ref reader, target, name) => target.EnvironmentFiles = reader.Objects(target, name, static (parent, member, index) => new EnvironmentFile(parent, member, index), Model.EnvironmentFile.Members)),
        new("mountPoints", static (ref reader, target, name) => target.MountPoints = reader.Objects(target, name, static (parent, member, index) => new MountPoint(parent, member, index), Model.MountPoint.Members)),
        new("volumesFrom", static (ref reader, target, name) => target.VolumesFrom = reader.Objects(target, name, static (parent, member, index) => new VolumeFrom(parent, member, index), Model.VolumeFrom.Members)),
        new("linuxParameters", static (ref reader, target, name) => target.LinuxParameters = reader.Object(target, name, new LinuxParameters(target, name), Model.LinuxParameters.Members)),
        new("secrets", static (ref reader, target, name) => target.Secrets = reader.Objects(target, name, static (parent, member, index) => new Secret(parent, member, index), Model.Secret.Members)),
        new("dependsOn", static (ref reader, target, name) => target.DependsOn = reader.Objects(target, name, static (parent, member, index) => new ContainerDependency(parent, member, index), Model.ContainerDependency.Members)),
        new("startTimeout", static (ref reader, target, name) => target.StartTimeout = reader.Integer(target, name)),
        new("stopTimeout", static (ref reader, target, name) => target.StopTimeout = reader.Integer(target, name)),
        new("versionConsistency", static (ref reader, target, name) => target.VersionConsistency = reader.Text(target, name)),
        new("hostname", static (ref reader, target, name) => target.Hostname = reader.Text(target, name)),
        new("user", static (ref reader, target, name) => target.User = reader.Text(target, name)),
        new("workingDirectory", static (ref reader, target, name) => target.WorkingDirectory = reader.Text(target, name)),
        new("disableNetworking", static (ref reader, target, name) => target.DisableNetworking = reader.Boolean(target, name)),
        new("privileged", static (ref reader, target, name) => target.Privileged = reader.Boolean(target, name)),
        new("readonlyRootFilesystem", static (ref reader, target, name) => target.ReadonlyRootFilesystem = reader.Boolean(target, name)),
        new("dnsServers", static (ref reader, target, name) => target.DnsServers = reader.Texts(target, name)),
        new("dnsSearchDomains", static (ref reader, target, name) => target.DnsSearchDomains = reader.Texts(target, name)),
        new("extraHosts", static (ref reader, target, name) => target.ExtraHosts = reader.Objects(target, name, static (parent, member, index) => new HostEntry(parent, member, index), Model.HostEntry.Members)),
        new("dockerSecurityOptions", static (ref reader, target, name) => target.DockerSecurityOptions = reader.Texts(target, name)),
        new("interactive", static (ref reader, target, name) => target.Interactive = reader.Boolean(target, name)),
        new("pseudoTerminal", static (ref reader, target, name) => target.PseudoTerminal = reader.Boolean(target, name)),
        new("dockerLabels", static (ref reader, target, name) => target.DockerLabels = reader.Map(target, name)),
        new("ulimits", static (ref reader, target, name) => target.Ulimits = reader.Objects(target, name, static (parent, member, index) => new Ulimit(parent, member, index), Model.Ulimit.Members)),
        new("logConfiguration", static (ref reader, target, name) => target.LogConfiguration = reader.Object(target, name, new LogConfiguration(target, name), Model.LogConfiguration.Members)),
        new("healthCheck", static (ref reader, target, name) => target.HealthCheck = reader.Object(target, name, new HealthCheck(target, name), Model.HealthCheck.Members)),
        new("systemControls", static (ref reader, target, name) => target.SystemControls = reader.Objects(target, name, static (parent, member, index) => new SystemControl(parent, member, index), Model.SystemControl.Members)),
        new("resourceRequirements", static (ref reader, target, name) => target.ResourceRequirements = reader.Objects(target, name, static (parent, member, index) => new ResourceRequirement(parent, member, index), Model.ResourceRequirement.Members)),
        new("firelensConfiguration", static (ref reader, target, name) => target.FirelensConfiguration = reader.Object(target, name, new FirelensConfiguration(target, name), Model.FirelensConfiguration.Members)),
        new("credentialSpecs", static (ref reader, target, name) => target.CredentialSpecs = reader.Texts(target, name)));

    public Field<string> Name { get; internal set; }

    public Field<string> Image { get; internal set; }

    public Field<RepositoryCredentials> RepositoryCredentials { get; internal set; }

    /// <summary>CPU units; 1024 are one vCPU.</summary>
    public Field<int> Cpu { get; internal set; }

    /// <summary>Hard limit in MiB: the kernel kills the container above it.</summary>
    public Field<int> Memory { get; internal set; }

    /// <summary>Soft limit in MiB.</summary>
    public Field<int> MemoryReservation { get; internal set; }

    public FieldList<Field<string>> Links { get; internal set; }

    public FieldList<PortMapping> PortMappings { get; internal set; }

    /// <summary>True when absent: see <see cref="IsEssential"/>.</summary>
    public Field<bool> Essential { get; internal set; }

    public Field<RestartPolicy> RestartPolicy { get; internal set; }

    public FieldList<Field<string>> EntryPoint { get; internal set; }

    public FieldList<Field<string>> Command { get; internal set; }

    public FieldList<EnvironmentVariable> Environment { get; internal set; }

    public FieldList<EnvironmentFile> EnvironmentFiles { get; internal set; }

    public FieldList<MountPoint> MountPoints { get; internal set; }

    public FieldList<VolumeFrom> VolumesFrom { get; internal set; }

    public Field<LinuxParameters> LinuxParameters { get; internal set; }

    public FieldList<Secret> Secrets { get; internal set; }

    public FieldList<ContainerDependency> DependsOn { get; internal set; }

    /// <summary>Seconds.</summary>
    public Field<int> StartTimeout { get; internal set; }

    /// <summary>Seconds between SIGTERM and SIGKILL; 30 when absent.</summary>
    public Field<int> StopTimeout { get; internal set; }

    public Field<string> VersionConsistency { get; internal set; }

    public Field<string> Hostname { get; internal set; }

    public Field<string> User { get; internal set; }

    public Field<string> WorkingDirectory { get; internal set; }

    public Field<bool> DisableNetworking { get; internal set; }

    public Field<bool> Privileged { get; internal set; }

    public Field<bool> ReadonlyRootFilesystem { get; internal set; }

    public FieldList<Field<string>> DnsServers { get; internal set; }

    public FieldList<Field<string>> DnsSearchDomains { get; internal set; }

    public FieldList<HostEntry> ExtraHosts { get; internal set; }

    public FieldList<Field<string>> DockerSecurityOptions { get; internal set; }

    public Field<bool> Interactive { get; internal set; }

    public Field<bool> PseudoTerminal { get; internal set; }

    public StringMap DockerLabels { get => field ??= new(this, "dockerLabels", present: false, UndeterminedReason.None); internal set; }

    public FieldList<Ulimit> Ulimits { get; internal set; }

    public Field<LogConfiguration> LogConfiguration { get; internal set; }

    public Field<HealthCheck> HealthCheck { get; internal set; }

    public FieldList<SystemControl> SystemControls { get; internal set; }

    public FieldList<ResourceRequirement> ResourceRequirements { get; internal set; }

    public Field<FirelensConfiguration> FirelensConfiguration { get; internal set; }

    public FieldList<Field<string>> CredentialSpecs { get; internal set; }
}
