using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class PlaintextLogCredential : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "plaintext-log-credential",
        Title = "A credential stands in the options of a log driver",
        Category = Category.Logging,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Critical,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            An option of a log driver or of a FireLens output that holds a token, key or password by its name (`splunk-token`, `apikey`, `http_passwd` …), a
            `Header` that authorises, or an address with a password in it. An entry of `secretOptions` is what it should be, a stand-in for a value is not judged.
            The value is never repeated in a finding.
            """,
        Why = "Options are part of the definition: everybody who may call DescribeTaskDefinition reads them, in every revision that was ever registered, and so does whatever records the API calls.",
        Incident = "A contractor with read access to the account copies the token of the log platform, and with it the logs of every service, or a way to write false ones.",
        Fix = "Move the value to Secrets Manager or Parameter Store, name it under `secretOptions`, remove the option, and replace the credential: it has been seen.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "splunk", "options": { "splunk-url": "https://splunk.example.com:8088", "splunk-token": "not-a-real-token" } } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "splunk", "options": { "splunk-url": "https://splunk.example.com:8088" }, "secretOptions": [{ "name": "splunk-token", "valueFrom": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:splunk-AbCdEf" }] } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-logconfig.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var judged = false;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (!verdict.Known(container.LogConfiguration, out var log) || log.Options.IsAbsent || !log.HasReadableOptions(verdict))
            {
                continue;
            }

            judged = true;
            foreach (var (key, value) in log.Options)
            {
                Judge(container, key, value, verdict);
            }
        }

        if (!judged)
        {
            verdict.NotApplicable();
        }
    }

    private static void Judge(ContainerDefinition container, string key, Field<string> option, Verdict verdict)
    {
        if (!LogCredential.IsNamed(key))
        {
            if (option.ValueOrDefault is { } text && (LogCredential.IsInAddress(key, text) || LogCredential.IsInHeader(key, text)))
            {
                verdict.Violation(option, $"Container '{container.DisplayName}' has a credential within its log option '{key}': move it to secretOptions.");
            }
        }
        else if (!verdict.Known(option, out var value) || !LogCredential.IsValue(value))
        {
            return;
        }
        else if (Placeholder.IsConstantName(value))
        {
            verdict.Undetermined(option.Path, UndeterminedReason.Placeholder);
        }
        else
        {
            verdict.Violation(option, $"Container '{container.DisplayName}' has a credential in its log options, '{key}': move it to secretOptions.");
        }
    }
}
