using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class ExecutionRoleAsTaskRole : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "execution-role-as-task-role",
        Title = "The task role is, by its name, an execution role",
        Category = Category.Roles,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "The name of the role in `taskRoleArn` holds `ExecutionRole`, in any case and with or without hyphens and underscores, as in `ecsTaskExecutionRole`. Where `executionRoleArn` names the same role, `shared-task-and-execution-role` reports it instead.",
        Why = "Execution roles are written for ECS itself: they may pull every image, create log streams and often read the secrets of many services. The code in the containers receives the task role's credentials and inherits all of that.",
        Incident = "A leak of the application's credentials opens the images, logs and secrets of every service whose tasks start with this role, and a clean-up of the execution role breaks the application.",
        Fix = "Create a task role for the service with only the permissions that its code needs and name it in `taskRoleArn`; leave `taskRoleArn` out if the code calls no AWS API.",
        Bad = """
            {
              "taskRoleArn": "arn:aws:iam::123456789012:role/ecsTaskExecutionRole",
              "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }]
            }
            """,
        Good = """
            {
              "taskRoleArn": "arn:aws:iam::123456789012:role/orders-task",
              "executionRoleArn": "arn:aws:iam::123456789012:role/ecsTaskExecutionRole",
              "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }]
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var role = task.TaskRoleArn;
        if (RoleNeeds.IsMissing(role))
        {
            verdict.NotApplicable();
        }
        else if (RoleReference.AreSame(role, task.ExecutionRoleArn) != true && RoleReference.TryRead(role, verdict, out var reference) && IsExecutionRole(reference.ShortName))
        {
            verdict.Violation(role, $"The task role '{reference.ShortName}' is an execution role by its name: the code gets permissions that are meant for ECS.");
        }
    }

    private static bool IsExecutionRole(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Contains("executionrole", StringComparison.OrdinalIgnoreCase);
}
