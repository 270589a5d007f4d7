using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UnsupportedOnFargate : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "unsupported-on-fargate",
        Title = "Fargate task uses a parameter that Fargate refuses",
        Category = Category.Parameters,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            A task meant for Fargate sets

            - `privileged`, `disableNetworking`, `dockerSecurityOptions`, `linuxParameters.devices` or `linuxParameters.sharedMemorySize`,
            - a capability other than `SYS_PTRACE` in `linuxParameters.capabilities.add`,
            - `ipcMode`, or a `pidMode` other than `task`,
            - `placementConstraints` or `inferenceAccelerators`,
            - a volume with a `dockerVolumeConfiguration` or a `host.sourcePath`;

            with Windows containers also `linuxParameters`, `ulimits`, `systemControls`, `readonlyRootFilesystem`, `environmentFiles`, `firelensConfiguration`, any `pidMode`, and volumes on EFS, FSx or EBS.
            `tmpfs` is supported. Network settings, swap, GPUs and log drivers have policies of their own.
            """,
        Why = "A Fargate task has no host that it could reach into: no devices, no paths, no namespaces of other tasks, no placement on instances.",
        Incident = "RegisterTaskDefinition answers `Fargate compatible task definitions do not support …`. A team that moves a service from EC2 meets one of these after another, a deployment each.",
        Fix = "Delete the parameter. Scratch space is `ephemeralStorage` or a volume without a host path, shared memory is a `tmpfs` mount at `/dev/shm`; what cannot do without stays on EC2.",
        Bad = """{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "privileged": true }] }""",
        Good = """{ "requiresCompatibilities": ["FARGATE"], "pidMode": "task", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "linuxParameters": { "capabilities": { "add": ["SYS_PTRACE"] } } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (task.IsFargate(context, verdict) != true)
        {
            verdict.NotApplicable();
            return;
        }

        // An unknown system is noted, and judged by what Fargate refuses on both.
        var isWindows = task.IsWindows(verdict) == true;
        JudgeTask(task, isWindows, verdict);
        foreach (var volume in verdict.Each(task.Volumes))
        {
            JudgeVolume(volume, isWindows, verdict);
        }

        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            JudgeContainer(container, verdict);
            if (isWindows)
            {
                JudgeWindowsContainer(container, verdict);
            }
            else if (verdict.Known(container.LinuxParameters, out var parameters))
            {
                JudgeLinuxParameters(container, parameters, verdict);
            }
        }
    }

    private static void JudgeTask(TaskDefinition task, bool isWindows, Verdict verdict)
    {
        if (verdict.Known(task.IpcMode, out var ipcMode))
        {
            verdict.Violation(task.IpcMode, $"ipcMode {ipcMode} is not supported on Fargate. Delete it.");
        }

        if (verdict.Known(task.PidMode, out var pidMode) && (isWindows || pidMode != "task"))
        {
            verdict.Violation(task.PidMode, isWindows ? $"pidMode {pidMode} is not supported for Windows containers. Delete it." : $"pidMode {pidMode} is not supported on Fargate, which takes task only.");
        }

        Refuse(task.PlacementConstraints, null, "placementConstraints are not supported on Fargate", verdict);
        Refuse(task.InferenceAccelerators, null, "inferenceAccelerators are not supported on Fargate", verdict);
    }

    private static void JudgeVolume(Volume volume, bool isWindows, Verdict verdict)
    {
        Refuse(volume.DockerVolumeConfiguration, volume, "a dockerVolumeConfiguration", "Fargate", verdict);
        if (verdict.Known(volume.Host, out var host) && verdict.Known(host.SourcePath, out var path) && path.Length > 0)
        {
            verdict.Violation(host.SourcePath, $"Volume '{volume.DisplayName()}' has the host path {path}, which is not supported on Fargate. Delete sourcePath.");
        }

        if (!isWindows)
        {
            return;
        }

        Refuse(volume.EfsVolumeConfiguration, volume, "an efsVolumeConfiguration", "Fargate with Windows", verdict);
        Refuse(volume.FsxWindowsFileServerVolumeConfiguration, volume, "an fsxWindowsFileServerVolumeConfiguration", "Fargate with Windows", verdict);
        if (verdict.Known(volume.ConfiguredAtLaunch, out var isEbs) && isEbs)
        {
            verdict.Violation(volume.ConfiguredAtLaunch, $"Volume '{volume.DisplayName()}' is configured at launch (EBS), which is not supported on Fargate with Windows. Take it out of volumes.");
        }
    }

    private static void JudgeContainer(ContainerDefinition container, Verdict verdict)
    {
        if (verdict.Known(container.Privileged, out var privileged) && privileged)
        {
            verdict.Violation(container.Privileged, $"Container '{container.DisplayName}' is privileged, which is not supported on Fargate. Delete privileged.");
        }

        if (verdict.Known(container.DisableNetworking, out var disabled) && disabled)
        {
            verdict.Violation(container.DisableNetworking, $"Container '{container.DisplayName}' has disableNetworking, which is not supported on Fargate. Delete it.");
        }

        Refuse(container.DockerSecurityOptions, container, "dockerSecurityOptions", "Fargate", verdict);
    }

    private static void JudgeLinuxParameters(ContainerDefinition container, LinuxParameters parameters, Verdict verdict)
    {
        Refuse(parameters.Devices, container, "devices", "Fargate", verdict);
        if (verdict.Known(parameters.SharedMemorySize, out _))
        {
            verdict.Violation(parameters.SharedMemorySize, $"Container '{container.DisplayName}' has sharedMemorySize, which is not supported on Fargate. Mount a tmpfs at /dev/shm instead.");
        }

        if (verdict.Known(parameters.Capabilities, out var capabilities))
        {
            foreach (var capability in verdict.Each(capabilities.Add))
            {
                if (verdict.Known(capability, out var name) && name is not ("SYS_PTRACE" or "CAP_SYS_PTRACE"))
                {
                    verdict.Violation(capability, $"Container '{container.DisplayName}' adds the capability {name}, which is not allowed on Fargate. SYS_PTRACE is the only one that is.");
                }
            }
        }
    }

    private static void JudgeWindowsContainer(ContainerDefinition container, Verdict verdict)
    {
        const string Windows = "Fargate with Windows";
        Refuse(container.LinuxParameters, container, "linuxParameters", Windows, verdict);
        Refuse(container.Ulimits, container, "ulimits", Windows, verdict);
        Refuse(container.SystemControls, container, "systemControls", Windows, verdict);
        Refuse(container.EnvironmentFiles, container, "environmentFiles", Windows, verdict);
        Refuse(container.FirelensConfiguration, container, "firelensConfiguration", Windows, verdict);
        if (verdict.Known(container.ReadonlyRootFilesystem, out var isReadOnly) && isReadOnly)
        {
            verdict.Violation(container.ReadonlyRootFilesystem, $"Container '{container.DisplayName}' has readonlyRootFilesystem, which is not supported on {Windows}. Delete it.");
        }
    }

    private static void Refuse<T>(Field<T> field, ContainerDefinition container, string name, string platform, Verdict verdict)
    {
        if (verdict.Known(field, out _))
        {
            verdict.Violation(field, $"Container '{container.DisplayName}' has {name}, which {Are(name)} not supported on {platform}. Delete {(Are(name) == "are" ? "them" : "it")}.");
        }
    }

    private static void Refuse<T>(FieldList<T> list, ContainerDefinition container, string name, string platform, Verdict verdict) =>
        Refuse(list, container.DisplayName, $"Container '{container.DisplayName}' has {name}, which {Are(name)} not supported on {platform}", verdict);

    private static void Refuse<T>(Field<T> field, Volume volume, string name, string platform, Verdict verdict)
    {
        if (verdict.Known(field, out _))
        {
            verdict.Violation(field, $"Volume '{volume.DisplayName()}' has {name}, which is not supported on {platform}. Use a volume without it, or EFS.");
        }
    }

    /// <summary>An empty list, which DescribeTaskDefinition prints, is nothing.</summary>
    private static void Refuse<T>(FieldList<T> list, string? container, string fault, Verdict verdict)
    {
        if (list.Count > 0)
        {
            verdict.Violation(list.Path, container, $"{fault}. Delete them.");
        }
        else
        {
            verdict.Each(list);
        }
    }

    private static string Are(string name) => name.EndsWith('s') ? "are" : "is";
}
