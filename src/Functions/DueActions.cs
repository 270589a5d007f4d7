using EcsGuard.Functions.Triggers;
using EcsGuard.Pipeline;

namespace EcsGuard.Functions;

/// <summary>Sends the messages that wait, ends exemptions, and resolves what has been quiet for long enough.</summary>
[ScheduleTrigger("rate(1 minute)")]
public sealed class DueActions(DueWork work) : IScheduledFunction
{
    public Task RunAsync(CancellationToken cancellationToken) => work.RunAsync(cancellationToken);
}
