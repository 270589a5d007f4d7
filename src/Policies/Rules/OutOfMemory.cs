using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class OutOfMemory : TaskStatePolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "out-of-memory",
        Title = "A container was killed for lack of memory",
        Category = Category.Sizing,
        Kind = PolicyKind.Runtime,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A stopped container whose `reason` begins with `OutOfMemoryError`, on Spot capacity too. An exit code 137 alone is not reported: whatever is killed ends with it.",
        Why = "The container went over its own hard limit `memory` or, with the others, over the memory of the task, and the kernel ended it without a signal that it could have handled.",
        Incident = "Requests in flight are cut off and state in memory is gone. ECS starts a new task, which grows in the same way until it is killed in turn.",
        Fix = "Compare the container's peak in Container Insights with its limit: raise `memory`, the task's size or the `memoryReservation`, or set the limit of the runtime's heap below the container's.",
        Bad = """{ "lastStatus": "STOPPED", "stopCode": "EssentialContainerExited", "containers": [{ "name": "app", "lastStatus": "STOPPED", "reason": "OutOfMemoryError: Container killed due to memory usage", "exitCode": 137, "memory": "512" }] }""",
        Good = """{ "lastStatus": "STOPPED", "stopCode": "EssentialContainerExited", "containers": [{ "name": "app", "lastStatus": "STOPPED", "exitCode": 137, "memory": "512" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/out-of-memory.html",
    };

    public override void Judge(TaskStateChange task, PolicyContext context, Verdict verdict)
    {
        var judged = false;
        foreach (var container in verdict.Each(task.Containers))
        {
            if (!task.IsStopped && container.LastStatus != "STOPPED")
            {
                continue;
            }

            judged = true;
            // The agent writes "Container killed", Fargate "container killed"; neither spelling is promised.
            if (container.StopReason?.StartsWith("OutOfMemoryError", StringComparison.OrdinalIgnoreCase) == true)
            {
                var limit = container.Memory is { } memory ? $" at its limit of {memory} MiB"
                    : task.Memory is { } whole ? $" in a task of {whole} MiB"
                    : "";
                var exit = container.ExitCode is { } code ? $" (exit code {code})" : "";
                verdict.Violation(container.Path, container.Name, $"Container '{container.DisplayName}' ran out of memory{limit}{exit}.");
            }
        }

        if (!judged)
        {
            verdict.NotApplicable();
        }
    }
}
