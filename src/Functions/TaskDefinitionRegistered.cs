using EcsGuard.Functions.Triggers;
using EcsGuard.Pipeline;
using EcsGuard.Pipeline.Events;

namespace EcsGuard.Functions;

/// <summary>A revision was registered, or containers came into the account in a way that is not judged.</summary>
[EventBridgeTrigger("aws.ecs", EventEnvelope.ApiCall, EventNames =
    [JudgeRevision.Registration, "RegisterDaemonTaskDefinition", "CreateDaemon", "UpdateDaemon", "CreateExpressGatewayService", "UpdateExpressGatewayService"])]
public sealed class TaskDefinitionRegistered(JudgeRevision judge) : IEventFunction
{
    public Task<Disposition> RunAsync(EventEnvelope envelope, CancellationToken cancellationToken) => judge.HandleAsync(envelope, cancellationToken);
}
