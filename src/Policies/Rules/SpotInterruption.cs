using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class SpotInterruption : TaskStatePolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "spot-interruption",
        Title = "AWS took back the Spot capacity of a task",
        Category = Category.Spot,
        Kind = PolicyKind.Runtime,
        Set = PolicySet.Recommended,
        Severity = Severity.Info,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A task's `stopCode` is `SpotInterruption` (or `TerminationNotice`, its older name), from the two-minute warning on until the task has stopped.",
        Why = "Spot capacity is cheap because AWS may take it back. The task gets a warning and SIGTERM, and is killed two minutes later at the latest. ECS starts another one only if there is Spot capacity left.",
        Incident = "One interruption is normal. Several at once leave a service with fewer tasks than it needs, and work that was in hand is lost where it was not saved in time.",
        Fix = "Nothing, if the application stops in time and can be started again. Otherwise give the service a base of on-demand tasks, and handle SIGTERM.",
        Bad = """
            {
              "lastStatus": "RUNNING",
              "desiredStatus": "STOPPED",
              "stopCode": "SpotInterruption",
              "stoppedReason": "Your Spot Task was interrupted."
            }
            """,
        Good = """
            {
              "lastStatus": "STOPPED",
              "desiredStatus": "STOPPED",
              "stopCode": "ServiceSchedulerInitiated",
              "stoppedReason": "Scaling activity initiated by deployment ecs-svc/1234567890123456789"
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
    };

    /// <summary>The warning and the end of one interruption are one finding, and two interruptions are two.</summary>
    public override bool RecordsEachTask => true;

    public override void Judge(TaskStateChange task, PolicyContext context, Verdict verdict)
    {
        if (task.IsSpotInterruption)
        {
            verdict.Violation("", null, task.IsStopped
                ? "The task has stopped: AWS took its Spot capacity back."
                : "Two-minute warning: AWS takes the task's Spot capacity back, and the task is being stopped.");
        }
    }
}
