using EcsGuard.Pipeline.Notifications;

namespace EcsGuard.Pipeline.Ports;

/// <summary>A channel on which teams are told.</summary>
public interface INotifications
{
    /// <summary>The channel's name in outputs: <c>console</c>, or the ARN of a topic.</summary>
    string Channel { get; }

    /// <summary>Sends one message. Throws when it surely or possibly was not sent; the caller keeps it and tries again.</summary>
    Task PublishAsync(Notification notification, CancellationToken cancellationToken);
}
