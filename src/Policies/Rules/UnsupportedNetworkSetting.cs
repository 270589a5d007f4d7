using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UnsupportedNetworkSetting : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "unsupported-network-setting",
        Title = "Container sets what its network mode does not support",
        Category = Category.Network,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            A container has

            - `links` in a mode other than `bridge`,
            - `hostname` or `extraHosts` in `awsvpc` mode,
            - `links`, `hostname`, `extraHosts`, `dnsServers` or `dnsSearchDomains` on Fargate,
            - port mappings in mode `none`.

            Empty lists, which `DescribeTaskDefinition` prints, do not count.
            """,
        Why = "Links and host files are features of Docker's bridge; a task with its own interface takes its name and its resolver from the VPC. A container without a network has no port to map.",
        Incident = "The registration is refused. Where the setting was copied from a Compose file, the service also loses the names by which it found its neighbours, which shows only after the line has been deleted.",
        Fix = "Delete the setting. Containers of one `awsvpc` task reach each other on 127.0.0.1; other services by Service Connect or Cloud Map; resolvers are set in the VPC's DHCP options.",
        Bad = """{ "networkMode": "awsvpc", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "links": ["cache:redis"] }, { "name": "cache", "image": "redis:8" }] }""",
        Good = """{ "networkMode": "bridge", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "links": ["cache:redis"] }, { "name": "cache", "image": "redis:8" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var any = false;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            foreach (var setting in SettingsOf(container))
            {
                any = true;
                if (RefusedBy(setting.Name, task, context, verdict) is not { } refuser)
                {
                    continue;
                }

                if (setting.Reason == UndeterminedReason.None)
                {
                    verdict.Violation(setting.Path, container.DisplayName, $"Container '{container.DisplayName}' sets {setting.Name}, which {refuser} does not support. Delete it.");
                }
                else
                {
                    verdict.Undetermined(setting.Path, setting.Reason);
                }
            }
        }

        if (!any)
        {
            verdict.NotApplicable();
        }
    }

    /// <summary>What refuses the setting; null where nothing does, or where it could not be told, which is noted then.</summary>
    private static string? RefusedBy(string setting, TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        // Where it is left out, it is `bridge`, which refuses nothing.
        if (task.NetworkMode.ValueOrDefault is { } mode && IsRefusedIn(mode, setting))
        {
            return $"networkMode {mode}";
        }

        if (setting != "portMappings" && task.IsFargate(context, verdict) == true)
        {
            return "Fargate";
        }

        if (setting is not ("dnsServers" or "dnsSearchDomains"))
        {
            verdict.Known(task.NetworkMode, out _);
        }

        return null;
    }

    private static bool IsRefusedIn(string mode, string setting) => setting switch
    {
        "links" => mode != "bridge",
        "hostname" or "extraHosts" => mode == "awsvpc",
        "portMappings" => mode == "none",
        _ => false,
    };

    private static IEnumerable<Setting> SettingsOf(ContainerDefinition container)
    {
        Setting?[] settings =
        [
            Of("links", container.Links),
            container.Hostname.IsAbsent || container.Hostname.Raw is { Length: 0 } ? null : new("hostname", container.Hostname.Path, container.Hostname.Reason),
            Of("extraHosts", container.ExtraHosts),
            Of("dnsServers", container.DnsServers),
            Of("dnsSearchDomains", container.DnsSearchDomains),
            Of("portMappings", container.PortMappings),
        ];
        return settings.OfType<Setting>();
    }

    private static Setting? Of<T>(string name, FieldList<T> list) =>
        list.Count > 0 ? new(name, list.Path, UndeterminedReason.None)
        : list.IsUndetermined ? new(name, list.Path, list.Hidden[0].Reason)
        : null;

    /// <param name="Name">The member's name.</param>
    /// <param name="Path">Where it stands.</param>
    /// <param name="Reason">Why it cannot be read, if it cannot: it may be empty.</param>
    private sealed record Setting(string Name, string Path, UndeterminedReason Reason);
}
