using System.Diagnostics.CodeAnalysis;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Pipeline.Notifications;

/// <summary>Sends messages. One that cannot be sent is handed back to be kept with the family and tried again.</summary>
public sealed partial class Teller(INotifications notifications, IMetrics metrics, TimeProvider time, ILogger<Teller> log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>How many messages a family keeps: they are written with its working set, which has to stay far below the 400 KB of a DynamoDB item.</summary>
    public const int KeptMessages = 10;

    /// <summary>
    /// Sends the message that a change is worth, if any, while the change is not yet recorded. One that cannot be sent is recorded with it. If a channel is
    /// down for so long that too many are kept, the oldest is given up: its findings are recorded, and newer messages tell what is open.
    /// </summary>
    public async Task<FamilyChange> TellAsync(FamilyChange change, Notification? notification, CancellationToken cancellationToken)
    {
        if (notification is null || await SendAsync(notification, 0, cancellationToken) is not { } pending)
        {
            return change;
        }

        var outbox = change.State.Outbox.Add(pending);
        foreach (var givenUp in outbox[..Math.Max(0, outbox.Length - KeptMessages)])
        {
            metrics.Count("Notifications", 1, ("Result", "dropped"));
            GivenUp(log, givenUp.Notification.Id, notifications.Channel, givenUp.Attempts);
        }

        return change with { State = change.State with { Outbox = [.. outbox.TakeLast(KeptMessages)] } };
    }

    /// <summary>Null when the message was sent; otherwise what to keep.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a channel's fault is, the message is kept and tried again, and the finding is still recorded.")]
    public async Task<PendingNotification?> SendAsync(Notification notification, int earlierAttempts, CancellationToken cancellationToken)
    {
        try
        {
            await notifications.PublishAsync(notification, cancellationToken);
            metrics.Count("Notifications", 1, ("Result", "sent"));
            return null;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            metrics.Count("Notifications", 1, ("Result", "failed"));
            NotSent(log, notification.Id, notifications.Channel, earlierAttempts + 1, fault);
            var pause = FirstPause * Math.Pow(2, Math.Min(earlierAttempts, 10));
            return new(notification, earlierAttempts + 1, time.GetUtcNow() + (pause < LongestPause ? pause : LongestPause));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {Notification} was not sent to {Channel} (attempt {Attempt}); it is kept and tried again.")]
    private static partial void NotSent(ILogger log, string notification, string channel, int attempt, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Notification} could not be sent to {Channel} in {Attempts} attempts and is given up: newer ones of its family wait too.")]
    private static partial void GivenUp(ILogger log, string notification, string channel, int attempts);
}
