using EcsGuard.Functions.Triggers;
using EcsGuard.Pipeline.Digests;

namespace EcsGuard.Functions;

/// <summary>Counts the day before, tells owners of their exemptions, and on Mondays tells teams of their week.</summary>
[ScheduleTrigger("cron(0 6 * * ? *)")]
public sealed class Digest(DailyWork work) : IScheduledFunction
{
    public Task RunAsync(CancellationToken cancellationToken) => work.RunAsync(cancellationToken);
}
