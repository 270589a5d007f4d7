using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class SelfCreatedLogGroupTests : PolicyTests<SelfCreatedLogGroup>
{
    private static string Options(string options, string members = "") =>
        $$"""{ "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "awslogs", "options": {{options}} } }]{{members}} }""";

    [Theory]
    [InlineData("""{ "awslogs-create-group": "false" }""")]
    [InlineData("""{ "awslogs-create-group": false }""")]
    [InlineData("""{ "awslogs-create-group": null }""")]
    [InlineData("{}")]
    public void Accepts_a_group_that_is_there_already(string options) => AssertPassed(Options(options));

    [Theory]
    [InlineData("\"true\"")]
    [InlineData("true")]
    [InlineData("\"True\"")]
    public void Reports_and_removes_the_option(string value)
    {
        AssertViolated(
            Options($$"""{ "awslogs-group": "g", "awslogs-create-group": {{value}} }"""),
            ("/containerDefinitions/0/logConfiguration/options/awslogs-create-group", "Container 'app' creates its log group itself, without a retention time: create the group beforehand."));
        AssertFixed(Options($$"""{ "awslogs-group": "g", "awslogs-create-group": {{value}} }"""), Options("""{ "awslogs-group": "g" }"""));
    }

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "logConfiguration": { "logDriver": "awsfirelens", "options": { "awslogs-create-group": "true" } } }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "a" }] }""")]
    public void Other_drivers_are_left_alone(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("""{ "awslogs-create-group": "${CREATE}" }""", "/containerDefinitions/0/logConfiguration/options/awslogs-create-group", UndeterminedReason.Placeholder)]
    [InlineData(""" "HIDDEN_DUE_TO_SECURITY_REASONS" """, "/containerDefinitions/0/logConfiguration/options", UndeterminedReason.Redacted)]
    public void Cannot_tell_while_a_value_is_hidden(string options, string path, UndeterminedReason reason) => AssertUndetermined(Options(options), (path, reason));
}
