using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Pipeline.Notifications;

/// <summary>
/// Sends messages, each on its channel; no channel waits for another one. One that cannot be sent is handed back to be kept with the family and tried again.
/// </summary>
public sealed partial class Teller(INotifications notifications, IMetrics metrics, TimeProvider time, ILogger<Teller> log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>What one attempt may take: the family is claimed meanwhile, and a function has 30 seconds for everything.</summary>
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(10);

    /// <summary>A message that waited for this long has somebody look at its channel.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromDays(1);

    /// <summary>How many messages a family keeps: they are written with its working set, which has to stay far below the 400 KB of a DynamoDB item.</summary>
    public const int KeptMessages = 10;

    /// <summary>
    /// Sends the messages that a change is worth, if any, while the change is not yet recorded. Those that cannot be sent are recorded with it. If a channel is
    /// down for so long that too many are kept, its oldest is given up: the findings are recorded, and newer messages tell what is open.
    /// </summary>
    public async Task<FamilyChange> TellAsync(FamilyChange change, IEnumerable<Notification> messages, CancellationToken cancellationToken)
    {
        var attempts = await Task.WhenAll(messages.Select(message => SendAsync(new(message, 0, time.GetUtcNow()), cancellationToken)));
        var unsent = attempts.OfType<PendingNotification>().ToArray();
        return unsent.Length == 0 ? change : change with { State = change.State with { Outbox = WithinBounds([.. change.State.Outbox, .. unsent]) } };
    }

    /// <summary>
    /// Tries the messages of an outbox that are due, in turn on each channel and on all channels at once, and answers what is left of it. After one that fails,
    /// the others of its channel wait for the next run: a channel that answers late must not use up the time of the claim.
    /// </summary>
    public async Task<ImmutableArray<PendingNotification>> SendDueAsync(ImmutableArray<PendingNotification> outbox, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var channels = outbox.Where(pending => pending.NextAttempt <= now).GroupBy(pending => pending.Notification.Channel?.Arn);
        var attempts = (await Task.WhenAll(channels.Select(due => SendInTurnAsync(due, cancellationToken)))).SelectMany(tried => tried).ToArray();
        return attempts.Aggregate(outbox, static (left, attempt) => attempt.After is null ? left.Remove(attempt.Before) : left.Replace(attempt.Before, attempt.After));
    }

    private async Task<List<(PendingNotification Before, PendingNotification? After)>> SendInTurnAsync(IEnumerable<PendingNotification> due, CancellationToken cancellationToken)
    {
        var tried = new List<(PendingNotification, PendingNotification?)>();
        foreach (var pending in due)
        {
            var after = await SendAsync(pending, cancellationToken);
            tried.Add((pending, after));
            if (after is not null)
            {
                break;
            }
        }

        return tried;
    }

    /// <summary>Null when the message was sent; otherwise what to keep.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a channel's fault is, the message is kept and tried again, and the finding is still recorded.")]
    private async Task<PendingNotification?> SendAsync(PendingNotification pending, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AttemptLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await notifications.PublishAsync(pending.Notification, either.Token);
            metrics.Count("Notifications", 1, ("Result", "sent"));
            return null;
        }
        catch (OperationCanceledException fault) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Keep(pending, new TimeoutException($"The channel did not take the message within {AttemptLimit.TotalSeconds} seconds.", fault));
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return Keep(pending, fault);
        }
    }

    private PendingNotification Keep(PendingNotification pending, Exception fault)
    {
        metrics.Count("Notifications", 1, ("Result", "failed"));
        var kept = pending with { Attempts = pending.Attempts + 1, NextAttempt = NextAttempt(fault, pending.Attempts), Since = pending.Since ?? time.GetUtcNow() };
        Report(kept, fault);
        return kept;
    }

    private void Report(PendingNotification pending, Exception fault)
    {
        var channel = notifications.NameOf(pending.Notification);
        if (pending.Since is { } since && time.GetUtcNow() - since >= LongWait)
        {
            metrics.Count("UndeliveredNotifications", 1);
            Undelivered(log, pending.Notification.Id, channel, since, pending.Attempts, fault);
        }
        else
        {
            NotSent(log, pending.Notification.Id, channel, pending.Attempts, fault);
        }
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

    /// <summary>The outbox without what is too much: the oldest of the channel that has the most waiting, so that a dead channel displaces only its own.</summary>
    private ImmutableArray<PendingNotification> WithinBounds(ImmutableArray<PendingNotification> outbox)
    {
        while (outbox.Length > KeptMessages)
        {
            var givenUp = outbox.GroupBy(pending => pending.Notification.Channel?.Arn).MaxBy(channel => channel.Count())!.First();
            metrics.Count("Notifications", 1, ("Result", "dropped"));
            GivenUp(log, givenUp.Notification.Id, notifications.NameOf(givenUp.Notification), givenUp.Attempts);
            outbox = outbox.Remove(givenUp);
        }

        return outbox;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {Notification} was not sent to {Channel} (attempt {Attempt}); it is kept and tried again.")]
    private static partial void NotSent(ILogger log, string notification, string channel, int attempt, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Notification} could not be sent to {Channel} since {Since} (attempt {Attempt}); it is kept and tried again. Look at the channel.")]
    private static partial void Undelivered(ILogger log, string notification, string channel, DateTimeOffset since, int attempt, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Notification} could not be sent to {Channel} in {Attempts} attempts and is given up: newer ones of its family wait too.")]
    private static partial void GivenUp(ILogger log, string notification, string channel, int attempts);
}
