using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class BlockingLogDriver : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "blocking-log-driver",
        Title = "A container waits for its log driver",
        Category = Category.Logging,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            A container whose log driver sends over the network (`awslogs`, `splunk`, `fluentd`, `gelf`, `syslog`) works in `blocking` mode: by its own
            option `mode`, or, where it has none, by the account setting `defaultLogDriverMode`. Without both, delivery is non-blocking. Containers listed
            under `containers` of `lossy-audit-log` are excused.
            """,
        Why = "In blocking mode a write to standard output returns only when the driver has taken the line. When the destination is slow or away, every thread that logs stands still.",
        Incident = "CloudWatch Logs has a bad quarter of an hour in one region. The application hangs in its next log call, fails its health checks and is replaced by tasks that hang as well.",
        Fix = """
            Set `mode` to `non-blocking` with a `max-buffer-size` that holds some seconds of your log traffic. A container that must not lose a line belongs in
            the list `containers` of `lossy-audit-log`.
            """,
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "mode": "blocking" } } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "mode": "non-blocking", "max-buffer-size": "25m" } } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var judged = false;
        foreach (var (container, log, driver) in task.LogDriversWithMode(verdict))
        {
            judged = true;
            if (AuditContainers.Include(container, context) || log.EffectiveMode(context, verdict) != LogDelivery.Blocking)
            {
                continue;
            }

            var fix = LogDelivery.MakeNonBlocking(task, container, log, context);
            var mode = log.Options[LogDelivery.Mode];
            if (mode.IsAbsent)
            {
                verdict.Violation(log.OptionsOrSelf(), $"Container '{container.DisplayName}' logs through {driver} in blocking mode, the account's default: set mode to non-blocking.", fix);
            }
            else
            {
                verdict.Violation(mode, $"Container '{container.DisplayName}' logs through {driver} in blocking mode: set mode to non-blocking.", fix);
            }
        }

        if (!judged)
        {
            verdict.NotApplicable();
        }
    }
}
