using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UnprefixedLogStreamTests : PolicyTests<UnprefixedLogStream>
{
    private static string Options(string options, string members = "") =>
        $$"""{ "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "awslogs", "options": {{options}} } }]{{members}} }""";

    [Theory]
    [InlineData("""{ "awslogs-stream-prefix": "p" }""")]
    [InlineData("""{ "awslogs-stream": "one" }""")]
    [InlineData("""{ "tag": "{{.Name}}" }""")]
    public void Accepts_streams_that_have_a_name(string options) => AssertPassed(Options(options));

    [Theory]
    [InlineData("", "/containerDefinitions/0/logConfiguration")]
    [InlineData(", \"options\": {}", "/containerDefinitions/0/logConfiguration/options")]
    [InlineData(", \"options\": { \"awslogs-stream-prefix\": null }", "/containerDefinitions/0/logConfiguration/options")]
    public void Reports_streams_that_have_none(string options, string path) =>
        AssertViolated(
            $$"""{ "requiresCompatibilities": ["EC2"], "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "awslogs"{{options}} } }, { "name": "b", "logConfiguration": { "logDriver": "splunk" } }] }""",
            (path, "Container 'app' logs through awslogs without awslogs-stream-prefix: its streams cannot be traced to a task."));

    [Fact]
    public void Takes_the_containers_name() =>
        AssertFixed(Options("""{ "awslogs-group": "g" }"""), Options("""{ "awslogs-group": "g", "awslogs-stream-prefix": "app" }"""));

    [Fact]
    public void Takes_the_prefix_of_the_other_containers() =>
        AssertFixed(
            """{ "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "awslogs", "options": {} } }, { "name": "b", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-stream-prefix": "ecs" } } }] }""",
            """{ "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-stream-prefix": "ecs" } } }, { "name": "b", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-stream-prefix": "ecs" } } }] }""");

    [Fact]
    public void Without_a_name_nothing_is_written() =>
        Assert.Empty(Assert.Single(Judge("""{ "containerDefinitions": [{ "logConfiguration": { "logDriver": "awslogs", "options": {} } }] }""").Violations).Fix);

    [Theory]
    [InlineData("""{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "logConfiguration": { "logDriver": "awslogs", "options": {} } }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "logConfiguration": { "logDriver": "json-file" } }] }""")]
    public void Fargate_and_other_drivers_are_left_alone(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "logConfiguration": { "logDriver": "awslogs", "options": "HIDDEN_DUE_TO_SECURITY_REASONS" } }] }""", "/containerDefinitions/0/logConfiguration/options", UndeterminedReason.Redacted)]
    [InlineData("""{ "requiresCompatibilities": "${PLATFORM}", "containerDefinitions": [{ "logConfiguration": { "logDriver": "awslogs", "options": {} } }] }""", "/requiresCompatibilities", UndeterminedReason.Placeholder)]
    public void Cannot_tell_while_a_value_is_hidden(string definition, string path, UndeterminedReason reason) => AssertUndetermined(definition, (path, reason));
}
