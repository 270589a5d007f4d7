using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UnorderedSidecarTests : PolicyTests<UnorderedSidecar>
{
    private const string XRay = """{ "name": "xray-daemon" }""";
    private const string UsesXRay = """ "environment": [{ "name": "AWS_XRAY_DAEMON_ADDRESS", "value": "127.0.0.1:2000" }] """;
    private const string Message = "Container 'app' uses 'xray-daemon' without waiting for it: add it to dependsOn.";

    [Theory]
    [InlineData("bridge")]
    [InlineData("none")]
    public void Says_nothing_where_containers_do_not_share_localhost(string mode) =>
        AssertNotApplicable($$"""{ "networkMode": "{{mode}}", "containerDefinitions": [{{App(UsesXRay)}}, {{XRay}}] }""");

    [Fact]
    public void Says_nothing_without_a_sidecar() => AssertNotApplicable(Task(App(UsesXRay), """{ "name": "log_router" }"""));

    [Fact]
    public void An_absent_network_mode_is_bridge() =>
        AssertNotApplicable($$"""{ "containerDefinitions": [{{App(UsesXRay)}}, {{XRay}}] }""");

    [Theory]
    [InlineData("""{ "name": "app" }""")]
    [InlineData("""{ "name": "app", "environment": [{ "name": "X", "value": "127.0.0.1:2001" }, { "name": "Y", "value": "mylocalhost:2000" }, { "name": "Z", "value": "a.localhost:2000" }, { "name": "V", "value": "a-localhost:2000" }, { "name": "W", "value": "localhost:" }, { "name": "U" }] }""")]
    [InlineData("""{ "name": "app", "portMappings": [{ "containerPort": 2000 }], "environment": [{ "name": "AWS_XRAY_DAEMON_ADDRESS", "value": "127.0.0.1:2000" }] }""")]
    [InlineData("""{ "name": "app", "environment": [{ "name": "A", "value": "localhost:2000" }], "dependsOn": [{ "containerName": "xray-daemon", "condition": "START" }] }""")]
    public void Accepts_what_does_not_use_it_or_waits_for_it(string app) => AssertPassed(Task(app, XRay));

    [Fact]
    public void Waiting_through_others_is_waiting() =>
        AssertPassed(Task(
            App(UsesXRay + """, "dependsOn": [{ "containerName": "middle", "condition": "START" }]"""),
            """{ "name": "middle", "dependsOn": [{ "containerName": "xray-daemon", "condition": "START" }] }""",
            XRay));

    [Fact]
    public void A_sidecar_that_waits_for_the_application_is_left_alone() =>
        AssertPassed(Task(App(UsesXRay), """{ "name": "xray-daemon", "dependsOn": [{ "containerName": "app", "condition": "START" }] }"""));

    [Fact]
    public void Containers_that_run_first_and_sidecars_themselves_are_left_alone() =>
        AssertPassed(Task(
            """{ "name": "init", "environment": [{ "name": "A", "value": "localhost:2000" }] }""",
            """{ "name": "app", "dependsOn": [{ "containerName": "init", "condition": "SUCCESS" }] }""",
            """{ "name": "adot", "environment": [{ "name": "A", "value": "localhost:2000" }], "portMappings": [{ "containerPort": 1 }] }""",
            XRay));

    [Theory]
    [InlineData("127.0.0.1:2000")]
    [InlineData("http://LOCALHOST:2000/x")]
    [InlineData("localhost:1,localhost:2000")]
    [InlineData("[::1]:2000")]
    public void Reports_a_port_on_localhost_in_any_variable(string value)
    {
        var definition = Task(App($$""" "environment": [{ "name": "A", "value": "{{value}}" }] """), XRay);
        AssertViolated(definition, ("/containerDefinitions/0", Message));
        AssertFixed(definition, Task(App($$""" "environment": [{ "name": "A", "value": "{{value}}" }], "dependsOn": [{ "containerName": "xray-daemon", "condition": "START" }] """), XRay));
    }

    [Fact]
    public void Knows_the_default_ports_and_host_mode() =>
        AssertViolated(
            """{ "networkMode": "host", "containerDefinitions": [{ "name": "dd-agent" }, { "name": "app", "environment": [{ "name": "DD_AGENT_HOST", "value": "localhost" }] }] }""",
            ("/containerDefinitions/1", "Container 'app' uses 'dd-agent' without waiting for it: add it to dependsOn."));

    [Fact]
    public void Knows_the_ports_that_a_sidecar_maps() =>
        AssertViolated(
            Task(App(""" "environment": [{ "name": "A", "value": "localhost:9000" }] """), """{ "name": "envoy", "portMappings": [{ "containerPort": 9000 }] }"""),
            ("/containerDefinitions/0", "Container 'app' uses 'envoy' without waiting for it: add it to dependsOn."));

    [Fact]
    public void Everything_uses_the_proxy_that_the_task_names()
    {
        const string Proxy = """{ "name": "mesh", "healthCheck": { "command": ["CMD", "x"] } }""";
        var definition = Task(App(""" "dependsOn": [] """), """{ "name": "worker" }""", Proxy).Replace("{ \"networkMode\"", """{ "proxyConfiguration": { "containerName": "mesh" }, "networkMode" """, StringComparison.Ordinal);
        AssertViolated(
            definition,
            ("/containerDefinitions/0", "Container 'app' uses 'mesh' without waiting for it: add it to dependsOn."),
            ("/containerDefinitions/1", "Container 'worker' uses 'mesh' without waiting for it: add it to dependsOn."));
        const string DependsOn = """ "dependsOn": [{ "containerName": "mesh", "condition": "HEALTHY" }] """;
        AssertFixed(definition, Task(App(DependsOn), $$"""{ "name": "worker", {{DependsOn}} }""", Proxy).Replace("{ \"networkMode\"", """{ "proxyConfiguration": { "containerName": "mesh" }, "networkMode" """, StringComparison.Ordinal));
    }

    [Fact]
    public void Waits_for_the_start_of_a_telemetry_sidecar_only()
    {
        const string Daemon = """{ "name": "xray-daemon", "healthCheck": { "command": ["CMD", "x"] } }""";
        AssertFixed(
            Task(App(UsesXRay), Daemon),
            Task(App(UsesXRay + """, "dependsOn": [{ "containerName": "xray-daemon", "condition": "START" }]"""), Daemon));
    }

    [Fact]
    public void Reports_all_sidecars_of_a_container_at_once_and_keeps_what_is_there()
    {
        const string Environment = """ "environment": [{ "name": "A", "value": "localhost:2000" }, { "name": "B", "value": "localhost:6432" }] """;
        const string Others = """{ "name": "pgbouncer" }, { "name": "init" }""";
        var definition = Task(App(Environment + """, "dependsOn": [{ "containerName": "init", "condition": "START" }]"""), XRay, Others);
        AssertViolated(definition, ("/containerDefinitions/0", "Container 'app' uses 'xray-daemon' and 'pgbouncer' without waiting for them: add them to dependsOn."));
        AssertFixed(
            definition,
            Task(App(Environment + """, "dependsOn": [{ "containerName": "init", "condition": "START" }, { "containerName": "xray-daemon", "condition": "START" }, { "containerName": "pgbouncer", "condition": "START" }]"""), XRay, Others));
    }

    [Fact]
    public void Writes_what_the_log_router_needs_along()
    {
        const string Logs = """, "logConfiguration": { "logDriver": "awsfirelens" }""";
        const string Router = """{ "name": "log_router", "firelensConfiguration": {}, "dependsOn": [{ "containerName": "setup", "condition": "SUCCESS" }] }, { "name": "setup", "essential": false }""";
        AssertFixed(
            Task(App(UsesXRay + Logs), XRay, Router),
            Task(App(UsesXRay + Logs + """, "dependsOn": [{ "containerName": "log_router", "condition": "START" }, { "containerName": "xray-daemon", "condition": "START" }]"""), XRay, Router));
    }

    [Fact]
    public void Writes_nothing_where_one_of_several_would_close_a_loop()
    {
        var violation = Assert.Single(Judge(Task(
            App(""" "environment": [{ "name": "A", "value": "localhost:2000" }, { "name": "B", "value": "localhost:6432" }] """),
            """{ "name": "xray-daemon", "logConfiguration": { "logDriver": "awsfirelens" } }, { "name": "pgbouncer" }""",
            """{ "name": "log_router", "firelensConfiguration": {}, "dependsOn": [{ "containerName": "app", "condition": "START" }] }""")).Violations);
        Assert.Equal("Container 'app' uses 'xray-daemon' and 'pgbouncer' without waiting for them: add them to dependsOn.", violation.Message);
        Assert.Equal([], violation.Fix);
    }

    [Theory]
    [InlineData("""{ "name": "xray-daemon", "logConfiguration": { "logDriver": "awsfirelens" } }, { "name": "log_router", "firelensConfiguration": {}, "dependsOn": [{ "containerName": "app", "condition": "START" }] }""")]
    [InlineData("""{ "name": "xray-daemon" }, { "name": "other", "dependsOn": "${DEPENDENCIES}" }""")]
    [InlineData("""{ "name": "xray-daemon" }, { "name": "app" }""")]
    public void Makes_no_loop_and_no_guess(string others)
    {
        var outcome = Judge(Task(others, App(UsesXRay)));
        Assert.Contains(Message, outcome.Violations.Select(violation => violation.Message));
        Assert.Equal([], outcome.Violations.SelectMany(violation => violation.Fix));
    }

    [Fact]
    public void Cannot_tell_while_something_is_hidden()
    {
        AssertUndetermined(Task(App(UsesXRay), XRay).Replace("awsvpc", "${MODE}", StringComparison.Ordinal), ("/networkMode", UndeterminedReason.Placeholder));
        AssertPassed(Task(App(""" "environment": [] """), XRay).Replace("awsvpc", "${MODE}", StringComparison.Ordinal));
        AssertUndetermined(Task(App(UsesXRay + """, "dependsOn": "${D}" """), XRay), ("/containerDefinitions/0/dependsOn", UndeterminedReason.Placeholder));
        AssertUndetermined(Task(App(UsesXRay + """, "dependsOn": [{ "containerName": "${D}" }] """), XRay), ("/containerDefinitions/0/dependsOn/0/containerName", UndeterminedReason.Placeholder));
        AssertUndetermined(
            Task(App(UsesXRay + """, "dependsOn": [{ "containerName": "${D}" }, { "containerName": "${E}" }] """), XRay),
            ("/containerDefinitions/0/dependsOn/0/containerName", UndeterminedReason.Placeholder),
            ("/containerDefinitions/0/dependsOn/1/containerName", UndeterminedReason.Placeholder));
        AssertPassed(Task(App(""" "environment": "HIDDEN_DUE_TO_SECURITY_REASONS", "dependsOn": [{ "containerName": "xray-daemon" }] """), XRay));
        AssertUndetermined(Task(App(""" "environment": "HIDDEN_DUE_TO_SECURITY_REASONS" """), XRay), ("/containerDefinitions/0/environment", UndeterminedReason.Redacted));
        AssertUndetermined("""{ "containerDefinitions": "${C}" }""", ("/containerDefinitions", UndeterminedReason.Placeholder));
    }

    private static string App(string members) => $$"""{ "name": "app", {{members}} }""";

    private static string Task(params string[] containers) => $$"""{ "networkMode": "awsvpc", "containerDefinitions": [{{string.Join(", ", containers)}}] }""";
}
