using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class ExecutionRoleAsTaskRoleTests : PolicyTests<ExecutionRoleAsTaskRole>
{
    [Theory]
    [InlineData("null", "\"ecsTaskExecutionRole\"")]
    [InlineData("\"\"", "null")]
    public void Says_nothing_without_a_task_role(string taskRole, string executionRole) => AssertNotApplicable(Task(taskRole, executionRole));

    [Theory]
    [InlineData("\"orders\"", "\"ecsTaskExecutionRole\"")]
    [InlineData("\"ecsTaskRole\"", "null")]
    [InlineData("\"executions\"", "null")]
    [InlineData("\"arn:aws:iam::123456789012:role/execution-role/orders\"", "null")]
    [InlineData("\"arn:aws:iam::${ACCOUNT}:role/orders\"", "null")]
    public void Accepts_other_names(string taskRole, string executionRole) => AssertPassed(Task(taskRole, executionRole));

    [Theory]
    [InlineData("\"ecsTaskExecutionRole\"", "\"ecsTaskExecutionRole\"")]
    [InlineData("\"${EXECUTION_ROLE}\"", "\"${EXECUTION_ROLE}\"")]
    public void Leaves_a_shared_role_to_the_other_policy(string taskRole, string executionRole) => AssertPassed(Task(taskRole, executionRole));

    [Theory]
    [InlineData("ecsTaskExecutionRole", "ecsTaskExecutionRole")]
    [InlineData("ECSTASKEXECUTIONROLE", "ECSTASKEXECUTIONROLE")]
    [InlineData("orders-execution-role", "orders-execution-role")]
    [InlineData("orders_execution_role_v2", "orders_execution_role_v2")]
    [InlineData("arn:aws:iam::123456789012:role/team/ecsTaskExecutionRole", "ecsTaskExecutionRole")]
    [InlineData("arn:aws:iam::${ACCOUNT}:role/ecsTaskExecutionRole", "ecsTaskExecutionRole")]
    public void Reports_the_name_of_an_execution_role(string taskRole, string name) =>
        AssertViolated(
            Task($"\"{taskRole}\"", "\"other\""),
            ("/taskRoleArn", $"The task role '{name}' is an execution role by its name: the code gets permissions that are meant for ECS."));

    [Fact]
    public void Reports_it_also_where_the_execution_role_is_hidden_or_absent()
    {
        var expected = ("/taskRoleArn", "The task role 'ecsTaskExecutionRole' is an execution role by its name: the code gets permissions that are meant for ECS.");
        AssertViolated(Task("\"ecsTaskExecutionRole\"", "\"${ROLE}\""), expected);
        AssertViolated(Task("\"ecsTaskExecutionRole\"", "null"), expected);
    }

    [Theory]
    [InlineData("\"${ROLE}\"", UndeterminedReason.Placeholder)]
    [InlineData("\"HIDDEN_DUE_TO_SECURITY_REASONS\"", UndeterminedReason.Redacted)]
    [InlineData("{}", UndeterminedReason.WrongType)]
    public void Cannot_tell_while_the_name_is_hidden(string taskRole, UndeterminedReason reason) =>
        AssertUndetermined(Task(taskRole, "\"app\""), ("/taskRoleArn", reason));

    private static string Task(string taskRole, string executionRole) =>
        $$"""{ "taskRoleArn": {{taskRole}}, "executionRoleArn": {{executionRole}}, "containerDefinitions": [{ "name": "app" }] }""";
}
