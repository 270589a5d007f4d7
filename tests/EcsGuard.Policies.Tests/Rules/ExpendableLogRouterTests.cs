using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class ExpendableLogRouterTests : PolicyTests<ExpendableLogRouter>
{
    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "router", "essential": true, "firelensConfiguration": { "type": "fluentbit" } }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "app", "essential": false }, { "name": "router", "firelensConfiguration": { "type": "fluentd" } }] }""")]
    public void Accepts_an_essential_router(string definition) => AssertPassed(definition);

    [Theory]
    [InlineData("""{ "type": "fluentbit" }""")]
    [InlineData("\"HIDDEN_DUE_TO_SECURITY_REASONS\"")]
    public void Reports_a_router_that_the_task_can_lose(string configuration) =>
        AssertViolated(
            $$"""{ "containerDefinitions": [{ "name": "app" }, { "name": "router", "essential": false, "restartPolicy": { "enabled": true }, "firelensConfiguration": {{configuration}} }] }""",
            ("/containerDefinitions/1/essential", "Log router 'router' is not essential: when it dies, the task runs on and its logs are lost in silence."));

    [Fact]
    public void Makes_it_essential() =>
        AssertFixed(
            """{ "containerDefinitions": [{ "name": "app" }, { "name": "router", "essential": false, "memory": 64, "firelensConfiguration": {} }] }""",
            """{ "containerDefinitions": [{ "name": "app" }, { "name": "router", "essential": true, "memory": 64, "firelensConfiguration": {} }] }""");

    [Fact]
    public void Gives_it_what_an_essential_container_needs()
    {
        Context = Context with { OnSpot = true };
        AssertFixed(
            """{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "app" }, { "name": "router", "essential": false, "memory": 64, "firelensConfiguration": {} }] }""",
            """{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "app" }, { "name": "router", "essential": true, "firelensConfiguration": {}, "memoryReservation": 64, "stopTimeout": 120 }] }""");
    }

    [Theory]
    [InlineData("""{ "name": "app", "essential": false }, { "name": "router", "essential": false, "firelensConfiguration": {} }""")]
    [InlineData("""{ "name": "app", "essential": false }, { "name": "xray-daemon" }, { "name": "router", "essential": false, "firelensConfiguration": {} }""")]
    [InlineData("""{ "name": "app", "dependsOn": [{ "containerName": "router", "condition": "COMPLETE" }] }, { "name": "router", "essential": false, "firelensConfiguration": {} }""")]
    [InlineData("""{ "name": "app", "dependsOn": [{ "containerName": "router", "condition": "${CONDITION}" }] }, { "name": "router", "essential": false, "firelensConfiguration": {} }""")]
    [InlineData("""{ "name": "app" }, { "name": "router", "essential": false, "memory": "${MEMORY}", "firelensConfiguration": {} }""")]
    public void Leaves_to_its_author_what_would_not_be_safe(string containers) =>
        Assert.Empty(Assert.Single(Judge($$"""{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{{containers}}] }""").Violations).Fix);

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "log_router", "essential": false, "image": "fluent/fluent-bit:4" }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "app", "essential": false, "firelensConfiguration": null }] }""")]
    public void A_task_without_firelens_has_no_router(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "router", "essential": "${ESSENTIAL}", "firelensConfiguration": {} }] }""", "/containerDefinitions/0/essential", UndeterminedReason.Placeholder)]
    [InlineData("""{ "containerDefinitions": "HIDDEN_DUE_TO_SECURITY_REASONS" }""", "/containerDefinitions", UndeterminedReason.Redacted)]
    public void Cannot_tell_while_a_value_is_hidden(string definition, string path, UndeterminedReason reason) =>
        AssertUndetermined(definition, (path, reason));
}
