using EcsGuard.Aws.Slack;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Aws;

/// <summary>Sends each message on its channel: an SNS topic, a Slack webhook, or the stack's own topic where it names none.</summary>
public sealed class AwsNotifications : INotifications, IDisposable
{
    private readonly SnsNotifications _sns;
    private readonly SlackNotifications _slack;

    /// <exception cref="ArgumentException"><paramref name="defaultTopicArn"/> is not the ARN of a topic.</exception>
    public AwsNotifications(AwsClients clients, string defaultTopicArn, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(defaultTopicArn);
        if (SnsNotifications.RegionOf(defaultTopicArn) is null)
        {
            throw new ArgumentException($"'{defaultTopicArn}' is not the ARN of an SNS topic.", nameof(defaultTopicArn));
        }

        DefaultChannel = defaultTopicArn;
        _sns = new(clients);
        _slack = new(new SlackWebhooks(clients, time), time);
    }

    public string DefaultChannel { get; }

    public Task PublishAsync(Message message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Channel is { Kind: ChannelKind.Slack } slack
            ? _slack.PublishAsync(slack.Arn, message, cancellationToken)
            : _sns.PublishAsync(message.Channel?.Arn ?? DefaultChannel, message, cancellationToken);
    }

    public void Dispose() => _slack.Dispose();
}
