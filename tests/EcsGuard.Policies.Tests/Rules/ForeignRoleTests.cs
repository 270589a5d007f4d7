using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class ForeignRoleTests : PolicyTests<ForeignRole>
{
    private const string Own = "\"arn:aws:iam::123456789012:role/app\"";
    private const string Foreign = "\"arn:aws:iam::210987654321:role/app\"";

    [Theory]
    [InlineData("null", "null")]
    [InlineData("\"\"", "null")]
    public void Says_nothing_without_a_role(string taskRole, string executionRole) => AssertNotApplicable(Registered(taskRole, executionRole));

    [Theory]
    [InlineData(Own, Own)]
    [InlineData(Own, "null")]
    [InlineData("\"app\"", "\"path/app\"")]
    [InlineData("\"arn:aws:iam::1234:role/app\"", "null")]
    public void Accepts_roles_of_the_tasks_account(string taskRole, string executionRole) => AssertPassed(Registered(taskRole, executionRole));

    [Fact]
    public void Reports_roles_of_another_account()
    {
        AssertViolated(Registered(Foreign, Own), ("/taskRoleArn", "The task role is of account 210987654321, but the task runs in account 123456789012."));
        AssertViolated(Registered("null", Foreign), ("/executionRoleArn", "The execution role is of account 210987654321, but the task runs in account 123456789012."));
        AssertViolated(
            Registered(Foreign, Foreign),
            ("/taskRoleArn", "The task role is of account 210987654321, but the task runs in account 123456789012."),
            ("/executionRoleArn", "The execution role is of account 210987654321, but the task runs in account 123456789012."));
    }

    [Fact]
    public void The_revisions_own_arn_comes_first()
    {
        Context = new() { Arn = new("aws", "eu-west-1", "210987654321", "app", 1) };
        AssertPassed(Registered(Foreign, Foreign));
    }

    [Fact]
    public void Before_registration_two_accounts_are_one_too_many()
    {
        AssertViolated(Task(Foreign, Own), ("/taskRoleArn", "The task role is of account 210987654321 and the execution role of account 123456789012: one of them is foreign."));
        AssertNotApplicable(Task(Own, Own));
        AssertNotApplicable(Task(Own, "\"app\""));
        AssertNotApplicable(Task("\"app\"", Own));
        AssertPassed(Task("\"app\"", "\"app\""));
    }

    [Theory]
    [InlineData("\"${ROLE}\"", UndeterminedReason.Placeholder)]
    [InlineData("\"arn:aws:iam::${ACCOUNT}:role/app\"", UndeterminedReason.Placeholder)]
    [InlineData("\"HIDDEN_DUE_TO_SECURITY_REASONS\"", UndeterminedReason.Redacted)]
    [InlineData("{}", UndeterminedReason.WrongType)]
    public void Cannot_tell_while_the_account_is_hidden(string role, UndeterminedReason reason)
    {
        AssertUndetermined(Registered(role, Own), ("/taskRoleArn", reason));
        AssertUndetermined(Registered(Own, role), ("/executionRoleArn", reason));
    }

    [Fact]
    public void A_hidden_name_does_not_hide_the_account()
    {
        AssertPassed(Registered("\"arn:aws:iam::123456789012:role/${NAME}\"", "null"));
        AssertViolated(Registered("\"arn:aws:iam::210987654321:role/${NAME}\"", "null"), ("/taskRoleArn", "The task role is of account 210987654321, but the task runs in account 123456789012."));
    }

    private static string Registered(string taskRole, string executionRole) =>
        Task(taskRole, executionRole).Replace("{ ", """{ "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/app:1", """, StringComparison.Ordinal);

    private static string Task(string taskRole, string executionRole) =>
        $$"""{ "taskRoleArn": {{taskRole}}, "executionRoleArn": {{executionRole}}, "containerDefinitions": [] }""";
}
