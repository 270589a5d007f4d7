using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class CommonExecutionRoleTests : PolicyTests<CommonExecutionRole>
{
    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public void Says_nothing_without_a_role(string role) => AssertNotApplicable(Task(role));

    [Theory]
    [InlineData("\"orders-execution\"")]
    [InlineData("\"ecsTaskExecutionRole-orders\"")]
    [InlineData("\"arn:aws:iam::${ACCOUNT}:role/ecsTaskExecutionRole/orders\"")]
    public void Accepts_a_role_of_its_own(string role) => AssertPassed(Task(role));

    [Theory]
    [InlineData("ecsTaskExecutionRole")]
    [InlineData("arn:aws:iam::123456789012:role/ecsTaskExecutionRole")]
    [InlineData("arn:aws:iam::${ACCOUNT}:role/path/ecsTaskExecutionRole")]
    public void Reports_the_consoles_role(string role) =>
        AssertViolated(Task($"\"{role}\""), ("/executionRoleArn", "The execution role is 'ecsTaskExecutionRole', which every service may start with: give this one a role of its own."));

    [Fact]
    public void Cannot_tell_while_the_name_is_hidden() =>
        AssertUndetermined(Task("\"${ROLE}\""), ("/executionRoleArn", UndeterminedReason.Placeholder));

    private static string Task(string role) => $$"""{ "executionRoleArn": {{role}}, "containerDefinitions": [] }""";
}
