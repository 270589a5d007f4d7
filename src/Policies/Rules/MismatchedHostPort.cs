using System.Globalization;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class MismatchedHostPort : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "mismatched-host-port",
        Title = "Host port differs from the container port where ports cannot be mapped",
        Category = Category.Network,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`networkMode` is `awsvpc` or `host`, and a port mapping has a `hostPort` that is neither left out, nor 0, nor equal to its `containerPort`.",
        Why = "In these modes the container's port is opened on the task's or the instance's own interface. Nothing stands between the two that could translate one number into another.",
        Incident = "RegisterTaskDefinition answers that host ports and container ports in port mappings must match, typically on the day a bridge service is moved to Fargate.",
        Fix = "Leave `hostPort` out, or give it the same number. Where clients need another port, put a load balancer's listener or Service Connect in front.",
        Bad = """{ "networkMode": "awsvpc", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "portMappings": [{ "containerPort": 8080, "hostPort": 80 }] }] }""",
        Good = """{ "networkMode": "awsvpc", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "portMappings": [{ "containerPort": 8080 }] }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (task.NetworkMode is { IsUndetermined: false, ValueOrDefault: not ("awsvpc" or "host") })
        {
            verdict.NotApplicable();
            return;
        }

        var any = false;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            foreach (var mapping in verdict.Each(container.PortMappings))
            {
                any = true;
                Judge(task, container, mapping, verdict);
            }
        }

        if (!any)
        {
            verdict.NotApplicable();
        }
    }

    private static void Judge(TaskDefinition task, ContainerDefinition container, PortMapping mapping, Verdict verdict)
    {
        if (mapping.HostPort.IsAbsent || mapping.HostPort is { IsUndetermined: false, ValueOrDefault: 0 })
        {
            return;
        }

        // Both are read, so that each hidden one is noted. Without a containerPort the mapping is faulty in another way.
        var isHostPortKnown = verdict.Known(mapping.HostPort, out var hostPort);
        var isContainerPortKnown = verdict.Known(mapping.ContainerPort, out var containerPort);
        if (isHostPortKnown && isContainerPortKnown && hostPort != containerPort && verdict.Known(task.NetworkMode, out var mode))
        {
            verdict.Violation(
                mapping.HostPort,
                string.Create(CultureInfo.InvariantCulture, $"Container '{container.DisplayName}': hostPort {hostPort} differs from containerPort {containerPort}, and {mode} maps no ports. Leave hostPort out or make it {containerPort}."));
        }
    }
}
