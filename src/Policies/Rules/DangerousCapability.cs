using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class DangerousCapability : TaskDefinitionPolicy
{
    /// <summary>
    /// Those that reach beyond the container, by what the manual page capabilities(7) says they allow. SYS_PTRACE reaches no further than the
    /// processes that the container sees anyway.
    /// </summary>
    private static readonly Dictionary<string, string> Dangerous = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ALL"] = "every capability there is",
        ["SYS_ADMIN"] = "mounts and most of the kernel's administration",
        ["SYS_MODULE"] = "kernel modules",
        ["SYS_RAWIO"] = "the instance's memory and devices",
        ["SYS_BOOT"] = "a restart of the instance",
        ["SYS_TIME"] = "the instance's clock",
        ["NET_ADMIN"] = "routes, firewall rules and interfaces",
        ["DAC_READ_SEARCH"] = "files of the instance, past all permissions",
        ["MAC_ADMIN"] = "the instance's security profiles",
        ["MAC_OVERRIDE"] = "a way past the instance's security profiles",
        ["AUDIT_CONTROL"] = "the instance's audit log",
    };

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "dangerous-capability",
        Title = "Container adds a capability that reaches beyond it",
        Category = Category.Isolation,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`linuxParameters.capabilities.add` has `ALL`, `SYS_ADMIN`, `SYS_MODULE`, `SYS_RAWIO`, `SYS_BOOT`, `SYS_TIME`, `NET_ADMIN`, `DAC_READ_SEARCH`, `MAC_ADMIN`, `MAC_OVERRIDE` or `AUDIT_CONTROL`, with or without `CAP_` before it. On Fargate, which refuses all of them, `unsupported-on-fargate` reports it.",
        Why = "Capabilities are the pieces of root's power. These act on the kernel that all containers of the instance share, not on the container alone.",
        Incident = "With `SYS_ADMIN` a process mounts the instance's disk and leaves the container by a documented path; with `NET_ADMIN` it bends the traffic of its neighbours in host mode.",
        Fix = "Delete the capability. Where a proxy or an agent needs one, keep it to that container, drop all others with `drop: [\"ALL\"]`, and exempt it with the reason.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "linuxParameters": { "capabilities": { "add": ["SYS_ADMIN"] } } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "linuxParameters": { "capabilities": { "add": ["NET_BIND_SERVICE"], "drop": ["ALL"] } } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (!verdict.Known(container.LinuxParameters, out var parameters) || !verdict.Known(parameters.Capabilities, out var capabilities))
            {
                continue;
            }

            foreach (var capability in verdict.Each(capabilities.Add))
            {
                Judge(container, capability, task, context, verdict);
            }
        }
    }

    private static void Judge(ContainerDefinition container, Field<string> capability, TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (!verdict.Known(capability, out var name) || !Dangerous.TryGetValue(name.StartsWith("CAP_", StringComparison.OrdinalIgnoreCase) ? name["CAP_".Length..] : name, out var power))
        {
            return;
        }

        switch (task.HasLinuxHost(context, verdict))
        {
            case true:
                verdict.Violation(capability, $"Container '{container.DisplayName}' adds the capability {name}: {power}. Delete it.");
                break;
            case false:
                verdict.NotApplicable();
                break;
        }
    }
}
