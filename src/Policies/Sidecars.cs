using System.Collections.Immutable;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>What a sidecar is there for; policies treat the roles differently.</summary>
public enum SidecarRole
{
    /// <summary>Collects metrics, traces or findings: the application can run without it.</summary>
    Telemetry,

    /// <summary>Takes the other containers' logs: while it is down, they are lost.</summary>
    LogRouter,

    /// <summary>Carries the application's traffic: while it is down, so is the application.</summary>
    Proxy,

    /// <summary>Hands out credentials or configuration.</summary>
    Configuration,
}

/// <summary>A known piece of infrastructure.</summary>
/// <param name="Name">How people call it.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Repositories">Ends of the image repository's path, compared by whole segments.</param>
/// <param name="ContainerNames">Container names that are enough to recognise it where the image is a private build.</param>
/// <param name="Ports">Ports on which it serves the containers beside it.</param>
public sealed record KnownSidecar(string Name, SidecarRole Role, string[] Repositories, string[] ContainerNames, int[] Ports)
{
    /// <summary>Nobody has said on which ports it serves, so it may be any.</summary>
    public bool HasUnknownPorts { get; init; }
}

/// <summary>Texts of <see cref="SidecarRole"/> in policy files.</summary>
public static class SidecarRoleText
{
    public static string ToText(this SidecarRole role) => role switch
    {
        SidecarRole.Telemetry => "telemetry",
        SidecarRole.LogRouter => "logRouter",
        SidecarRole.Proxy => "proxy",
        SidecarRole.Configuration => "configuration",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role."),
    };
}

/// <summary>
/// The containers that are infrastructure rather than application, in one table. An image is recognised when the last segments of its
/// repository equal an entry: private mirrors and pull-through prefixes change only what stands before, and
/// <c>aws-otel-collector-sample-app</c> is another image than <c>aws-otel-collector</c>.
/// </summary>
public static class Sidecars
{
    private static readonly KnownSidecar[] Known =
    [
        new("AWS X-Ray daemon", SidecarRole.Telemetry, ["xray/aws-xray-daemon", "aws-xray-daemon", "amazon/aws-xray-daemon", "xray-daemon"], ["xray-daemon", "aws-xray-daemon", "xray"], [2000]),
        new("CloudWatch agent", SidecarRole.Telemetry, ["cloudwatch-agent/cloudwatch-agent", "amazon/cloudwatch-agent", "cloudwatch-agent"], ["cloudwatch-agent", "cwagent", "ecs-cwagent"], [8125, 25888, 4316, 2000]),
        new("AWS Distro for OpenTelemetry", SidecarRole.Telemetry, ["aws-observability/aws-otel-collector", "amazon/aws-otel-collector", "aws-otel-collector"], ["aws-otel-collector", "adot-collector", "adot", "aws-collector"], [4317, 4318, 2000, 8125, 55680, 55681]),
        new("OpenTelemetry Collector", SidecarRole.Telemetry, ["otel/opentelemetry-collector", "otel/opentelemetry-collector-contrib", "opentelemetry-collector", "opentelemetry-collector-contrib", "opentelemetry-collector-releases/opentelemetry-collector", "opentelemetry-collector-releases/opentelemetry-collector-contrib", "signalfx/splunk-otel-collector", "splunk-otel-collector", "newrelic/nrdot-collector"], ["otel-collector", "otel-agent", "opentelemetry-collector", "splunk-otel-collector", "otelcol"], [4317, 4318, 55680, 55681]),
        new("Datadog agent", SidecarRole.Telemetry, ["datadog/agent", "datadoghq/agent", "datadog/datadog-agent", "datadog-agent"], ["datadog-agent", "datadog", "dd-agent"], [8126, 8125]),
        new("New Relic infrastructure agent", SidecarRole.Telemetry, ["newrelic/nri-ecs", "newrelic/infrastructure", "newrelic/infrastructure-bundle"], ["newrelic-infra", "newrelic"], [8001]),
        new("Dynatrace agent", SidecarRole.Telemetry, ["dynatrace/oneagent", "dynatrace/dynatrace-activegate"], ["dynatrace", "oneagent"], []),
        new("Prometheus StatsD exporter", SidecarRole.Telemetry, ["prom/statsd-exporter", "statsd-exporter", "prom/node-exporter", "node-exporter"], ["statsd-exporter", "statsd"], [9125, 8125]),
        new("Grafana agent", SidecarRole.Telemetry, ["grafana/agent", "grafana/alloy"], ["grafana-agent", "alloy"], [4317, 4318]),
        new("Elastic APM server", SidecarRole.Telemetry, ["apm/apm-server", "elastic-agent/elastic-agent", "beats/elastic-agent"], ["elastic-agent", "apm-server"], [8200]),
        new("Jaeger agent", SidecarRole.Telemetry, ["jaegertracing/jaeger-agent"], ["jaeger-agent"], [6831, 6832, 5778]),
        new("GuardDuty agent", SidecarRole.Telemetry, ["aws-guardduty-agent-fargate", "aws-guardduty-agent"], ["aws-guardduty-agent"], []),
        new("Falco / Sysdig agent", SidecarRole.Telemetry, ["sysdig/orchestrator-agent", "sysdig/agent", "falcosecurity/falco"], ["sysdig-agent", "falco"], []),
        new("AWS for Fluent Bit", SidecarRole.LogRouter, ["aws-observability/aws-for-fluent-bit", "amazon/aws-for-fluent-bit", "aws-for-fluent-bit"], ["log_router", "log-router", "logrouter", "firelens", "aws-for-fluent-bit"], [24224]),
        new("Fluent Bit", SidecarRole.LogRouter, ["fluent/fluent-bit", "fluent-bit", "newrelic/newrelic-fluentbit-output", "newrelic-fluentbit-output"], ["fluent-bit", "fluentbit"], [24224]),
        new("Fluentd", SidecarRole.LogRouter, ["fluent/fluentd", "fluentd"], ["fluentd"], [24224]),
        new("Vector", SidecarRole.LogRouter, ["timberio/vector"], ["vector"], []),
        new("Envoy", SidecarRole.Proxy, ["appmesh/aws-appmesh-envoy", "aws-appmesh-envoy", "envoyproxy/envoy", "envoy"], ["envoy", "envoy-proxy"], []),
        new("Service Connect agent", SidecarRole.Proxy, ["aws-ecs-service-connect-agent", "ecs-service-connect-agent"], ["ecs-service-connect"], []),
        new("Consul", SidecarRole.Proxy, ["hashicorp/consul-dataplane", "hashicorp/consul-ecs", "consul-dataplane", "consul-ecs"], ["consul-dataplane", "consul-client", "sidecar-proxy"], []),
        new("Cloud SQL / PgBouncer proxy", SidecarRole.Proxy, ["edoburu/pgbouncer", "bitnami/pgbouncer", "pgbouncer/pgbouncer"], ["pgbouncer"], [6432]),
        new("Vault agent", SidecarRole.Configuration, ["hashicorp/vault", "hashicorp/vault-agent", "vault-agent"], ["vault-agent"], [8200]),
        new("AppConfig agent", SidecarRole.Configuration, ["aws-appconfig/aws-appconfig-agent", "aws-appconfig-agent"], ["appconfig-agent", "aws-appconfig-agent"], [2772]),
        new("Secrets Manager agent", SidecarRole.Configuration, ["aws-secretsmanager-agent", "secretsmanager-agent"], ["secretsmanager-agent"], [2773]),
    ];

    /// <summary>
    /// What <paramref name="container"/> is, or null for an application container. A container with a <c>firelensConfiguration</c> is the log
    /// router whatever its image. The name decides only where the image is no help: a private build of Envoy cannot be told by its image, but a
    /// container that calls itself <c>envoy</c> and runs a published image of something else is an application. What the organisation lists as its
    /// own (<see cref="PolicyContext.ExtraSidecars"/>) counts before such a guess, and after what is certain.
    /// </summary>
    public static KnownSidecar? Recognise(ContainerDefinition container, PolicyContext context)
    {
        // Kept, since many policies ask; it holds for these extra sidecars only.
        if (container.Recognised is not { } kept || kept.Extra != context.ExtraSidecars)
        {
            container.Recognised = kept = new(context.ExtraSidecars, Find(container, context.ExtraSidecars));
        }

        return kept.Sidecar;
    }

    /// <summary>
    /// What <paramref name="container"/> is there for in this task, or null for an application container: what the task makes of it, log router or
    /// proxy, counts before what its image is.
    /// </summary>
    public static SidecarRole? RoleOf(this TaskDefinition task, ContainerDefinition container, PolicyContext context) =>
        !container.FirelensConfiguration.IsAbsent ? SidecarRole.LogRouter
        : container.Name.ValueOrDefault is { } name && name == task.ProxyConfiguration.ValueOrDefault?.ContainerName.ValueOrDefault ? SidecarRole.Proxy
        : Recognise(container, context)?.Role;

    private static KnownSidecar? Find(ContainerDefinition container, ImmutableArray<ExtraSidecar> extra)
    {
        var image = container.Image.Raw is { } text ? ImageReference.Parse(text) : null;
        if (image is not null && Match(image) is { } byImage)
        {
            return byImage;
        }

        if (!container.FirelensConfiguration.IsAbsent)
        {
            return FirelensRouter;
        }

        if (extra.FirstOrDefault(sidecar => sidecar.Pattern.Matches(container.Name.ValueOrDefault, container.Image.Raw)) is { } own)
        {
            return own.Sidecar;
        }

        return container.Name.ValueOrDefault is { } name && !IsPublished(container, image)
            ? Known.FirstOrDefault(known => known.ContainerNames.Contains(name, StringComparer.OrdinalIgnoreCase) || (known.Name == "GuardDuty agent" && name.StartsWith("aws-guardduty-agent-", StringComparison.Ordinal)))
            : null;
    }

    /// <summary>An image that anybody can pull, so that its repository says what it is: an official image of Docker Hub, or one of ECR Public.</summary>
    private static bool IsPublished(ContainerDefinition container, ImageReference? image) =>
        !container.Image.IsUndetermined && image is { Repository.Length: > 0 }
        && (image.Host == "public.ecr.aws" || (image.Host is null && !image.Repository.Contains('/', StringComparison.Ordinal)));

    private static KnownSidecar FirelensRouter { get; } = new("FireLens log router", SidecarRole.LogRouter, [], [], [24224]);

    private static KnownSidecar? Match(ImageReference image) =>
        Known.FirstOrDefault(known => known.Repositories.Any(repository => EndsWithSegments(image.Repository, repository)));

    private static bool EndsWithSegments(string path, string end) =>
        path.EndsWith(end, StringComparison.OrdinalIgnoreCase) && (path.Length == end.Length || path[^(end.Length + 1)] == '/');
}
