using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class MalformedRole : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "malformed-role",
        Title = "What stands in place of a role is no role",
        Category = Category.Roles,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`taskRoleArn` or `executionRoleArn` is neither the ARN of an IAM role (`arn:aws:iam::ACCOUNT:role/NAME`, with a path or without) nor the name of one: letters, digits and `+=,.@_-`, 64 at most. An empty text counts as absent.",
        Why = "ECS takes the role by name or ARN. The ARN of an instance profile, a user or a policy names nothing that a task could take on.",
        Incident = "ECS refuses the definition with \"Role is not valid\", or registers it and fails to start every task.",
        Fix = "Copy the ARN of the role itself from IAM: it has `:role/` in it.",
        Bad = """{ "taskRoleArn": "arn:aws:iam::123456789012:instance-profile/orders", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "taskRoleArn": "arn:aws:iam::123456789012:role/orders", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (RoleNeeds.IsMissing(task.TaskRoleArn) && RoleNeeds.IsMissing(task.ExecutionRoleArn))
        {
            verdict.NotApplicable();
        }

        JudgeRole(task.TaskRoleArn, "taskRoleArn", verdict);
        JudgeRole(task.ExecutionRoleArn, "executionRoleArn", verdict);
    }

    private static void JudgeRole(Field<string> role, string member, Verdict verdict)
    {
        if (!verdict.Known(role, out var text) || text.Length == 0)
        {
            return;
        }

        var reference = RoleReference.Parse(text);
        if (reference.Account is { } account && Placeholder.IsConstantName(account))
        {
            // `YOUR_ACCOUNT_ID` where twelve digits belong is filled in by hand.
            verdict.Undetermined(role.Path, UndeterminedReason.Placeholder);
        }
        else if (!reference.IsWellFormed || reference.Account is null && text.StartsWith("arn:", StringComparison.Ordinal))
        {
            verdict.Violation(role, $"{member} is '{text}', which is neither the name nor the ARN of a role.");
        }
    }
}
