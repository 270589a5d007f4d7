using System.Globalization;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>A variable that tells a library where its daemon listens.</summary>
/// <param name="Variable">Name of the environment variable.</param>
/// <param name="Daemon">What is expected to listen there, as a message calls it.</param>
/// <param name="DefaultPort">Its port where the address names none.</param>
/// <param name="PortVariable">Another variable that holds the port; null where the address does.</param>
public sealed record DaemonAddress(string Variable, string Daemon, int DefaultPort, string? PortVariable = null);

/// <summary>A container's use of a daemon that it expects on the loopback interface.</summary>
/// <param name="At">The variable's value.</param>
/// <param name="Address">Which variable it is.</param>
/// <param name="Port">The port it names, or the daemon's default; null where it is hidden.</param>
public sealed record LocalDaemonUse(Field<string> At, DaemonAddress Address, int? Port);

/// <summary>
/// Which daemons a container expects beside it, told by well-known environment variables that point at localhost. Sources:
/// https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-configuration.html,
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Generation_CloudWatch_Agent.html,
/// https://opentelemetry.io/docs/specs/otel/protocol/exporter/, https://docs.datadoghq.com/tracing/trace_collection/library_config/.
/// </summary>
public static class LocalDaemons
{
    private static readonly string[] LoopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

    private static readonly DaemonAddress[] Known =
    [
        new("AWS_XRAY_DAEMON_ADDRESS", "X-Ray daemon", 2000),
        new("AWS_EMF_AGENT_ENDPOINT", "CloudWatch agent", 25888),
        new("OTEL_EXPORTER_OTLP_ENDPOINT", "OpenTelemetry collector", 4317),
        new("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OpenTelemetry collector", 4317),
        new("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OpenTelemetry collector", 4317),
        new("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "OpenTelemetry collector", 4317),
        new("DD_AGENT_HOST", "Datadog agent", 8126, "DD_TRACE_AGENT_PORT"),
        new("DD_TRACE_AGENT_HOSTNAME", "Datadog agent", 8126, "DD_TRACE_AGENT_PORT"),
        new("DD_TRACE_AGENT_URL", "Datadog agent", 8126),
        new("DD_DOGSTATSD_HOST", "StatsD daemon", 8125, "DD_DOGSTATSD_PORT"),
        new("DD_DOGSTATSD_URL", "StatsD daemon", 8125),
        new("STATSD_HOST", "StatsD daemon", 8125, "STATSD_PORT"),
        new("STATSD_ADDR", "StatsD daemon", 8125, "STATSD_PORT"),
        new("STATSD_ADDRESS", "StatsD daemon", 8125, "STATSD_PORT"),
        new("STATSD_ENDPOINT", "StatsD daemon", 8125, "STATSD_PORT"),
        new("STATSD_SERVER", "StatsD daemon", 8125, "STATSD_PORT"),
        new("STATSD_URL", "StatsD daemon", 8125, "STATSD_PORT"),
    ];

    /// <summary>
    /// The daemons that <paramref name="container"/> expects on localhost, one for each port, in the order of its variables. A hidden value of
    /// such a variable comes as a use of an unknown port.
    /// </summary>
    public static IReadOnlyList<LocalDaemonUse> ExpectedBy(ContainerDefinition container)
    {
        var uses = new List<LocalDaemonUse>();
        foreach (var variable in container.Environment)
        {
            if (Known.FirstOrDefault(known => known.Variable == variable.Name.ValueOrDefault) is not { } address || variable.Value.IsAbsent)
            {
                continue;
            }

            if (!variable.Value.IsKnown(out var value))
            {
                uses.Add(new(variable.Value, address, null));
            }
            else if (LocalPort(value, out var port) && (port ?? PortOf(container, address)) is var expected && !uses.Exists(use => use.Port == expected))
            {
                uses.Add(new(variable.Value, address, expected));
            }
        }

        return uses;
    }

    /// <summary>Every port of localhost that the container's variables name, in <see cref="ExpectedBy"/>'s variables and in any other.</summary>
    public static IReadOnlyCollection<int> PortsUsedBy(ContainerDefinition container)
    {
        var ports = ExpectedBy(container).Select(use => use.Port).OfType<int>().ToHashSet();
        foreach (var variable in container.Environment)
        {
            foreach (var host in LoopbackHosts)
            {
                AddPorts(variable.Value.ValueOrDefault ?? "", $"{host}:", ports);
            }
        }

        return ports;
    }

    private static void AddPorts(string value, string host, HashSet<int> ports)
    {
        for (var at = value.IndexOf(host, StringComparison.OrdinalIgnoreCase); at >= 0; at = value.IndexOf(host, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            // `mylocalhost:80` is another host.
            var rest = value.AsSpan(at + host.Length);
            var end = rest.IndexOfAnyExceptInRange('0', '9');
            if ((at == 0 || !char.IsAsciiLetterOrDigit(value[at - 1]) && value[at - 1] is not ('.' or '-'))
                && int.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            {
                ports.Add(port);
            }
        }
    }

    /// <summary>Whether the text is the address of a place on the loopback interface, and the port if it names one.</summary>
    private static bool LocalPort(string value, out int? port)
    {
        // X-Ray takes one address for both protocols or one for each, `tcp:HOST:PORT udp:HOST:PORT`; they share the daemon.
        var text = value.AsSpan().Trim();
        var blank = text.IndexOf(' ');
        text = blank < 0 ? text : text[..blank];
        var scheme = text.IndexOf("://");
        text = scheme < 0 ? text : text[(scheme + 3)..];
        text = text.StartsWith("tcp:") || text.StartsWith("udp:") ? text[4..] : text;
        var end = text.IndexOfAny('/', '?');
        text = end < 0 ? text : text[..end];
        text = text[(text.LastIndexOf('@') + 1)..];
        var colon = text.EndsWith("]") ? -1 : text.LastIndexOf(':');
        port = colon >= 0 && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        var host = (colon < 0 ? text : text[..colon]).ToString();
        return Array.Exists(LoopbackHosts, loopback => loopback.Equals(host, StringComparison.OrdinalIgnoreCase));
    }

    private static int PortOf(ContainerDefinition container, DaemonAddress address)
    {
        foreach (var variable in container.Environment)
        {
            if (address.PortVariable is { } name && variable.Name.ValueOrDefault == name
                && int.TryParse(variable.Value.ValueOrDefault, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            {
                return port;
            }
        }

        return address.DefaultPort;
    }

    /// <summary>Whether a port mapping of <paramref name="container"/> opens <paramref name="port"/>.</summary>
    public static bool Maps(ContainerDefinition container, int port)
    {
        foreach (var mapping in container.PortMappings)
        {
            if (mapping.ContainerPort.IsKnown(out var mapped) && mapped == port || IsInRange(mapping.ContainerPortRange.ValueOrDefault, port))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInRange(string? range, int port)
    {
        var dash = range?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        return dash > 0
            && int.TryParse(range.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(range.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first <= port && port <= last;
    }
}
