using EcsGuard.Policies.Iam;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UntrustingRole : TaskDefinitionPolicy
{
    private const string Definition = """
        {
          "taskRoleArn": "arn:aws:iam::123456789012:role/orders",
          "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }]
        }
        """;

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "untrusting-role",
        Title = "A role does not let ECS assume it for tasks",
        Category = Category.Roles,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Configured,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            The trust policy of the role in `taskRoleArn` or `executionRoleArn` does not let the service `ecs-tasks.amazonaws.com` do `sts:AssumeRole`, or denies it. The conditions that AWS recommends, `aws:SourceAccount` and `aws:SourceArn`, are accepted; they are reported where they name another account or another region than the revision's. A role that did not exist when the revision was judged is reported as well.

            Other conditions make it undetermined, and so does a role that may not be read. Nothing is judged unless EcsGuard is allowed to read roles.
            """,
        Why = "ECS takes on a role under the name of the service for tasks. A trust policy for EC2, for Lambda or for `ecs.amazonaws.com` is of no use to it.",
        Incident = "Every start fails with \"ECS was unable to assume the role\"; a deployment hangs until it is rolled back.",
        Fix = "Let `ecs-tasks.amazonaws.com` do `sts:AssumeRole` in the role's trust policy, with `aws:SourceAccount` set to the account of the tasks.",
        Bad = Definition,
        Good = Definition,
        ExampleContext = PolicyContext.Empty with { TaskRole = RoleAnswer.Found(ExampleRole.Named("orders", trusted: "ec2.amazonaws.com")) },
        GoodContext = PolicyContext.Empty with { TaskRole = RoleAnswer.Found(ExampleRole.Named("orders")) },
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var judged = Judge(task.TaskRoleArn, "task", context.TaskRole, task.Region(context), verdict);
        judged |= Judge(task.ExecutionRoleArn, "execution", context.ExecutionRole, task.Region(context), verdict);
        if (!judged)
        {
            verdict.NotApplicable();
        }
    }

    /// <summary>Whether there is a role, and IAM was asked for it.</summary>
    private static bool Judge(Field<string> role, string kind, RoleAnswer? answer, string? region, Verdict verdict)
    {
        if (RoleNeeds.IsMissing(role) || answer is null)
        {
            return false;
        }

        if (answer.Refusal == RoleRefusal.NotFound)
        {
            verdict.Violation(role, $"The {kind} role '{RoleReference.Parse(role.Raw ?? "").ShortName}' does not exist.");
        }
        else if (answer.Documents is not { } documents)
        {
            verdict.Undetermined(role.Path, UndeterminedReason.MissingFact);
        }
        else
        {
            Judge(role, kind, documents.Name, RoleTrust.Read(documents, region), verdict);
        }

        return true;
    }

    private static void Judge(Field<string> role, string kind, string name, Trust trust, Verdict verdict)
    {
        var fault = trust switch
        {
            Trust.Absent => $"does not let {RoleTrust.Service} assume it",
            Trust.Denied => $"denies {RoleTrust.Service} to assume it",
            Trust.Excluding => $"lets {RoleTrust.Service} assume it for another account or region only",
            _ => null,
        };
        if (fault is not null)
        {
            verdict.Violation(role, $"The trust policy of the {kind} role '{name}' {fault}.");
        }
        else if (trust == Trust.Undetermined)
        {
            verdict.Undetermined(role.Path, UndeterminedReason.MissingFact);
        }
    }
}
