using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class SharedTaskAndExecutionRole : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "shared-task-and-execution-role",
        Title = "One role is both task role and execution role",
        Category = Category.Roles,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`taskRoleArn` and `executionRoleArn` name the same role. A name and an ARN of the same role count as equal.",
        Why = "The execution role is for ECS: it pulls the image, writes logs and fetches every secret of the definition. The task role is handed to the application's code. With one role for both, the code can do all that ECS can, and ECS holds whatever the code was given.",
        Incident = "Someone who can make the application run code or a request of theirs reads the credentials of the task's role and, with them, every secret and image that any task with this role may fetch.",
        Fix = "Create a task role with only the permissions that the code needs and put it in `taskRoleArn`; leave `taskRoleArn` out if the code calls no AWS API.",
        Bad = """
            {
              "taskRoleArn": "arn:aws:iam::123456789012:role/orders",
              "executionRoleArn": "arn:aws:iam::123456789012:role/orders",
              "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }]
            }
            """,
        Good = """
            {
              "taskRoleArn": "arn:aws:iam::123456789012:role/orders",
              "executionRoleArn": "arn:aws:iam::123456789012:role/orders-execution",
              "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }]
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var (taskRole, executionRole) = (task.TaskRoleArn, task.ExecutionRoleArn);
        if (RoleNeeds.IsMissing(taskRole) || RoleNeeds.IsMissing(executionRole))
        {
            verdict.NotApplicable();
            return;
        }

        switch (RoleReference.AreSame(taskRole, executionRole))
        {
            case true:
                verdict.Violation(taskRole, $"Task role and execution role are the same role, '{RoleReference.Parse(taskRole.Raw!).Name}': give the code a role of its own.");
                break;
            case null:
                verdict.Known(taskRole, out _);
                verdict.Known(executionRole, out _);
                break;
        }
    }
}
