using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using EcsGuard.Pipeline.Ports;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Pipeline.Notifications;

/// <summary>Sends messages, each on its channel; no channel waits for another one. One that cannot be sent is handed back to be kept and tried again.</summary>
public sealed partial class Teller(INotifications notifications, IMetrics metrics, TimeProvider time, ILogger<Teller> log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>What one attempt may take: a function has 30 seconds for everything.</summary>
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(10);

    /// <summary>A message that waited for this long has somebody look at its channel.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromDays(1);

    /// <summary>
    /// Sends the messages that are due, in turn on each channel and on all channels at once, and answers what is left. After one that fails, the others of its
    /// channel wait for the next run: a channel that answers late must not use up the time of all.
    /// </summary>
    /// <param name="outbox">Messages, the oldest first.</param>
    /// <param name="end">No attempt begins after this.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<ImmutableArray<PendingNotification>> SendDueAsync(ImmutableArray<PendingNotification> outbox, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var channels = outbox.Where(pending => pending.NextAttempt <= now).GroupBy(pending => pending.Notification.Channel?.Arn);
        var attempts = (await Task.WhenAll(channels.Select(due => SendInTurnAsync(due, end, cancellationToken)))).SelectMany(tried => tried).ToArray();
        return attempts.Aggregate(outbox, static (left, attempt) => attempt.After is null ? left.Remove(attempt.Before) : left.Replace(attempt.Before, attempt.After));
    }

    /// <summary>Sends a message of no single family. Null when it was sent; otherwise what to keep.</summary>
    public async Task<PendingNotice?> SendAsync(PendingNotice notice, CancellationToken cancellationToken) =>
        await TryAsync(notice.Summary, notice.Attempts, notice.Since, cancellationToken) is { } failed
            ? notice with { Attempts = failed.Attempts, NextAttempt = failed.Next }
            : null;

    private async Task<List<(PendingNotification Before, PendingNotification? After)>> SendInTurnAsync(IEnumerable<PendingNotification> due, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var tried = new List<(PendingNotification, PendingNotification?)>();
        foreach (var pending in due)
        {
            if (time.GetUtcNow() >= end)
            {
                break;
            }

            var since = pending.Since ?? time.GetUtcNow();
            if (await TryAsync(pending.Notification, pending.Attempts, since, cancellationToken) is { } failed)
            {
                tried.Add((pending, pending with { Attempts = failed.Attempts, NextAttempt = failed.Next, Since = since }));
                break;
            }

            tried.Add((pending, null));
        }

        return tried;
    }

    /// <summary>Null when the message was sent; otherwise how often it was tried, and when to try again.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a channel's fault is, the message is kept and tried again.")]
    private async Task<(int Attempts, DateTimeOffset Next)?> TryAsync(Message message, int attempts, DateTimeOffset since, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AttemptLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await notifications.PublishAsync(message, either.Token);
            metrics.Count("Notifications", 1, ("Result", "sent"));
            return null;
        }
        catch (OperationCanceledException fault) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Failed(message, attempts, since, new TimeoutException($"The channel did not take the message within {AttemptLimit.TotalSeconds} seconds.", fault));
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(message, attempts, since, fault);
        }
    }

    private (int Attempts, DateTimeOffset Next) Failed(Message message, int earlierAttempts, DateTimeOffset since, Exception fault)
    {
        metrics.Count("Notifications", 1, ("Result", "failed"));
        var channel = notifications.NameOf(message);
        var attempts = earlierAttempts + 1;
        if (time.GetUtcNow() - since >= LongWait)
        {
            metrics.Count("UndeliveredNotifications", 1);
            Undelivered(log, message.Id, channel, since, attempts, fault);
        }
        else
        {
            NotSent(log, message.Id, channel, attempts, fault);
        }

        return (attempts, NextAttempt(fault, earlierAttempts));
    }

    /// <summary>When the channel says, within bounds; else later and later. Seldom from the start where only an operator can help.</summary>
    private DateTimeOffset NextAttempt(Exception fault, int earlierAttempts)
    {
        var now = time.GetUtcNow();
        var latest = now + LongestPause;
        return fault switch
        {
            ChannelException { NotBefore: { } notBefore } => notBefore < now ? now : notBefore < latest ? notBefore : latest,
            ChannelException { NeedsOperator: true } => latest,
            _ => Math.Pow(2, Math.Min(earlierAttempts, 10)) * FirstPause is var pause && pause < LongestPause ? now + pause : latest,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {Notification} was not sent to {Channel} (attempt {Attempt}); it is kept and tried again.")]
    private static partial void NotSent(ILogger log, string notification, string channel, int attempt, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Notification} could not be sent to {Channel} since {Since} (attempt {Attempt}); it is kept and tried again. Look at the channel.")]
    private static partial void Undelivered(ILogger log, string notification, string channel, DateTimeOffset since, int attempt, Exception fault);
}
