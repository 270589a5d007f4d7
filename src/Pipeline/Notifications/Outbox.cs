using System.Collections.Immutable;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Pipeline.Notifications;

/// <summary>
/// Puts messages into their family's outbox: recorded together with what they tell, so that neither is ever without the other. <see cref="Telling"/> sends them.
/// </summary>
public sealed partial class Outbox(INotifications notifications, IMetrics metrics, TimeProvider time, ILogger<Outbox> log)
{
    /// <summary>How many messages a family keeps: they are written with its working set, which has to stay below the 400 KB of a DynamoDB item.</summary>
    public const int KeptMessages = 60;

    /// <summary>How many of them, the newest, list findings; the others say only how many there are.</summary>
    public const int DetailedMessages = 10;

    /// <summary>The change, with the messages that it is worth. If too many wait because a channel is down, its oldest is given up: newer ones tell what is open.</summary>
    public FamilyChange Add(FamilyChange change, IEnumerable<Notification> messages)
    {
        var now = time.GetUtcNow();
        PendingNotification[] added = [.. messages.Select(message => new PendingNotification(message, 0, now, now))];
        return added.Length == 0 ? change : change with { State = change.State with { Outbox = WithinBounds([.. change.State.Outbox, .. added]) } };
    }

    /// <summary>The outbox without what is too much: the details of older messages, and then the oldest of the channel that has the most waiting, so that a dead channel displaces only its own.</summary>
    private ImmutableArray<PendingNotification> WithinBounds(ImmutableArray<PendingNotification> outbox)
    {
        while (outbox.Length > KeptMessages)
        {
            var givenUp = outbox.GroupBy(pending => pending.Notification.Channel?.Arn).MaxBy(channel => channel.Count())!.First();
            metrics.Count("Notifications", 1, ("Result", "dropped"));
            GivenUp(log, givenUp.Notification.Id, notifications.NameOf(givenUp.Notification), givenUp.Attempts);
            outbox = outbox.Remove(givenUp);
        }

        return [.. outbox.Select((pending, index) => index < outbox.Length - DetailedMessages ? WithoutDetails(pending) : pending)];
    }

    private static PendingNotification WithoutDetails(PendingNotification pending) =>
        pending with { Notification = pending.Notification with { Findings = [], FixedFindings = [] } };

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Notification} could not be sent to {Channel} in {Attempts} attempts and is given up: newer ones of its family wait too.")]
    private static partial void GivenUp(ILogger log, string notification, string channel, int attempts);
}
