using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class SharedTaskAndExecutionRoleTests : PolicyTests<SharedTaskAndExecutionRole>
{
    [Theory]
    [InlineData("null", "null")]
    [InlineData("\"app\"", "null")]
    [InlineData("null", "\"app\"")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("\"\"", "\"${ROLE}\"")]
    [InlineData("\"${ROLE}\"", "\"\"")]
    public void Says_nothing_without_two_roles(string taskRole, string executionRole) => AssertNotApplicable(Task(taskRole, executionRole));

    [Theory]
    [InlineData("\"app\"", "\"app-execution\"")]
    [InlineData("\"arn:aws:iam::<ACCOUNT>:role/app\"", "\"arn:aws:iam::<ACCOUNT>:role/app-execution\"")]
    public void Accepts_two_roles(string taskRole, string executionRole) => AssertPassed(Task(taskRole, executionRole));

    [Theory]
    [InlineData("\"app\"", "\"app\"", "app")]
    [InlineData("\"app\"", "\"arn:aws:iam::123456789012:role/app\"", "app")]
    [InlineData("\"arn:aws:iam::123456789012:role/team/app\"", "\"arn:aws:iam::123456789012:role/team/app\"", "team/app")]
    [InlineData("\"${ROLE}\"", "\"${ROLE}\"", "${ROLE}")]
    public void Reports_one_role_for_both(string taskRole, string executionRole, string name) =>
        AssertViolated(Task(taskRole, executionRole), ("/taskRoleArn", $"Task role and execution role are the same role, '{name}': give the code a role of its own."));

    [Fact]
    public void Cannot_tell_while_the_task_role_is_hidden() =>
        AssertUndetermined(Task("\"${ROLE}\"", "\"app\""), ("/taskRoleArn", UndeterminedReason.Placeholder));

    [Fact]
    public void Cannot_tell_while_both_are_hidden() =>
        AssertUndetermined(
            Task("\"HIDDEN_DUE_TO_SECURITY_REASONS\"", "\"HIDDEN_DUE_TO_SECURITY_REASONS\""),
            ("/taskRoleArn", UndeterminedReason.Redacted),
            ("/executionRoleArn", UndeterminedReason.Redacted));

    [Fact]
    public void A_type_that_ecs_refuses_is_not_judged() =>
        AssertUndetermined(Task("\"app\"", "{}"), ("/executionRoleArn", UndeterminedReason.WrongType));

    private static string Task(string taskRole, string executionRole) =>
        $$"""{ "taskRoleArn": {{taskRole}}, "executionRoleArn": {{executionRole}}, "containerDefinitions": [{ "name": "app" }] }""";
}
