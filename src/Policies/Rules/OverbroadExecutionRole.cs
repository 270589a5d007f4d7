using System.Collections.Immutable;
using EcsGuard.Policies.Iam;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class OverbroadExecutionRole : TaskDefinitionPolicy
{
    private const int ListedActions = 5;

    private const string Definition = """
        {
          "executionRoleArn": "arn:aws:iam::123456789012:role/orders-execution",
          "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }]
        }
        """;

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "overbroad-execution-role",
        Title = "The execution role allows more than starting tasks needs",
        Category = Category.Roles,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Configured,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = $"""
            The policies of the role in `executionRoleArn`, within its permissions boundary, allow actions that the ECS agent never calls, by name, by wildcard or by `NotAction`; or reading every secret of AWS Secrets Manager or every parameter of AWS Systems Manager in the account and region. Expected of an execution role, on whatever resource, are {string.Join(", ", AgentActions.Expected.Select(action => $"`{action}`"))}. The managed policy `AmazonECSTaskExecutionRolePolicy` is never reported.

            Not seen: service control policies and resource policies. `kms:Decrypt` on every key is not reported: it opens nothing without the secret. Actions under a condition make it undetermined. Where the task role is the same role, `shared-task-and-execution-role` reports that instead. Nothing is judged unless EcsGuard is allowed to read roles.
            """,
        Why = "The agent gives the role's credentials to no container, but everybody who may register a definition with the role can have it read any secret that the role can, into a container of their own.",
        Incident = "One team's definition names another team's secret, and the task starts with it in its environment. Or an instance is broken into, and the credentials of all agents' roles on it are worth the whole account.",
        Fix = "Leave the execution role `AmazonECSTaskExecutionRolePolicy` and the very secrets and parameters of the service, by name. What the code in the containers needs belongs in the task role.",
        Bad = Definition,
        Good = Definition,
        ExampleContext = PolicyContext.Empty with
        {
            ExecutionRole = ExampleRole.Named("orders-execution").With("start", """ "Action": ["s3:*", "secretsmanager:GetSecretValue"], "Resource": "*" """),
        },
        GoodContext = PolicyContext.Empty with
        {
            ExecutionRole = ExampleRole.Named("orders-execution")
                .With("start", """ "Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-*" """),
        },
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (RoleReference.AreSame(task.TaskRoleArn, task.ExecutionRoleArn) == true)
        {
            verdict.NotApplicable();
            return;
        }

        if (!RoleFacts.IsRead(task.ExecutionRoleArn, context.ExecutionRole, verdict, out var role))
        {
            return;
        }

        var permissions = new RolePermissions(role);
        var region = task.Region(context) ?? "*";
        var secrets = permissions.Spans(AgentActions.GetSecretValue, $"arn:{role.Partition}:secretsmanager:{region}:{role.Account}:secret:*");
        var parameters = permissions.Spans(AgentActions.GetParameters, $"arn:{role.Partition}:ssm:{region}:{role.Account}:parameter/*");
        var (beyond, mayBeMore) = permissions.Beyond(AgentActions.Expected);
        string[] excess =
        [
            .. beyond.IsEmpty ? [] : (IEnumerable<string>)[$"actions that starting a task does not need ({List(beyond)})"],
            .. secrets == Certainty.Yes ? (IEnumerable<string>)["reading every secret of Secrets Manager"] : [],
            .. parameters == Certainty.Yes ? (IEnumerable<string>)["reading every parameter of Systems Manager"] : [],
        ];
        if (excess.Length > 0)
        {
            verdict.Violation(task.ExecutionRoleArn, $"The execution role '{role.Name}' allows {string.Join(", and ", excess)}.");
        }
        else if (mayBeMore || secrets == Certainty.Maybe || parameters == Certainty.Maybe)
        {
            verdict.Undetermined(task.ExecutionRoleArn.Path, UndeterminedReason.MissingFact);
        }
    }

    private static string List(ImmutableArray<string> actions) =>
        string.Join(", ", actions.Take(ListedActions)) + (actions.Length > ListedActions ? $" and {actions.Length - ListedActions} more" : "");
}
