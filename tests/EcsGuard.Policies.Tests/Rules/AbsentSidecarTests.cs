using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class AbsentSidecarTests : PolicyTests<AbsentSidecar>
{
    [Theory]
    [InlineData("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000", "X-Ray daemon", 2000)]
    [InlineData("AWS_XRAY_DAEMON_ADDRESS", "localhost:2001", "X-Ray daemon", 2001)]
    [InlineData("AWS_XRAY_DAEMON_ADDRESS", "tcp:127.0.0.1:2000 udp:127.0.0.1:2000", "X-Ray daemon", 2000)]
    [InlineData("AWS_XRAY_DAEMON_ADDRESS", "udp:LOCALHOST:2000", "X-Ray daemon", 2000)]
    [InlineData("AWS_EMF_AGENT_ENDPOINT", "tcp://127.0.0.1:25888", "CloudWatch agent", 25888)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318", "OpenTelemetry collector", 4318)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", " http://localhost:4318 ", "OpenTelemetry collector", 4318)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost", "OpenTelemetry collector", 4317)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://user:word@localhost:4318/v1/traces?x=1", "OpenTelemetry collector", 4318)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://[::1]:4318", "OpenTelemetry collector", 4318)]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://[::1]", "OpenTelemetry collector", 4317)]
    [InlineData("DD_AGENT_HOST", "localhost", "Datadog agent", 8126)]
    [InlineData("DD_TRACE_AGENT_HOSTNAME", "127.0.0.1", "Datadog agent", 8126)]
    [InlineData("DD_TRACE_AGENT_URL", "http://localhost:8126", "Datadog agent", 8126)]
    [InlineData("DD_DOGSTATSD_HOST", "localhost", "StatsD daemon", 8125)]
    [InlineData("DD_DOGSTATSD_URL", "udp://localhost:8125", "StatsD daemon", 8125)]
    [InlineData("STATSD_HOST", "localhost", "StatsD daemon", 8125)]
    [InlineData("STATSD_ADDR", "localhost:9125", "StatsD daemon", 9125)]
    [InlineData("STATSD_ADDRESS", "localhost", "StatsD daemon", 8125)]
    [InlineData("STATSD_ENDPOINT", "localhost", "StatsD daemon", 8125)]
    [InlineData("STATSD_SERVER", "localhost", "StatsD daemon", 8125)]
    [InlineData("STATSD_URL", "localhost", "StatsD daemon", 8125)]
    public void Reports_a_daemon_that_is_not_there(string variable, string value, string daemon, int port) =>
        AssertViolated(Task(App(variable, value)), ("/containerDefinitions/0/environment/0/value", Message(variable, daemon, port)));

    [Theory]
    [InlineData("AWS_XRAY_DAEMON_ADDRESS", "xray.internal:2000")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost.example.com:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector.example.com/localhost:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318@collector.example.com")]
    [InlineData("DD_AGENT_HOST", "172.17.0.1")]
    [InlineData("DD_TRACE_AGENT_URL", "unix:///var/run/datadog/apm.socket")]
    [InlineData("REDIS_HOST", "localhost")]
    [InlineData("otel_exporter_otlp_endpoint", "http://localhost:4318")]
    [InlineData("STATSD_HOST", "")]
    public void Says_nothing_about_other_places_and_variables(string variable, string value) => AssertNotApplicable(Task(App(variable, value)));

    [Fact]
    public void Reads_the_port_from_its_own_variable() =>
        AssertViolated(
            Task("""{ "name": "app", "environment": [{ "name": "STATSD_PORT", "value": "9999" }, { "name": "STATSD_HOST", "value": "localhost" }] }"""),
            ("/containerDefinitions/0/environment/1/value", Message("STATSD_HOST", "StatsD daemon", 9999)));

    [Theory]
    [InlineData("""{ "name": "xray-daemon" }""")]
    [InlineData("""{ "name": "x", "image": "public.ecr.aws/xray/aws-xray-daemon:3.x" }""")]
    [InlineData("""{ "name": "adot", "image": "my/own:1" }""")]
    [InlineData("""{ "name": "log_router", "image": "my/own:1" }""")]
    [InlineData("""{ "name": "our-Collector", "image": "my/own:1" }""")]
    [InlineData("""{ "name": "side", "image": "example.com/team/Telemetry-relay:1" }""")]
    [InlineData("""{ "name": "side", "image": "my/own:1", "portMappings": [{ "containerPort": 80 }, { "containerPort": 2000 }] }""")]
    [InlineData("""{ "name": "side", "image": "my/own:1", "portMappings": [{ "containerPortRange": "1990-2000" }] }""")]
    [InlineData("""{ "name": "side", "image": "my/own:1", "portMappings": [{ "containerPortRange": "2000-2010" }] }""")]
    public void Accepts_what_a_container_of_the_task_may_serve(string other)
    {
        AssertPassed(Task(App("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000"), other));
        AssertPassed(Task(other, App("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000")));
    }

    [Theory]
    [InlineData("""{ "name": "nginx", "image": "nginx" }""")]
    [InlineData("""{ "name": "aws-guardduty-agent" }""")]
    [InlineData("""{ "name": "statsd" }""", true)]
    [InlineData("""{ "name": "envoy", "image": "envoyproxy/envoy:v1.35.0" }""")]
    [InlineData("""{ "name": "vault-agent" }""")]
    [InlineData("""{ "name": "side", "image": "my/own:1", "portMappings": [{ "containerPort": 2001 }] }""")]
    [InlineData("""{ "name": "side", "image": "my/own:1", "portMappings": [{ "containerPortRange": "2001-2010" }] }""")]
    [InlineData("""{ "name": "side", "image": "my/own:1", "portMappings": [{ "containerPortRange": "1990-1999" }] }""")]
    [InlineData("""{ "name": "side", "image": "my/own:1", "portMappings": [{ "containerPortRange": "2000" }, { "containerPortRange": "-2000" }, { "containerPortRange": "2000-x" }, { "containerPortRange": "x-2000" }] }""")]
    public void Another_container_does_not_serve_it(string other, bool mayServe = false)
    {
        var task = Task(App("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000"), other);
        if (mayServe)
        {
            AssertPassed(task);
        }
        else
        {
            AssertViolated(task, ("/containerDefinitions/0/environment/0/value", Message("AWS_XRAY_DAEMON_ADDRESS", "X-Ray daemon", 2000)));
        }
    }

    [Fact]
    public void An_agent_with_one_port_serves_no_other() =>
        AssertViolated(
            Task(App("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"), """{ "name": "xray-daemon" }"""),
            ("/containerDefinitions/0/environment/0/value", Message("OTEL_EXPORTER_OTLP_ENDPOINT", "OpenTelemetry collector", 4318)));

    [Fact]
    public void An_application_is_no_agent_because_of_its_name() =>
        AssertViolated(
            Task("""{ "name": "tracing-api", "environment": [{ "name": "STATSD_HOST", "value": "localhost" }] }"""),
            ("/containerDefinitions/0/environment/0/value", "Container 'tracing-api' expects the StatsD daemon on port 8125 of localhost (STATSD_HOST), but no container of the task is one or maps that port."));

    [Fact]
    public void Says_nothing_about_the_agents_own_address() =>
        AssertPassed(Task("""{ "name": "xray-daemon", "environment": [{ "name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://localhost:4317" }] }"""));

    [Fact]
    public void Reports_a_port_once_for_each_container() =>
        AssertViolated(
            Task(
                """{ "name": "app", "environment": [{ "name": "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "value": "http://localhost:4318" }, { "name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://localhost:4318" }, { "name": "STATSD_HOST", "value": "localhost" }] }""",
                """{ "name": "worker", "environment": [{ "name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://localhost:4318" }] }"""),
            ("/containerDefinitions/0/environment/0/value", Message("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OpenTelemetry collector", 4318)),
            ("/containerDefinitions/0/environment/2/value", Message("STATSD_HOST", "StatsD daemon", 8125)),
            ("/containerDefinitions/1/environment/0/value", "Container 'worker' expects the OpenTelemetry collector on port 4318 of localhost (OTEL_EXPORTER_OTLP_ENDPOINT), but no container of the task is one or maps that port."));

    [Theory]
    [InlineData("\"bridge\"")]
    [InlineData("\"host\"")]
    [InlineData("\"none\"")]
    [InlineData("null")]
    public void Says_nothing_outside_of_awsvpc(string mode) =>
        AssertNotApplicable($$"""{ "networkMode": {{mode}}, "containerDefinitions": [{{App("STATSD_HOST", "localhost")}}] }""");

    [Fact]
    public void Cannot_tell_while_the_network_mode_is_hidden() =>
        AssertUndetermined(
            $$"""{ "networkMode": "{{"{{ mode }}"}}", "containerDefinitions": [{{App("STATSD_HOST", "localhost")}}] }""",
            ("/networkMode", UndeterminedReason.Placeholder));

    [Fact]
    public void A_hidden_network_mode_does_not_matter_where_no_daemon_is_used() =>
        AssertNotApplicable($$"""{ "networkMode": "{{"{{ mode }}"}}", "containerDefinitions": [{{App("REDIS_HOST", "localhost")}}] }""");

    [Fact]
    public void Cannot_tell_while_the_address_is_hidden()
    {
        AssertUndetermined(Task(App("STATSD_HOST", "${HOST}")), ("/containerDefinitions/0/environment/0/value", UndeterminedReason.Placeholder));
        AssertPassed(Task(App("STATSD_HOST", "${HOST}"), """{ "name": "datadog-agent" }"""));
        AssertPassed(Task(App("STATSD_HOST", "${HOST}"), """{ "name": "fluent-bit" }"""));
        AssertNotApplicable(Task(App("REDIS_HOST", "${HOST}")));
    }

    [Fact]
    public void Cannot_tell_while_the_environment_is_hidden()
    {
        AssertUndetermined(Task("""{ "name": "app", "environment": "HIDDEN_DUE_TO_SECURITY_REASONS" }"""), ("/containerDefinitions/0/environment", UndeterminedReason.Redacted));
        AssertUndetermined(Task(App("${NAME}", "localhost")), ("/containerDefinitions/0/environment/0/name", UndeterminedReason.Placeholder));
        AssertUndetermined(
            Task("""{ "name": "app", "environment": "HIDDEN_DUE_TO_SECURITY_REASONS" }""", """{ "name": "nginx" }"""),
            ("/containerDefinitions/0/environment", UndeterminedReason.Redacted));
        AssertUndetermined(
            Task("""{ "name": "app", "environment": [{ "name": "A", "value": "b" }, { "name": "${NAME}", "value": "c" }] }"""),
            ("/containerDefinitions/0/environment/1/name", UndeterminedReason.Placeholder));
        AssertPassed(Task("""{ "name": "app", "environment": "HIDDEN_DUE_TO_SECURITY_REASONS" }""", """{ "name": "adot" }"""));
    }

    [Fact]
    public void Cannot_tell_while_another_container_may_be_the_daemon()
    {
        var app = App("STATSD_HOST", "localhost");
        AssertUndetermined(Task(app, """{ "name": "side", "image": "${IMAGE}" }"""), ("/containerDefinitions/1/image", UndeterminedReason.Placeholder));
        AssertUndetermined(Task(app, """{ "name": "side", "image": [] }"""), ("/containerDefinitions/1/image", UndeterminedReason.WrongType));
        AssertUndetermined(
            Task(app, """{ "name": "side", "portMappings": [{ "containerPort": "${PORT}" }] }"""),
            ("/containerDefinitions/1/portMappings/0/containerPort", UndeterminedReason.Placeholder));
        AssertUndetermined(
            Task(app, """{ "name": "side", "portMappings": "{{ ports }}" }"""),
            ("/containerDefinitions/1/portMappings", UndeterminedReason.Placeholder));
        AssertUndetermined(
            Task(app, """{ "name": "side", "portMappings": [{ "containerPort": "${PORT}" }, { "containerPort": "${OTHER}" }] }"""),
            ("/containerDefinitions/1/portMappings/0/containerPort", UndeterminedReason.Placeholder),
            ("/containerDefinitions/1/portMappings/1/containerPort", UndeterminedReason.Placeholder));
        AssertUndetermined(
            Task(app, """{ "name": "side", "image": "${IMAGE}", "portMappings": "{{ ports }}" }"""),
            ("/containerDefinitions/1/image", UndeterminedReason.Placeholder),
            ("/containerDefinitions/1/portMappings", UndeterminedReason.Placeholder));
        AssertUndetermined(Task(app, "\"{{ container }}\""), ("/containerDefinitions/1", UndeterminedReason.Placeholder));
        AssertViolated(
            Task(app, """{ "name": "side", "image": "nginx:${TAG}" }"""),
            ("/containerDefinitions/0/environment/0/value", Message("STATSD_HOST", "StatsD daemon", 8125)));
    }

    [Fact]
    public void What_is_hidden_in_the_application_itself_does_not_matter() =>
        AssertViolated(
            Task("""{ "name": "app", "image": "${IMAGE}", "portMappings": [{ "containerPort": "${PORT}" }], "environment": [{ "name": "STATSD_HOST", "value": "localhost" }] }"""),
            ("/containerDefinitions/0/environment/0/value", Message("STATSD_HOST", "StatsD daemon", 8125)));

    [Fact]
    public void A_sidecar_that_the_organisation_lists_may_listen_on_any_port()
    {
        var task = Task(App("STATSD_HOST", "localhost"), """{ "name": "acme", "image": "registry.example.com/acme/gauge:1" }""");
        AssertViolated(task, ("/containerDefinitions/0/environment/0/value", Message("STATSD_HOST", "StatsD daemon", 8125)));
        Context = PolicyContext.Empty with { ExtraSidecars = [new(new(null, "*/acme/gauge"), SidecarRole.Telemetry)] };
        AssertPassed(task);
    }

    private static string Message(string variable, string daemon, int port) =>
        $"Container 'app' expects the {daemon} on port {port} of localhost ({variable}), but no container of the task is one or maps that port.";

    private static string App(string variable, string value) =>
        $$"""{ "name": "app", "image": "nginx", "environment": [{ "name": "{{variable}}", "value": "{{value}}" }] }""";

    private static string Task(params string[] containers) =>
        $$"""{ "networkMode": "awsvpc", "containerDefinitions": [{{string.Join(", ", containers)}}] }""";
}
