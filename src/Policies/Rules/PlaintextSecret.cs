using EcsGuard.Policies.Credentials;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class PlaintextSecret : TaskDefinitionPolicy
{
    private static readonly PolicyOption<string[]> Allow =
        new("allow", "Patterns of names or of whole values that are no secrets; `*` and `?` stand for any text and any character.", []);

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "plaintext-secret",
        Title = "Environment variable holds a credential in plain text",
        Category = Category.Isolation,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Critical,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            A value in `environment` is a credential. Two things give it away:

            - its own shape, whatever its name: keys and tokens of AWS, GitHub, GitLab, Slack, Stripe, Google, npm, PyPI, SendGrid, Twilio and others, private keys, JSON Web Tokens, URLs, connection strings and options with a password inside;
            - its name: the last word says password (any literal counts, however weak), or a secret that the application signs or encrypts with, such as `JWT_SECRET` (any literal of six characters or more), or token, key or secret (the value has to look generated).

            Not reported: ARNs, paths, names and URLs that lead to a secret, hashes and encrypted values, public keys and certificates, switches, numbers, durations, and names that speak about a secret (`TOKEN_TTL`, `SECRET_NAME`, `PASSWORD_MIN_LENGTH`). A stand-in (`${X}`, `CHANGE_ME`, `****`) cannot be judged. The value itself is never printed.
            """,
        Why = "Whoever may call `ecs:DescribeTaskDefinition` reads every environment variable, in every revision ever registered, and so does whoever sees the console, a state file or a pipeline's log. A secret passed through `secrets` is fetched when the container starts and stands in none of them.",
        Incident = "A read-only role meant for dashboards is enough to take the database. The leaked value stays readable in older revisions after it was removed from the newest.",
        Fix = "Store the value in Secrets Manager or Parameter Store, name it in `secrets`, and rotate it: it has to be taken for known.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "environment": [{ "name": "DB_PASSWORD", "value": "hunter2" }] }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "environment": [{ "name": "DB_USER", "value": "web" }], "secrets": [{ "name": "DB_PASSWORD", "valueFrom": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:web/db-AbCdEf" }] }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
        Controls = ["Security Hub ECS.8"],
        Options = [Allow],
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var allowed = context.Get(this, Allow);
        var any = false;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            foreach (var variable in verdict.Each(container.Environment))
            {
                any = true;
                if (!IsAllowed(variable, allowed))
                {
                    Judge(container, variable, verdict);
                }
            }
        }

        if (!any)
        {
            verdict.NotApplicable();
        }
    }

    private static void Judge(ContainerDefinition container, EnvironmentVariable variable, Verdict verdict)
    {
        // A text with a stand-in in it may still hold a credential beside it.
        var finding = variable.Value.Raw is { } value ? CredentialDetector.InSetting(variable.Name.Raw, value) : default;
        if (finding.Certainty == CredentialCertainty.Credential)
        {
            verdict.Violation(variable.Value, $"Container '{container.DisplayName}': environment variable `{variable.Name.Raw}` holds {finding.Kind} in plain text. Pass it through `secrets`.");
        }
        else if (verdict.Known(variable.Value, out _) && finding.Certainty == CredentialCertainty.StandIn)
        {
            verdict.Undetermined(variable.Value.Path, UndeterminedReason.Placeholder);
        }
        else if (variable.Value.ValueOrDefault is { Length: > 0 })
        {
            verdict.Known(variable.Name, out _);
        }
    }

    private static bool IsAllowed(EnvironmentVariable variable, string[] patterns) =>
        Array.Exists(patterns, pattern => Glob.IsMatch(pattern, variable.Name.Raw) || Glob.IsMatch(pattern, variable.Value.Raw));
}
