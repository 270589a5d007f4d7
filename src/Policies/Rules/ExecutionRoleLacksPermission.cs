using EcsGuard.Policies.Iam;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class ExecutionRoleLacksPermission : TaskDefinitionPolicy
{
    private const string Definition = """
        {
          "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders:7",
          "executionRoleArn": "arn:aws:iam::123456789012:role/orders-execution",
          "containerDefinitions": [{
            "name": "app",
            "image": "nginx:1.29",
            "secrets": [{ "name": "DB_PASSWORD", "valueFrom": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:NAME" }]
          }]
        }
        """;

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "execution-role-lacks-permission",
        Title = "The execution role does not allow what starting the task needs",
        Category = Category.Roles,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Configured,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            The policies of the role in `executionRoleArn`, within its permissions boundary, do not allow a call that the definition makes the ECS agent do: each secret and parameter in `secrets`, `secretOptions` and `repositoryCredentials` (`secretsmanager:GetSecretValue`, `ssm:GetParameters`), the image's private Amazon ECR repository (`ecr:GetAuthorizationToken`, `ecr:BatchGetImage`, `ecr:GetDownloadUrlForLayer`), the log group of `awslogs` (`logs:CreateLogStream`, `logs:PutLogEvents`, and `logs:CreateLogGroup` with `awslogs-create-group`), each environment file and FireLens configuration in Amazon S3 (`s3:GetObject`, `s3:GetBucketLocation`). A definition with an execution role is judged alike on every launch type, because the agent then uses that role also where an instance has one.

            Not known, and not judged: `kms:Decrypt` (a definition names no key), what a pull-through cache adds, credential specs. Not seen: service control policies, which may deny more, and resource policies of secrets, repositories and buckets, which may allow more. A condition or policy variable that decides, or an allowed secret whose full ARN the definition does not spell out, makes it undetermined. Nothing is judged unless EcsGuard is allowed to read roles.
            """,
        Why = "The agent makes these calls before any code runs, and for every task anew: also when a service scales out or replaces a task at night.",
        Incident = "`ResourceInitializationError` or `CannotPullContainerError` on every start. A running service does not notice until it loses a task, and then cannot replace it.",
        Fix = "Allow the action on the resource in a policy of the execution role, or in its permissions boundary if that is what stops it. If the resource itself lets the role in by a policy of its own, the finding can be exempted.",
        Bad = Definition.Replace("NAME", "billing-AbCdEf", StringComparison.Ordinal),
        Good = Definition.Replace("NAME", "orders-AbCdEf", StringComparison.Ordinal),
        ExampleContext = PolicyContext.Empty with
        {
            ExecutionRole = ExampleRole.Named("orders-execution")
                .With("secrets", """ "Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-*" """),
        },
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (!RoleFacts.IsRead(task.ExecutionRoleArn, context.ExecutionRole, verdict, out var role))
        {
            return;
        }

        var calls = AgentCalls.Of(task, context, role, verdict);
        if (calls.Count == 0)
        {
            verdict.NotApplicable();
            return;
        }

        var permissions = new RolePermissions(role);
        foreach (var call in calls)
        {
            var access = permissions.Decide(call.Action, call.Resource);
            if (access == Access.Undetermined || (access != Access.Allowed && call.Alias is { } alias && permissions.Decide(call.Action, alias) is Access.Allowed or Access.Undetermined))
            {
                verdict.Undetermined(call.At.Path, UndeterminedReason.MissingFact);
            }
            else if (access != Access.Allowed)
            {
                verdict.Violation(call.At, $"Container '{call.At.Owner?.Container?.DisplayName}': {Describe(access, role.Name)} {call.Action} on {Shown(call)}.");
            }
        }
    }

    /// <summary>Who pastes a secret where its name belongs gives the agent a parameter of that name to fetch: such a name must not be repeated.</summary>
    private static string Shown(AgentCall call) =>
        call.Action == AgentActions.GetParameters && call.At.Raw is { } source && source[0] != '/' && !source.StartsWith("arn:", StringComparison.Ordinal)
            ? "the parameter that stands there"
            : call.Resource;

    private static string Describe(Access access, string role) => access switch
    {
        Access.Denied => $"a policy denies the execution role '{role}'",
        Access.OutOfBounds => $"the permissions boundary of the execution role '{role}' does not allow",
        _ => $"the execution role '{role}' does not allow",
    };
}
