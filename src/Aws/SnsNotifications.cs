using System.Security.Cryptography;
using System.Text;
using Amazon.SimpleNotificationService.Model;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Aws;

/// <summary>
/// Tells teams through an SNS topic. Each message carries <c>team</c>, <c>severity</c>, <c>account</c>, <c>region</c> and <c>family</c> as message
/// attributes, so that a subscription can filter on them. A message sent again after a lost answer comes twice, except through a FIFO topic.
/// </summary>
public sealed class SnsNotifications : INotifications
{
    private readonly AwsClients _clients;
    private readonly string _region;

    /// <exception cref="ArgumentException">Not the ARN of a topic.</exception>
    public SnsNotifications(AwsClients clients, string topicArn)
    {
        ArgumentNullException.ThrowIfNull(topicArn);
        _clients = clients;
        Channel = topicArn;
        _region = topicArn.Split(':') is ["arn", _, "sns", var region, var account, { Length: > 0 }] && AwsClients.IsRegion(region) && AwsClients.IsAccount(account)
            ? region
            : throw new ArgumentException($"'{topicArn}' is not the ARN of an SNS topic.", nameof(topicArn));
    }

    public string Channel { get; }

    public async Task PublishAsync(Notification notification, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        var request = new PublishRequest { TopicArn = Channel, Subject = notification.Subject, Message = notification.Text };
        AddAttribute(request, "team", notification.Team);
        AddAttribute(request, "severity", notification.Severity);
        AddAttribute(request, "account", notification.Account);
        AddAttribute(request, "region", notification.Region);
        AddAttribute(request, "family", notification.Family);
        if (Channel.EndsWith(".fifo", StringComparison.Ordinal))
        {
            // Both ids may have 128 characters; a family alone may have 255.
            request.MessageGroupId = Hash($"{notification.Account} {notification.Region} {notification.Family ?? notification.Resource}");
            request.MessageDeduplicationId = Hash(notification.Id);
        }

        var answer = await _clients.Sns(_region).PublishAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.MessageId is null)
        {
            throw new InvalidDataException($"SNS did not confirm the message {notification.Id}.");
        }
    }

    // SNS refuses an attribute without a value.
    private static void AddAttribute(PublishRequest request, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            request.MessageAttributes[name] = new MessageAttributeValue { DataType = "String", StringValue = value };
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
