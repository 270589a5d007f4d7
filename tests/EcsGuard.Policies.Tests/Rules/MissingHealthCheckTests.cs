using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class MissingHealthCheckTests : PolicyTests<MissingHealthCheck>
{
    [Theory]
    [InlineData("""{ "name": "app", "essential": false }""")]
    [InlineData("""{ "name": "envoy" }""")]
    public void Says_nothing_without_an_essential_application(string container) => AssertNotApplicable(Task(container));

    [Theory]
    [InlineData("""{ "name": "app", "healthCheck": { "command": ["NONE"] } }""")]
    [InlineData("""{ "name": "app", "essential": "${E}", "healthCheck": "${H}" }""")]
    public void Accepts_a_health_check(string container) => AssertPassed(Task(container));

    [Fact]
    public void Reports_each_container_without_one() =>
        AssertViolated(
            Task("""{ "name": "a" }, { "name": "b", "essential": false }, { "name": "c", "essential": true, "healthCheck": null }"""),
            ("/containerDefinitions/0", "Container 'a' is essential and has no healthCheck: ECS cannot tell when it hangs."),
            ("/containerDefinitions/2", "Container 'c' is essential and has no healthCheck: ECS cannot tell when it hangs."));

    [Fact]
    public void The_proxy_that_the_task_names_is_no_application() =>
        AssertNotApplicable("""{ "proxyConfiguration": { "containerName": "mesh" }, "containerDefinitions": [{ "name": "mesh" }] }""");

    [Fact]
    public void Cannot_tell_while_essential_is_hidden()
    {
        AssertUndetermined(Task("""{ "name": "app", "essential": "${E}" }"""), ("/containerDefinitions/0/essential", UndeterminedReason.Placeholder));
        AssertUndetermined("""{ "containerDefinitions": "${C}" }""", ("/containerDefinitions", UndeterminedReason.Placeholder));
    }

    private static string Task(string containers) => $$"""{ "containerDefinitions": [{{containers}}] }""";
}
