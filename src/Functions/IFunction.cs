using EcsGuard.Pipeline.Events;

namespace EcsGuard.Functions;

/// <summary>A function that events trigger.</summary>
public interface IEventFunction
{
    Task<Disposition> RunAsync(EventEnvelope envelope, CancellationToken cancellationToken);
}

/// <summary>A function that a schedule triggers.</summary>
public interface IScheduledFunction
{
    Task RunAsync(CancellationToken cancellationToken);
}
