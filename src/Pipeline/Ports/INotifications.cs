using EcsGuard.Pipeline.Notifications;

namespace EcsGuard.Pipeline.Ports;

/// <summary>The channels on which teams are told.</summary>
public interface INotifications
{
    /// <summary>The name in outputs of the channel for messages that name none: <c>console</c>, or the ARN of a topic.</summary>
    string DefaultChannel { get; }

    /// <summary>Sends one message on its channel. Throws when it surely or possibly was not sent; the caller keeps it and tries again.</summary>
    /// <exception cref="ChannelException">It was not sent, and there is something to know about the next attempt.</exception>
    Task PublishAsync(Message message, CancellationToken cancellationToken);
}

/// <summary>Names of channels.</summary>
public static class ChannelNames
{
    /// <summary>The name in outputs of a message's channel.</summary>
    public static string NameOf(this INotifications notifications, Message message)
    {
        ArgumentNullException.ThrowIfNull(notifications);
        ArgumentNullException.ThrowIfNull(message);
        return message.Channel?.Arn ?? notifications.DefaultChannel;
    }
}
