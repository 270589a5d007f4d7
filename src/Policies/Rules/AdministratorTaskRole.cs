using EcsGuard.Policies.Iam;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class AdministratorTaskRole : TaskDefinitionPolicy
{
    /// <summary>
    /// Two actions that only `*` allows both: one of no service there is, which no policy can mean by name, and one of those that services of administration
    /// keep for themselves, which `NotAction` lists leave out where they do not mean everything.
    /// </summary>
    private static readonly string[] Anything = ["a-service-to-come:AnyAction", "iam:PutRolePolicy"];

    private const string Definition = """
        {
          "taskRoleArn": "arn:aws:iam::123456789012:role/orders",
          "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }]
        }
        """;

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "administrator-task-role",
        Title = "The task role may do everything",
        Category = Category.Roles,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Configured,
        Severity = Severity.Critical,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            The policies of the role in `taskRoleArn`, within its permissions boundary, allow every action on every resource: `AdministratorAccess`, `*` on `*` or `*:*`, or `NotAction` and several statements that come to the same. Policies that leave out a service of administration, such as `PowerUserAccess`, are not reported.

            Not seen: service control policies. A condition on such a statement, or a conditional denial of all of it, makes it undetermined. Nothing is judged unless EcsGuard is allowed to read roles.
            """,
        Why = "Every container of the task can ask for the role's credentials at an address that needs no password. A flaw that lets a stranger make one request from inside is a flaw that hands over the account.",
        Incident = "A server-side request forgery, or a malicious dependency, reads the credentials and creates an administrator of its own.",
        Fix = "Replace the policy by one with the actions and resources that the code uses; IAM Access Analyzer can write a first version from CloudTrail.",
        Bad = Definition,
        Good = Definition,
        ExampleContext = PolicyContext.Empty with { TaskRole = ExampleRole.Named("orders").With("AdministratorAccess", """ "Action": "*", "Resource": "*" """) },
        GoodContext = PolicyContext.Empty with
        {
            TaskRole = ExampleRole.Named("orders").With("orders", """ "Action": "dynamodb:*", "Resource": "arn:aws:dynamodb:eu-west-1:123456789012:table/orders" """),
        },
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (!RoleFacts.IsRead(task.TaskRoleArn, context.TaskRole, verdict, out var role))
        {
            return;
        }

        var permissions = new RolePermissions(role);
        var everything = $"arn:{role.Partition}:?*:*:*:*";
        switch (Anything.Aggregate(Certainty.Yes, (all, action) => all.And(permissions.Spans(action, everything))))
        {
            case Certainty.Yes:
                var policies = Anything.SelectMany(action => permissions.Granting(action, everything)).Distinct(StringComparer.Ordinal);
                verdict.Violation(task.TaskRoleArn, $"The task role '{role.Name}' allows every action on every resource ({string.Join(", ", policies)}).");
                break;
            case Certainty.Maybe:
                verdict.Undetermined(task.TaskRoleArn.Path, UndeterminedReason.MissingFact);
                break;
        }
    }
}
