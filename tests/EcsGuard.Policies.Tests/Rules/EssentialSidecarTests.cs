using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class EssentialSidecarTests : PolicyTests<EssentialSidecar>
{
    private const string App = """{ "name": "app", "image": "nginx" }""";
    private const string Daemon = """{ "name": "xray-daemon", "image": "public.ecr.aws/xray/aws-xray-daemon:3.x" }""";
    private const string Message = "Container 'xray-daemon' is a sidecar (AWS X-Ray daemon) and essential: when it stops, the task stops. Set essential to false.";

    [Theory]
    [InlineData(App)]
    [InlineData($"{App}, {App}")]
    [InlineData(Daemon)]
    [InlineData($$"""{{Daemon}}, { "name": "cwagent", "image": "amazon/cloudwatch-agent" }""")]
    [InlineData($$"""{{App}}, { "name": "log_router", "image": "amazon/aws-for-fluent-bit" }""")]
    [InlineData($$"""{{App}}, { "name": "envoy", "image": "envoyproxy/envoy:v1.35.0" }""")]
    public void Says_nothing_without_an_application_and_a_telemetry_sidecar(string containers) => AssertNotApplicable(Task(containers));

    [Fact]
    public void Accepts_one_that_is_not_essential() =>
        AssertPassed(Task($$"""{{App}}, { "name": "xray-daemon", "essential": false }"""));

    [Theory]
    [InlineData(Daemon)]
    [InlineData("""{ "name": "xray-daemon", "essential": true }""")]
    [InlineData("""{ "name": "xray-daemon", "essential": null }""")]
    public void Reports_one_that_is_essential_also_by_default(string sidecar)
    {
        AssertViolated(Task($"{App}, {sidecar}"), ("/containerDefinitions/1", Message));
        AssertViolated(Task($"{sidecar}, {App}"), ("/containerDefinitions/0", Message));
    }

    [Fact]
    public void Reports_each_in_order_and_nothing_else() =>
        AssertViolated(
            Task($$"""{ "name": "datadog-agent" }, {{App}}, { "name": "adot", "essential": false }, {{Daemon}}"""),
            ("/containerDefinitions/0", "Container 'datadog-agent' is a sidecar (Datadog agent) and essential: when it stops, the task stops. Set essential to false."),
            ("/containerDefinitions/3", Message));

    [Fact]
    public void The_fix_makes_it_expendable_and_restarts_it() =>
        AssertFixed(
            Task($$"""{{App}}, { "name": "xray-daemon" }, { "name": "adot", "essential": true, "restartPolicy": { "enabled": false } }"""),
            Task($$"""{{App}}, { "name": "xray-daemon", "essential": false, "restartPolicy": { "enabled": true } }, { "name": "adot", "essential": false, "restartPolicy": { "enabled": true } }"""));

    [Fact]
    public void A_sidecar_that_is_restarted_already_is_only_made_expendable() =>
        Assert.Equal(
            [PatchOperation.Add("/containerDefinitions/1/essential", false)],
            Assert.Single(Judge(Task($$"""{{App}}, { "name": "xray-daemon", "restartPolicy": { "enabled": true } }""")).Violations).Fix);

    [Theory]
    [InlineData("false")]
    [InlineData("\"{{ essential }}\"")]
    public void There_is_no_fix_that_would_leave_no_essential_container(string essential)
    {
        var outcome = Judge(Task($$"""{ "name": "app", "image": "nginx", "essential": {{essential}} }, {{Daemon}}"""));
        var violation = Assert.Single(outcome.Violations);
        Assert.Equal((Message, "xray-daemon", "/containerDefinitions/1"), (violation.Message, violation.Container, violation.Path));
        Assert.Equal([], violation.Fix);
    }

    [Fact]
    public void Says_nothing_about_a_router_and_a_container_that_others_wait_for()
    {
        AssertNotApplicable(Task($$"""{{App}}, { "name": "adot", "firelensConfiguration": {} }"""));
        AssertNotApplicable(Task("""{ "name": "app", "dependsOn": [{ "containerName": "adot", "condition": "SUCCESS" }] }, { "name": "adot" }"""));
    }

    [Fact]
    public void The_proxy_that_the_task_names_is_no_telemetry() =>
        AssertNotApplicable($$"""{ "proxyConfiguration": { "containerName": "xray-daemon" }, "containerDefinitions": [{{App}}, {{Daemon}}] }""");

    [Fact]
    public void There_is_no_fix_while_it_is_hidden_whether_the_sidecar_is_restarted() =>
        Assert.Empty(Assert.Single(Judge(Task($$"""{{App}}, { "name": "xray-daemon", "restartPolicy": "${POLICY}" }""")).Violations).Fix);

    [Fact]
    public void An_application_that_others_wait_for_does_not_hold_the_task() =>
        Assert.Equal(
            [],
            Judge(Task($$"""{ "name": "a", "essential": false, "dependsOn": [{ "containerName": "b", "condition": "SUCCESS" }] }, { "name": "b" }, {{Daemon}}""")).Violations.SelectMany(violation => violation.Fix));

    [Fact]
    public void Cannot_tell_while_essential_is_hidden() =>
        AssertUndetermined(Task($$"""{{App}}, { "name": "xray-daemon", "essential": "{{"{{ e }}"}}" }"""), ("/containerDefinitions/1/essential", UndeterminedReason.Placeholder));

    [Fact]
    public void Cannot_tell_where_the_containers_are_redacted() =>
        AssertUndetermined("""{ "containerDefinitions": "HIDDEN_DUE_TO_SECURITY_REASONS" }""", ("/containerDefinitions", UndeterminedReason.Redacted));

    [Fact]
    public void Reports_a_sidecar_that_the_organisation_lists_as_telemetry_only()
    {
        const string Own = """{ "name": "acme-agent", "image": "registry.example.com/acme/agent:1" }""";
        Context = PolicyContext.Empty with { ExtraSidecars = [new(new("acme-*", null), SidecarRole.Telemetry)] };
        AssertViolated(
            Task($"{App}, {Own}"),
            ("/containerDefinitions/1", "Container 'acme-agent' is a sidecar (listed in the policy file) and essential: when it stops, the task stops. Set essential to false."));
        Context = PolicyContext.Empty with { ExtraSidecars = [new(new("acme-*", null), SidecarRole.Proxy)] };
        AssertNotApplicable(Task($"{App}, {Own}"));
        Context = PolicyContext.Empty;
        AssertNotApplicable(Task($"{App}, {Own}"));
    }

    private static string Task(string containers) => $$"""{ "containerDefinitions": [{{containers}}] }""";
}
