using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class ForeignSecret : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "foreign-secret",
        Title = "A parameter of another account is used as a secret",
        Category = Category.Roles,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`valueFrom` of a container's `secrets` or a log driver's `secretOptions` is the ARN of a Systems Manager parameter in another account than the revision. Secrets Manager secrets may be shared and are not reported.",
        Why = "ECS reads parameters in the task's own account only, and compares the accounts when the definition is registered.",
        Incident = "The registration is refused: \"The Systems Manager parameter ARN has a different account ID than the current account\".",
        Fix = "Create the parameter in the task's account and name that one, or share the value as a Secrets Manager secret with a resource policy and a customer managed key.",
        Bad = """
            {
              "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders:7",
              "containerDefinitions": [{
                "name": "app",
                "image": "nginx:1.29",
                "secrets": [{ "name": "DB_PASSWORD", "valueFrom": "arn:aws:ssm:eu-west-1:210987654321:parameter/orders/db" }]
              }]
            }
            """,
        Good = """
            {
              "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders:7",
              "containerDefinitions": [{
                "name": "app",
                "image": "nginx:1.29",
                "secrets": [{ "name": "DB_PASSWORD", "valueFrom": "arn:aws:ssm:eu-west-1:123456789012:parameter/orders/db" }]
              }]
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var account = task.Account(context);
        var isJudged = task.ContainerDefinitions.IsUndetermined;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            foreach (var secret in verdict.Each(container.Secrets))
            {
                isJudged |= JudgeSecret(secret, account, verdict);
            }

            if (!verdict.Known(container.LogConfiguration, out var log))
            {
                continue;
            }

            foreach (var secret in verdict.Each(log.SecretOptions))
            {
                isJudged |= JudgeSecret(secret, account, verdict);
            }
        }

        if (!isJudged)
        {
            verdict.NotApplicable();
        }
    }

    /// <summary>Whether it is a parameter that is named by its ARN.</summary>
    private static bool JudgeSecret(Secret secret, string? account, Verdict verdict)
    {
        var source = secret.ValueFrom;
        if (source.Raw?.Split(':', 6) is not ["arn", _, "ssm", _, var found, _] || !RoleReference.IsAccountId(found))
        {
            if (source.Raw is not { } text || text is not ['/', ..] && !text.Contains(":secretsmanager:", StringComparison.Ordinal))
            {
                verdict.Known(source, out _);
            }

            return false;
        }

        if (account is null)
        {
            verdict.Undetermined(source.Path, UndeterminedReason.MissingFact);
        }
        else if (found != account)
        {
            verdict.Violation(source, $"'{secret.Name.Raw}' of container '{secret.Container?.DisplayName}' is a parameter of account {found}, but the task runs in account {account}.");
        }

        return true;
    }
}
