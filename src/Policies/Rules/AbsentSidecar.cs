using System.Globalization;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class AbsentSidecar : TaskDefinitionPolicy
{
    // A private build of an agent can be told by nothing but its name; a guess in its favour costs less than a false alarm.
    private static readonly string[] AgentWords = ["agent", "adot", "apm", "collector", "datadog", "jaeger", "metric", "otel", "statsd", "telegraf", "telemetry", "trace", "tracing", "vector", "xray", "x-ray"];

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "absent-sidecar",
        Title = "The application sends telemetry to a daemon that the task does not run",
        Category = Category.Sidecars,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A variable such as `AWS_XRAY_DAEMON_ADDRESS`, `OTEL_EXPORTER_OTLP_ENDPOINT`, `AWS_EMF_AGENT_ENDPOINT`, `DD_AGENT_HOST` or `STATSD_HOST` points at localhost, and no container of the task is such an agent, is called like one or maps that port. Only with `networkMode` `awsvpc`: under `bridge`, localhost is the container itself, and under `host` the daemon may belong to another task.",
        Why = "In `awsvpc` mode the containers of a task, and nothing else, share one loopback interface. If none of them listens on the port, nothing does.",
        Incident = "Traces and metrics are lost without an error that anyone reads, until an outage is to be explained with them. Some clients also slow the application down by retrying.",
        Fix = "Add the daemon's container to the task (`essential: false`), or point the variable at the place where the daemon runs, or remove the variable.",
        Bad = """
            {
              "networkMode": "awsvpc",
              "containerDefinitions": [{
                "name": "app",
                "image": "nginx:1.29",
                "environment": [{ "name": "AWS_XRAY_DAEMON_ADDRESS", "value": "127.0.0.1:2000" }]
              }]
            }
            """,
        Good = """
            {
              "networkMode": "awsvpc",
              "containerDefinitions": [
                {
                  "name": "app",
                  "image": "nginx:1.29",
                  "environment": [{ "name": "AWS_XRAY_DAEMON_ADDRESS", "value": "127.0.0.1:2000" }]
                },
                { "name": "xray-daemon", "image": "public.ecr.aws/xray/aws-xray-daemon:3.x", "essential": false }
              ]
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var containers = verdict.Each(task.ContainerDefinitions);
        var isUsed = containers.Any(container => container.Environment.IsUndetermined || container.Environment.Any(variable => variable.Name.IsUndetermined) || LocalDaemons.ExpectedBy(container).Count > 0);
        if (!isUsed || task.EffectiveNetworkMode(new Verdict()) is not (null or "awsvpc"))
        {
            verdict.NotApplicable();
            return;
        }

        if (task.EffectiveNetworkMode(verdict) is null)
        {
            return;
        }

        foreach (var container in containers)
        {
            foreach (var use in LocalDaemons.ExpectedBy(container))
            {
                JudgeUse(task, container, use, context, verdict);
            }

            // A hidden name or list may hold such a variable; an agent beside the application would be what it means.
            if (!containers.Any(other => other != container && MayServe(other, null, context)))
            {
                foreach (var variable in verdict.Each(container.Environment))
                {
                    verdict.Known(variable.Name, out _);
                }
            }
        }
    }

    private static void JudgeUse(TaskDefinition task, ContainerDefinition user, LocalDaemonUse use, PolicyContext context, Verdict verdict)
    {
        var containers = task.ContainerDefinitions;
        if (Sidecars.Recognise(user, context) is not null || containers.Any(other => other != user && MayServe(other, use.Port, context)) || use.Port is { } opened && containers.Any(other => LocalDaemons.Maps(other, opened)))
        {
            return;
        }

        if (use.Port is not { } port)
        {
            verdict.Known(use.At, out _);
        }
        else if (!NoteHidden(containers, user, verdict))
        {
            var message = string.Create(CultureInfo.InvariantCulture, $"Container '{user.DisplayName}' expects the {use.Address.Daemon} on port {port} of localhost ({use.Address.Variable}), but no container of the task is one or maps that port.");
            verdict.Violation(use.At, message);
        }
    }

    /// <summary>Whether the container is an agent that may listen on the port; null for any port.</summary>
    private static bool MayServe(ContainerDefinition container, int? port, PolicyContext context)
    {
        if (Sidecars.Recognise(container, context) is { } sidecar)
        {
            // An agent with several ports, or a log router, listens where its configuration says.
            return port is not { } wanted ? sidecar.Role is SidecarRole.Telemetry or SidecarRole.LogRouter
                : sidecar.HasUnknownPorts || sidecar.Ports.Contains(wanted) || sidecar.Role == SidecarRole.LogRouter || sidecar.Role == SidecarRole.Telemetry && sidecar.Ports.Length > 1;
        }

        var name = container.Name.Raw ?? "";
        var image = ImageReference.Parse(container.Image.Raw ?? "").Segments.Last();
        return AgentWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase) || image.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Another container whose image or ports are hidden may be the daemon.</summary>
    private static bool NoteHidden(FieldList<ContainerDefinition> containers, ContainerDefinition user, Verdict verdict)
    {
        var hidden = containers.IsUndetermined;
        foreach (var other in containers)
        {
            if (other == user)
            {
                continue;
            }

            if (other.Image.IsUndetermined && (other.Image.Raw is not { } image || Placeholder.IsIn(ImageReference.Parse(image).Repository)))
            {
                verdict.Known(other.Image, out _);
                hidden = true;
            }

            foreach (var mapping in verdict.Each(other.PortMappings))
            {
                verdict.Known(mapping.ContainerPort, out _);
                hidden |= mapping.ContainerPort.IsUndetermined;
            }

            hidden |= other.PortMappings.IsUndetermined;
        }

        return hidden;
    }
}
