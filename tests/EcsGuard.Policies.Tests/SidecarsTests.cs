using System.Text;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Tests;

public sealed class SidecarsTests
{
    [Theory]
    [InlineData("public.ecr.aws/aws-observability/aws-otel-collector:v0.43.0", "AWS Distro for OpenTelemetry")]
    [InlineData("111122223333.dkr.ecr.eu-west-1.amazonaws.com/aws-otel-collector:1", "AWS Distro for OpenTelemetry")]
    [InlineData("registry.example:5000/ecr-public/aws-observability/aws-otel-collector@sha256:0f", "AWS Distro for OpenTelemetry")]
    [InlineData("111122223333.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/datadog/agent:7", "Datadog agent")]
    [InlineData("amazon/aws-xray-daemon", "AWS X-Ray daemon")]
    [InlineData("amazon/aws-for-fluent-bit:stable", "AWS for Fluent Bit")]
    [InlineData("840364872350.dkr.ecr.us-west-2.amazonaws.com/aws-appmesh-envoy:v1.29", "Envoy")]
    [InlineData("public.ecr.aws/aws-otel-test/aws-otel-collector-sample-app:1", null)]
    [InlineData("example/fluentd-demo", null)]
    [InlineData("example/agent", null)]
    [InlineData("nginx:1.29", null)]
    public void An_image_is_recognised_by_whole_segments_of_its_repository(string image, string? expected) =>
        Assert.Equal(expected, Recognise($$"""{ "name": "c", "image": "{{image}}" }"""));

    [Theory]
    [InlineData("111122223333.dkr.ecr.eu-west-1.amazonaws.com/mesh:1", "envoy", "Envoy")]
    [InlineData("example/mesh", "envoy", "Envoy")]
    [InlineData("${IMAGE}", "xray-daemon", "AWS X-Ray daemon")]
    [InlineData("", "xray-daemon", "AWS X-Ray daemon")]
    [InlineData("", "aws-guardduty-agent-nm40lC", "GuardDuty agent")]
    [InlineData("nginx:1.29", "envoy", null)]
    [InlineData("public.ecr.aws/docker/library/node:22", "xray-daemon", null)]
    [InlineData("111122223333.dkr.ecr.eu-west-1.amazonaws.com/mesh:1", "envoy-demo", null)]
    public void A_name_decides_only_where_the_image_is_no_help(string image, string name, string? expected) =>
        Assert.Equal(expected, Recognise($$"""{ "name": "{{name}}", "image": "{{image}}" }"""));

    [Fact]
    public void A_container_with_a_firelens_configuration_is_the_log_router_whatever_it_runs() =>
        Assert.Equal("FireLens log router", Recognise("""{ "name": "c", "image": "example/router:1", "firelensConfiguration": { "type": "fluentbit" } }"""));

    [Theory]
    [InlineData("acme-agent", "example/agent:1", "listed in the policy file")]
    [InlineData("collector", "registry.example.com/acme/telemetry:2.1", "listed in the policy file")]
    [InlineData("collector", "registry.example.com/acme/telemetry:${TAG}", "listed in the policy file")]
    [InlineData("collector", "registry.example.com/acme/telemetry-demo:2.1", null)]
    [InlineData("Acme-agent", "example/agent:1", null)]
    [InlineData("acme-agent", "datadog/agent:7", "Datadog agent")]
    [InlineData("envoy", "registry.example.com/acme/telemetry:1", "listed in the policy file")]
    [InlineData("mesh", "registry.example.com/acme/mesh:1", null)]
    [InlineData("mesh", "registry.example.com/acme/mesh:2", "listed in the policy file")]
    public void An_organisation_can_list_sidecars_of_its_own(string name, string image, string? expected) =>
        Assert.Equal(expected, Recognise($$"""{ "name": "{{name}}", "image": "{{image}}" }""", Acme));

    [Fact]
    public void A_listed_sidecar_has_the_role_that_the_list_gives_it_and_the_first_that_matches_counts()
    {
        var container = Read("""{ "name": "acme-mesh", "image": "registry.example.com/acme/mesh:2" }""");
        Assert.Equal(SidecarRole.Telemetry, Sidecars.Recognise(container, Acme)?.Role);
        Assert.Equal(SidecarRole.Proxy, Sidecars.Recognise(container, Acme with { ExtraSidecars = [.. Acme.ExtraSidecars.Reverse()] })?.Role);
    }

    [Fact]
    public void A_container_with_a_firelens_configuration_is_the_log_router_whatever_is_listed() =>
        Assert.Equal("FireLens log router", Recognise("""{ "name": "acme-router", "image": "example/router:1", "firelensConfiguration": { "type": "fluentbit" } }""", Acme));

    [Fact]
    public void What_a_container_is_under_one_list_it_need_not_be_under_another()
    {
        var container = Read("""{ "name": "acme-agent", "image": "example/agent:1" }""");
        Assert.Null(Sidecars.Recognise(container, PolicyContext.Empty));
        Assert.Equal("listed in the policy file", Sidecars.Recognise(container, Acme)?.Name);
        Assert.Null(Sidecars.Recognise(container, PolicyContext.Empty));
    }

    private static readonly PolicyContext Acme = PolicyContext.Empty with
    {
        ExtraSidecars =
        [
            new(new("acme-*", null), SidecarRole.Telemetry),
            new(new(null, "*/acme/telemetry"), SidecarRole.Telemetry),
            new(new("*mesh", "*/acme/mesh:2"), SidecarRole.Proxy),
        ],
    };

    private static string? Recognise(string container, PolicyContext? context = null) => Sidecars.Recognise(Read(container), context ?? PolicyContext.Empty)?.Name;

    private static ContainerDefinition Read(string container) => TaskDefinition.Read(Encoding.UTF8.GetBytes($"[{container}]")).ContainerDefinitions[0];
}
