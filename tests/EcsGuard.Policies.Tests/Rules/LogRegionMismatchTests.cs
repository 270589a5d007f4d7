using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class LogRegionMismatchTests : PolicyTests<LogRegionMismatch>
{
    private static string Options(string options, string members = "") =>
        $$"""{ "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "awslogs", "options": {{options}} } }]{{members}} }""";

    public LogRegionMismatchTests() => Context = PolicyContext.Empty with { Arn = new("aws", "eu-west-1", "111122223333", "web", 1) };

    [Fact]
    public void Accepts_the_region_of_the_revision() => AssertPassed(Options("""{ "awslogs-region": "eu-west-1" }"""));

    [Fact]
    public void Reports_another_one() =>
        AssertViolated(Options("""{ "awslogs-region": "us-east-1" }"""), ("/containerDefinitions/0/logConfiguration/options/awslogs-region", "Container 'app' logs to us-east-1; the task runs in eu-west-1."));

    [Fact]
    public void A_described_definition_tells_its_region()
    {
        Context = PolicyContext.Empty;
        AssertViolated(
            Options("""{ "awslogs-region": "us-east-1" }""", ", \"taskDefinitionArn\": \"arn:aws:ecs:eu-north-1:111122223333:task-definition/web:3\""),
            ("/containerDefinitions/0/logConfiguration/options/awslogs-region", "Container 'app' logs to us-east-1; the task runs in eu-north-1."));
    }

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "g" } } }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "logConfiguration": { "logDriver": "awsfirelens", "options": { "awslogs-region": "us-east-1" } } }] }""")]
    public void A_task_without_such_a_region_is_left_alone(string definition) => AssertNotApplicable(definition);

    [Fact]
    public void Has_nothing_to_compare_before_the_definition_is_registered()
    {
        Context = PolicyContext.Empty;
        AssertNotApplicable(Options("""{ "awslogs-region": "us-east-1" }"""));
    }

    [Theory]
    [InlineData("""{ "awslogs-region": "${REGION}" }""", "/containerDefinitions/0/logConfiguration/options/awslogs-region", UndeterminedReason.Placeholder)]
    [InlineData(""" "HIDDEN_DUE_TO_SECURITY_REASONS" """, "/containerDefinitions/0/logConfiguration/options", UndeterminedReason.Redacted)]
    public void Cannot_tell_while_a_value_is_hidden(string options, string path, UndeterminedReason reason) => AssertUndetermined(Options(options), (path, reason));
}
