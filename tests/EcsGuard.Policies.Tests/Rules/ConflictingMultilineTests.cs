using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class ConflictingMultilineTests : PolicyTests<ConflictingMultiline>
{
    private static string Options(string options, string members = "") =>
        $$"""{ "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "awslogs", "options": {{options}} } }]{{members}} }""";

    [Theory]
    [InlineData("""{ "awslogs-datetime-format": "%Y" }""")]
    [InlineData("""{ "awslogs-multiline-pattern": "^INFO" }""")]
    [InlineData("""{ "awslogs-datetime-format": "%Y", "awslogs-multiline-pattern": null }""")]
    [InlineData("{}")]
    public void Accepts_one_of_the_two(string options) => AssertPassed(Options(options));

    [Theory]
    [InlineData("""{ "awslogs-datetime-format": "%Y", "awslogs-multiline-pattern": "^INFO" }""")]
    [InlineData("""{ "awslogs-datetime-format": "${FORMAT}", "awslogs-multiline-pattern": "${PATTERN}" }""")]
    public void Reports_both(string options) =>
        AssertViolated(Options(options), ("/containerDefinitions/0/logConfiguration/options/awslogs-multiline-pattern", "Container 'app' sets both awslogs-datetime-format and awslogs-multiline-pattern: keep one."));

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "logConfiguration": { "logDriver": "splunk", "options": { "awslogs-datetime-format": "%Y", "awslogs-multiline-pattern": "x" } } }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "a" }] }""")]
    public void Other_drivers_are_left_alone(string definition) => AssertNotApplicable(definition);

    [Fact]
    public void Cannot_tell_while_the_options_are_hidden() =>
        AssertUndetermined(Options(""" "HIDDEN_DUE_TO_SECURITY_REASONS" """), ("/containerDefinitions/0/logConfiguration/options", UndeterminedReason.Redacted));
}
