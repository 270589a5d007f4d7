using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class KilledOnInterruption : TaskStatePolicy
{
    /// <summary>128 + SIGKILL.</summary>
    private const int Killed = 137;

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "killed-on-interruption",
        Title = "A container was killed because it did not stop in time for a Spot interruption",
        Category = Category.Spot,
        Kind = PolicyKind.Runtime,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A task was stopped by a Spot interruption and one of its containers ended with exit code 137, not out of memory. Containers that AWS adds to tasks by itself (GuardDuty, Service Connect) are not reported.",
        Why = "137 is the mark of SIGKILL: the container got SIGTERM and still ran when its `stopTimeout` (30 seconds unless set) was over. Either it does not receive the signal, or it ignores it, or it needs longer.",
        Incident = "Requests are cut off and jobs lost half-way at each interruption; with Spot that is not an accident but a matter of time.",
        Fix = "Make the program process 1 (`exec`, see `swallowed-stop-signal`), let it finish on SIGTERM, and set `stopTimeout` to the time that takes, up to 120 seconds on Fargate.",
        Bad = """
            {
              "lastStatus": "STOPPED",
              "desiredStatus": "STOPPED",
              "stopCode": "SpotInterruption",
              "containers": [{ "name": "app", "lastStatus": "STOPPED", "exitCode": 137 }]
            }
            """,
        Good = """
            {
              "lastStatus": "STOPPED",
              "desiredStatus": "STOPPED",
              "stopCode": "SpotInterruption",
              "containers": [{ "name": "app", "lastStatus": "STOPPED", "exitCode": 143 }]
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
    };

    public override void Judge(TaskStateChange task, PolicyContext context, Verdict verdict)
    {
        if (!task.IsStopped || !task.IsSpotInterruption)
        {
            verdict.NotApplicable();
            return;
        }

        foreach (var container in task.Containers)
        {
            if (container.ExitCode == Killed && !IsOutOfMemory(container) && !IsInjected(container))
            {
                verdict.Violation(container.Path, container.Name, $"Container '{container.DisplayName}' was killed (exit code 137): it still ran when its time to stop was over.");
            }
        }
    }

    private static bool IsOutOfMemory(TaskContainer container) =>
        container.StopReason?.StartsWith("OutOfMemoryError", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsInjected(TaskContainer container) =>
        container.Name is { } name && (name.StartsWith("aws-guardduty-agent-", StringComparison.Ordinal) || name.StartsWith("ecs-service-connect-", StringComparison.Ordinal));
}
