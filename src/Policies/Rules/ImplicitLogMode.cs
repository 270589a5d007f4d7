using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class ImplicitLogMode : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "implicit-log-mode",
        Title = "An account setting decides whether log lines may be lost",
        Category = Category.Logging,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            A container logs through `awslogs` without the option `mode`. Where the account's default already does harm, `blocking-log-driver` or
            `lossy-audit-log` reports it instead.
            """,
        Why = "Without `mode`, the account setting `defaultLogDriverMode` of the region decides, and without that AWS's default, which changed from blocking to non-blocking on 2025-06-25.",
        Incident = "The same definition drops lines under load in one account and freezes the application in another. Nothing in its revisions explains why.",
        Fix = "Write down the mode that the service needs: `non-blocking` with a `max-buffer-size`, or `blocking` where no line may be lost.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1" } } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "mode": "non-blocking", "max-buffer-size": "25m" } } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var judged = false;
        foreach (var (container, log, driver) in task.LogDrivers(verdict))
        {
            if (driver != LogDelivery.Awslogs)
            {
                continue;
            }

            judged = true;
            if (log.HasReadableOptions(verdict) && log.Options[LogDelivery.Mode].IsAbsent)
            {
                Report(task, container, log, context, verdict);
            }
        }

        if (!judged)
        {
            verdict.NotApplicable();
        }
    }

    private static void Report(TaskDefinition task, ContainerDefinition container, LogConfiguration log, PolicyContext context, Verdict verdict)
    {
        // The mode that is in force is written down, unless it is the wrong one: then another policy says so.
        var blocking = log.EffectiveMode(context, verdict) == LogDelivery.Blocking;
        if (blocking == AuditContainers.Include(container, context))
        {
            verdict.Violation(
                log.OptionsOrSelf(),
                $"Container '{container.DisplayName}' logs through awslogs and sets no mode: write {(blocking ? LogDelivery.Blocking : LogDelivery.NonBlocking)} into the definition.",
                blocking ? LogDelivery.MakeBlocking(task, container, log, context) : LogDelivery.MakeNonBlocking(task, container, log, context));
        }
    }
}
