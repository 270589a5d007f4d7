using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class ExpendableProxyTests : PolicyTests<ExpendableProxy>
{
    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "app", "essential": false }] }""")]
    [InlineData("""{ "proxyConfiguration": { "containerName": "gone" }, "containerDefinitions": [{ "name": "app", "essential": false }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "app", "dependsOn": [{ "containerName": "init", "condition": "SUCCESS" }] }, { "name": "init", "image": "hashicorp/consul-ecs", "essential": false }] }""")]
    public void Says_nothing_without_a_proxy(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("""{ "name": "envoy" }""")]
    [InlineData("""{ "name": "envoy", "essential": true }""")]
    public void Accepts_an_essential_proxy(string container) =>
        AssertPassed($$"""{ "containerDefinitions": [{ "name": "app", "essential": false }, {{container}}] }""");

    [Fact]
    public void Reports_and_repairs_a_recognised_proxy()
    {
        const string Definition = """{ "containerDefinitions": [{ "name": "app" }, { "name": "x", "image": "envoyproxy/envoy:v1", "essential": false }] }""";
        AssertViolated(Definition, ("/containerDefinitions/1/essential", "Proxy 'x' is not essential: when it stops, the task runs on without its traffic."));
        AssertFixed(Definition, """{ "containerDefinitions": [{ "name": "app" }, { "name": "x", "image": "envoyproxy/envoy:v1", "essential": true }] }""");
    }

    [Fact]
    public void Reports_the_proxy_that_the_task_names() =>
        AssertViolated(
            """{ "proxyConfiguration": { "containerName": "mesh" }, "containerDefinitions": [{ "name": "app", "essential": false }, { "name": "mesh", "essential": false }] }""",
            ("/containerDefinitions/1/essential", "Proxy 'mesh' is not essential: when it stops, the task runs on without its traffic."));

    [Fact]
    public void One_that_is_the_log_router_too_is_another_policys() =>
        AssertNotApplicable("""{ "proxyConfiguration": { "containerName": "envoy" }, "containerDefinitions": [{ "name": "app" }, { "name": "envoy", "essential": false, "firelensConfiguration": {} }] }""");

    [Fact]
    public void Gives_it_what_an_essential_container_needs()
    {
        Context = Context with { OnSpot = true, LaunchType = "FARGATE" };
        AssertFixed(
            """{ "containerDefinitions": [{ "name": "app" }, { "name": "envoy", "essential": false, "memory": 64 }] }""",
            """{ "containerDefinitions": [{ "name": "app" }, { "name": "envoy", "essential": true, "memoryReservation": 64, "stopTimeout": 120 }] }""");
        AssertFixed(
            """{ "containerDefinitions": [{ "name": "app" }, { "name": "envoy", "essential": false, "memory": 64, "memoryReservation": 32, "stopTimeout": 60 }] }""",
            """{ "containerDefinitions": [{ "name": "app" }, { "name": "envoy", "essential": true, "memory": 64, "memoryReservation": 32, "stopTimeout": 60 }] }""");
    }

    [Fact]
    public void Cannot_tell_while_something_is_hidden()
    {
        AssertUndetermined("""{ "containerDefinitions": [{ "name": "envoy", "essential": "${E}" }] }""", ("/containerDefinitions/0/essential", UndeterminedReason.Placeholder));
        AssertUndetermined("""{ "proxyConfiguration": "${P}", "containerDefinitions": [] }""", ("/proxyConfiguration", UndeterminedReason.Placeholder));
        AssertUndetermined("""{ "proxyConfiguration": { "containerName": "${P}" }, "containerDefinitions": [{ "name": "${P}", "essential": false }] }""", ("/proxyConfiguration/containerName", UndeterminedReason.Placeholder));
        AssertUndetermined("""{ "containerDefinitions": "${C}" }""", ("/containerDefinitions", UndeterminedReason.Placeholder));
    }
}
