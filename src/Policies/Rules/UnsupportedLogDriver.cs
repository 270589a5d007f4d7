using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UnsupportedLogDriver : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "unsupported-log-driver",
        Title = "ECS does not have this log driver here",
        Category = Category.Logging,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A `logDriver` other than `awslogs`, `splunk` and `awsfirelens` on Fargate; anywhere else, one that ECS does not know at all.",
        Why = "Fargate runs these three and nothing else. On an instance the agent offers the drivers of Docker that ECS lists, and `none`.",
        Incident = "RegisterTaskDefinition answers `json-file is not a valid log driver`, typically when a definition for EC2 is moved to Fargate.",
        Fix = "On Fargate take `awslogs`, or `awsfirelens` with a router for any other destination. Elsewhere correct the name.",
        Bad = """{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "json-file" } }] }""",
        Good = """{ "requiresCompatibilities": ["EC2"], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "json-file" } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
    };

    private static readonly string[] OnFargate = [LogDelivery.Awslogs, "splunk", LogDelivery.Awsfirelens];
    private static readonly string[] Anywhere = [.. OnFargate, "fluentd", "gelf", "journald", "json-file", "none", "syslog"];

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var drivers = task.LogDrivers(verdict);
        if (drivers.Count == 0)
        {
            verdict.NotApplicable();
        }

        foreach (var (container, log, driver) in drivers)
        {
            if (!Anywhere.Contains(driver))
            {
                var meant = NearestName.Find(driver, Anywhere) is { } nearest ? $"; did you mean {nearest}?" : ".";
                verdict.Violation(log.LogDriver, $"Container '{container.DisplayName}' names a log driver that ECS does not know, '{driver}'{meant}");
            }
            else if (!OnFargate.Contains(driver) && task.IsFargate(context, verdict) == true)
            {
                verdict.Violation(log.LogDriver, $"Container '{container.DisplayName}' logs through {driver}; Fargate has only {string.Join(", ", OnFargate)}.");
            }
        }
    }
}
