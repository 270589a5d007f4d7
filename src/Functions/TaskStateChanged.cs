using EcsGuard.Functions.Triggers;
using EcsGuard.Pipeline;
using EcsGuard.Pipeline.Events;

namespace EcsGuard.Functions;

/// <summary>
/// A task runs, is warned, or has stopped. A Spot warning still says RUNNING, so these two statuses tell all that is judged.
/// </summary>
[EventBridgeTrigger("aws.ecs", JudgeTask.DetailType, DeliveredStatuses = ["RUNNING", "STOPPED"])]
public sealed class TaskStateChanged(JudgeTask judge) : IEventFunction
{
    public Task<Disposition> RunAsync(EventEnvelope envelope, CancellationToken cancellationToken) => judge.HandleAsync(envelope, cancellationToken);
}
