using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class ForeignRole : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "foreign-role",
        Title = "A role belongs to another account",
        Category = Category.Roles,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`taskRoleArn` or `executionRoleArn` is the ARN of a role in another account than the revision. A definition that is not registered has no account to compare, so only two roles of two accounts are reported there.",
        Why = "ECS takes on the roles of a task within its own account. A role of another account can be used only by code that assumes it on its own, starting from a role of the task's account.",
        Incident = "The definition was copied from another environment. Tasks do not start, or, where the copy was half done, start with the permissions of a role that was never meant for them.",
        Fix = "Name a role of the account that the task runs in. If the code has to work in another account, let the task role assume a role there.",
        Bad = """
            {
              "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders:7",
              "taskRoleArn": "arn:aws:iam::210987654321:role/orders",
              "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }]
            }
            """,
        Good = """
            {
              "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders:7",
              "taskRoleArn": "arn:aws:iam::123456789012:role/orders",
              "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }]
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (RoleNeeds.IsMissing(task.TaskRoleArn) && RoleNeeds.IsMissing(task.ExecutionRoleArn))
        {
            verdict.NotApplicable();
            return;
        }

        var taskRole = AccountOf(task.TaskRoleArn, verdict);
        var executionRole = AccountOf(task.ExecutionRoleArn, verdict);
        if (task.Account(context) is { } account)
        {
            Compare(task.TaskRoleArn, "task", taskRole, account, verdict);
            Compare(task.ExecutionRoleArn, "execution", executionRole, account, verdict);
        }
        else if (taskRole is not null && executionRole is not null && taskRole != executionRole)
        {
            verdict.Violation(task.TaskRoleArn, $"The task role is of account {taskRole} and the execution role of account {executionRole}: one of them is foreign.");
        }
        else if (taskRole is not null || executionRole is not null)
        {
            verdict.NotApplicable();
        }
    }

    private static void Compare(Field<string> role, string kind, string? found, string account, Verdict verdict)
    {
        if (found is not null && found != account)
        {
            verdict.Violation(role, $"The {kind} role is of account {found}, but the task runs in account {account}.");
        }
    }

    /// <summary>The account in a role's ARN; null for a bare name, which is of the task's own account, and for what is no role.</summary>
    private static string? AccountOf(Field<string> role, Verdict verdict)
    {
        if (role.Raw is not { } text || RoleReference.Parse(text).Account is not { } account)
        {
            verdict.Known(role, out _);
            return null;
        }

        if (Placeholder.IsIn(account))
        {
            verdict.Known(role, out _);
        }

        return RoleReference.IsAccountId(account) ? account : null;
    }
}
