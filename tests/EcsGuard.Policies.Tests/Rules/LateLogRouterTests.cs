using System.Text.Json.Nodes;
using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class LateLogRouterTests : PolicyTests<LateLogRouter>
{
    private const string Router = """{ "name": "router", "firelensConfiguration": {}, "dependsOn": [{ "containerName": "setup", "condition": "SUCCESS" }] }""";
    private const string Message = "Container 'app' logs through 'router' and does not wait for it: add a dependsOn with the condition START.";

    private static string App(string members) => $$"""{ "name": "app", "logConfiguration": { "logDriver": "awsfirelens" }{{members}} }""";

    private static string Task(params string[] containers) => $$"""{ "containerDefinitions": [{{string.Join(", ", containers)}}] }""";

    [Theory]
    [InlineData(", \"dependsOn\": [{ \"containerName\": \"router\", \"condition\": \"START\" }]")]
    [InlineData(", \"dependsOn\": [{ \"containerName\": \"x\" }, { \"containerName\": \"between\" }]")]
    [InlineData(", \"dependsOn\": [{ \"containerName\": \"${X}\" }, { \"containerName\": \"router\" }]")]
    public void Accepts_a_container_that_waits(string members) =>
        AssertPassed(Task(App(members), """{ "name": "between", "dependsOn": [{ "containerName": "router", "condition": "HEALTHY" }] }""", Router));

    [Theory]
    [InlineData("")]
    [InlineData(", \"dependsOn\": []")]
    [InlineData(", \"dependsOn\": [{ \"containerName\": \"setup\", \"condition\": \"START\" }]")]
    public void Reports_a_container_that_does_not(string members) =>
        AssertViolated(Task(App(members), """{ "name": "other", "logConfiguration": { "logDriver": "awslogs" }, "dependsOn": [{ "containerName": "router", "condition": "START" }] }""", Router), ("/containerDefinitions/0", Message));

    [Fact]
    public void A_loop_of_others_is_not_the_router() =>
        AssertViolated(
            Task(App(", \"dependsOn\": [{ \"containerName\": \"x\" }]"), """{ "name": "x", "dependsOn": [{ "containerName": "y" }] }""", """{ "name": "y", "dependsOn": [{ "containerName": "x" }] }""", Router),
            ("/containerDefinitions/0", Message));

    [Fact]
    public void The_router_does_not_wait_for_itself() =>
        AssertPassed(Task("""{ "name": "router", "firelensConfiguration": {}, "logConfiguration": { "logDriver": "awsfirelens" }, "dependsOn": [{ "containerName": "setup" }] }"""));

    [Fact]
    public void Makes_it_wait() =>
        AssertFixed(
            Task(App(""), """{ "name": "b", "logConfiguration": { "logDriver": "awsfirelens" }, "dependsOn": [{ "containerName": "x", "condition": "HEALTHY" }] }""", Router),
            Task(App(", \"dependsOn\": [{ \"containerName\": \"router\", \"condition\": \"START\" }]"), """{ "name": "b", "logConfiguration": { "logDriver": "awsfirelens" }, "dependsOn": [{ "containerName": "x", "condition": "HEALTHY" }, { "containerName": "router", "condition": "START" }] }""", Router));

    [Theory]
    [InlineData("""{ "containerName": "x" }""")]
    [InlineData("""{ "containerName": "x", "condition": "${CONDITION}" }""")]
    public void Writes_an_entry_that_is_there_again_as_it_is(string entry)
    {
        var violation = Assert.Single(Judge(Task(App($", \"dependsOn\": [{entry}]"), Router)).Violations);
        var entries = JsonNode.Parse($$"""[{{entry}}, { "containerName": "router", "condition": "START" }]""")!;
        Assert.Equal([PatchOperation.Replace("/containerDefinitions/0/dependsOn", entries)], violation.Fix);
    }

    [Theory]
    [InlineData("""{ "containerName": "x", "condition": {} }""")]
    [InlineData("""{ "containerName": "x", "condition": "START", "timeout": 5 }""")]
    public void Writes_nothing_over_an_entry_that_it_could_not_write_again(string entry) =>
        Assert.Empty(Assert.Single(Judge(Task(App($", \"dependsOn\": [{entry}]"), Router)).Violations).Fix);

    [Fact]
    public void Writes_no_other_sidecar_along_where_containers_do_not_share_localhost() =>
        AssertFixed(
            Task(App(""", "environment": [{ "name": "AWS_XRAY_DAEMON_ADDRESS", "value": "127.0.0.1:2000" }]"""), """{ "name": "xray-daemon" }""", Router),
            Task(App(""", "environment": [{ "name": "AWS_XRAY_DAEMON_ADDRESS", "value": "127.0.0.1:2000" }], "dependsOn": [{ "containerName": "router", "condition": "START" }]"""), """{ "name": "xray-daemon" }""", Router));

    [Theory]
    [InlineData("app")]
    [InlineData("between")]
    public void Makes_no_loop(string dependency) =>
        Assert.Empty(Assert.Single(Judge(Task(App(""), """{ "name": "between", "dependsOn": [{ "containerName": "app" }] }""", $$"""{ "name": "router", "firelensConfiguration": {}, "dependsOn": [{ "containerName": "{{dependency}}" }] }""")).Violations).Fix);

    [Fact]
    public void Writes_nothing_where_the_loop_could_not_be_told() =>
        Assert.Empty(Assert.Single(Judge(Task("""{ "logConfiguration": { "logDriver": "awsfirelens" } }""", Router)).Violations).Fix);

    [Theory]
    [InlineData("""{ "name": "router", "firelensConfiguration": {} }""")]
    [InlineData("""{ "name": "router", "firelensConfiguration": {}, "dependsOn": [] }""")]
    [InlineData("""{ "firelensConfiguration": {}, "dependsOn": [{ "containerName": "setup" }] }""")]
    [InlineData("""{ "name": "router", "dependsOn": [{ "containerName": "setup" }] }""")]
    public void Without_dependencies_of_the_routers_the_agent_takes_care(string router) => AssertNotApplicable(Task(App(""), router));

    [Theory]
    [InlineData(", \"dependsOn\": \"HIDDEN_DUE_TO_SECURITY_REASONS\"", "/containerDefinitions/0/dependsOn", UndeterminedReason.Redacted)]
    [InlineData(", \"dependsOn\": [{ \"containerName\": \"${X}\" }]", "/containerDefinitions/0/dependsOn/0/containerName", UndeterminedReason.Placeholder)]
    [InlineData(", \"dependsOn\": [{ \"containerName\": \"x\" }]", "/containerDefinitions/2/dependsOn/1", UndeterminedReason.Placeholder)]
    [InlineData(", \"dependsOn\": [{ \"containerName\": \"${X}\" }, { \"containerName\": \"x\" }]", "/containerDefinitions/0/dependsOn/0/containerName", UndeterminedReason.Placeholder)]
    [InlineData(", \"dependsOn\": [{ \"containerName\": \"${X}\" }, { \"containerName\": \"${Z}\" }]", "/containerDefinitions/0/dependsOn/0/containerName", UndeterminedReason.Placeholder)]
    public void Cannot_tell_while_a_dependency_is_hidden(string members, string path, UndeterminedReason reason) =>
        AssertUndetermined(Task(App(members), Router, """{ "name": "x", "dependsOn": [{ "containerName": "y" }, "${Y}"] }"""), (path, reason));

    [Fact]
    public void Cannot_tell_while_the_routers_dependencies_are_hidden() =>
        AssertUndetermined(
            Task(App(""), """{ "name": "router", "firelensConfiguration": {}, "dependsOn": "HIDDEN_DUE_TO_SECURITY_REASONS" }"""),
            ("/containerDefinitions/1/dependsOn", UndeterminedReason.Redacted));

    [Fact]
    public void Cannot_tell_while_a_container_is_hidden() =>
        AssertUndetermined(Task(App(""), "\"${ROUTER}\""), ("/containerDefinitions/1", UndeterminedReason.Placeholder));
}
