using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class CommonExecutionRole : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "common-execution-role",
        Title = "The task starts with the execution role that the console creates for everybody",
        Category = Category.Roles,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Strict,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`executionRoleArn` names a role called `ecsTaskExecutionRole`, the one that the console and most tutorials create once for an account.",
        Why = "Each permission that one service needs to start, such as reading a secret, has to be added to the role, and all services that start with it have that permission from then on.",
        Incident = "A team registers a definition with the name of another team's secret in it and reads the value in its own container.",
        Fix = "Give each service, or each group of services that trust each other, an execution role of its own with the secrets and repositories it needs.",
        Bad = """{ "executionRoleArn": "arn:aws:iam::123456789012:role/ecsTaskExecutionRole", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "executionRoleArn": "arn:aws:iam::123456789012:role/orders-execution", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var role = task.ExecutionRoleArn;
        if (RoleNeeds.IsMissing(role))
        {
            verdict.NotApplicable();
        }
        else if (RoleReference.TryRead(role, verdict, out var reference) && reference.ShortName == "ecsTaskExecutionRole")
        {
            verdict.Violation(role, "The execution role is 'ecsTaskExecutionRole', which every service may start with: give this one a role of its own.");
        }
    }
}
