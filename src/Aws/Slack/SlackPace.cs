using EcsGuard.Pipeline.Notifications;

namespace EcsGuard.Aws.Slack;

/// <summary>
/// One message a second and webhook, as Slack asks, within this process; other processes are told by Slack itself (429) when together they are too many.
/// Source: https://docs.slack.dev/apis/web-api/rate-limits.
/// </summary>
internal sealed class SlackPace(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Nobody waits longer: the family is claimed meanwhile.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<Uri, DateTimeOffset> _free = [];

    /// <summary>Waits for the webhook's turn.</summary>
    /// <exception cref="ChannelException">It comes too late to wait for; when, stands in the exception.</exception>
    public Task WaitAsync(Uri webhook, CancellationToken cancellationToken)
    {
        var wait = Take(webhook);
        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>Nothing is sent to the webhook before <paramref name="until"/>: Slack asked for it.</summary>
    public void Hold(Uri webhook, DateTimeOffset until)
    {
        lock (_lock)
        {
            _free[webhook] = Later(until, _free.GetValueOrDefault(webhook));
        }
    }

    private TimeSpan Take(Uri webhook)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var turn = Later(now, _free.GetValueOrDefault(webhook));
            if (turn - now > LongestWait)
            {
                throw new ChannelException("Slack takes one message a second and channel, and others come first.") { NotBefore = turn };
            }

            _free[webhook] = turn + Interval;
            return turn - now;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
