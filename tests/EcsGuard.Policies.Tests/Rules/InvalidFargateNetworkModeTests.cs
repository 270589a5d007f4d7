using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class InvalidFargateNetworkModeTests : PolicyTests<InvalidFargateNetworkMode>
{
    [Theory]
    [InlineData("""{ "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "containerDefinitions": [] }""")]
    [InlineData("""{ "requiresCompatibilities": ["EC2", "FARGATE"], "networkMode": "awsvpc", "containerDefinitions": [] }""")]
    public void Accepts_awsvpc(string definition) => AssertPassed(definition);

    [Theory]
    [InlineData("bridge")]
    [InlineData("host")]
    [InlineData("none")]
    [InlineData("default")]
    public void Reports_any_other_mode(string mode) =>
        AssertViolated(
            $$"""{ "requiresCompatibilities": ["EC2", "FARGATE"], "networkMode": "{{mode}}", "containerDefinitions": [] }""",
            ("/networkMode", $"The task is meant for Fargate and its networkMode is {mode}. Fargate takes awsvpc only."));

    [Theory]
    [InlineData("")]
    [InlineData("\"networkMode\": null,")]
    public void Reports_a_missing_mode(string member) =>
        AssertViolated(
            $$"""{ "requiresCompatibilities": ["FARGATE"], {{member}} "containerDefinitions": [] }""",
            ("", "The task is meant for Fargate and sets no networkMode, which means bridge. Fargate takes awsvpc only."));

    [Theory]
    [InlineData("""{ "networkMode": "bridge", "containerDefinitions": [] }""")]
    [InlineData("""{ "requiresCompatibilities": ["EC2"], "networkMode": "host", "compatibilities": ["FARGATE"], "containerDefinitions": [] }""")]
    public void Says_nothing_about_other_tasks(string definition) => AssertNotApplicable(definition);

    [Fact]
    public void Holds_for_a_task_that_was_seen_on_Fargate()
    {
        Context = PolicyContext.Empty with { LaunchType = "FARGATE" };

        AssertViolated("""{ "containerDefinitions": [] }""", ("", "The task is meant for Fargate and sets no networkMode, which means bridge. Fargate takes awsvpc only."));
    }

    [Theory]
    [InlineData("""{ "requiresCompatibilities": ["FARGATE"], "networkMode": "${MODE}", "containerDefinitions": [] }""", "/networkMode", UndeterminedReason.Placeholder)]
    [InlineData("""{ "requiresCompatibilities": "HIDDEN_DUE_TO_SECURITY_REASONS", "networkMode": "bridge", "containerDefinitions": [] }""", "/requiresCompatibilities", UndeterminedReason.Redacted)]
    [InlineData("""{ "requiresCompatibilities": ["FARGATE"], "networkMode": [], "containerDefinitions": [] }""", "/networkMode", UndeterminedReason.WrongType)]
    public void Cannot_tell_while_a_value_is_hidden(string definition, string path, UndeterminedReason reason) => AssertUndetermined(definition, (path, reason));
}
