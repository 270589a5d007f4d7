using EcsGuard.Functions.Triggers;
using EcsGuard.Pipeline;
using EcsGuard.Pipeline.Events;

namespace EcsGuard.Functions;

/// <summary>Revisions were deregistered or deleted: their findings are closed.</summary>
[EventBridgeTrigger("aws.ecs", EventEnvelope.ApiCall, EventNames = [CloseRevision.Deregistration, CloseRevision.Deletion])]
public sealed class TaskDefinitionDeregistered(CloseRevision close) : IEventFunction
{
    public Task<Disposition> RunAsync(EventEnvelope envelope, CancellationToken cancellationToken) => close.HandleAsync(envelope, cancellationToken);
}
