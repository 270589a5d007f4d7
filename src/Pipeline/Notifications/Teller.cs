using System.Diagnostics.CodeAnalysis;
using EcsGuard.Pipeline.Ports;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Pipeline.Notifications;

/// <summary>Sends messages. One that cannot be sent is handed back to be kept with the family and tried again.</summary>
public sealed partial class Teller(INotifications notifications, IMetrics metrics, TimeProvider time, ILogger<Teller> log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>Null when the message was sent; otherwise what to keep.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a channel's fault is, the message is kept and tried again, and the finding is still recorded.")]
    public async Task<PendingNotification?> TellAsync(Notification notification, int earlierAttempts, CancellationToken cancellationToken)
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
}
