using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amazon.SimpleNotificationService.Model;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Aws;

/// <summary>
/// Tells teams through SNS topics. Each message carries <c>team</c>, <c>kind</c>, <c>severity</c>, <c>new</c>, <c>stillOpen</c> and <c>fixed</c> (numbers) as
/// message attributes, so that a subscription can filter on them. One about a revision (kind revision or task) has <c>account</c>, <c>region</c>, <c>family</c>
/// and <c>policies</c> (a list) too: ten, which is the most that raw delivery to SQS takes. A summary (kind storm, week or exemption) may have an <c>owner</c>.
/// A message sent again after a lost answer comes twice, except through a FIFO topic.
/// Source: https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html.
/// </summary>
internal sealed class SnsNotifications(AwsClients clients)
{
    /// <summary>The region that a topic's ARN names; null for what is not the ARN of a topic.</summary>
    public static string? RegionOf(string topicArn) => AwsClients.RegionOf(topicArn, "sns", parts: 6);

    /// <exception cref="ChannelException">There is no such topic, or EcsGuard may not publish to it.</exception>
    public async Task PublishAsync(string topicArn, Message message, CancellationToken cancellationToken)
    {
        var region = RegionOf(topicArn) ?? throw new ChannelException($"'{topicArn}' is not the ARN of an SNS topic: correct the policy file.") { NeedsOperator = true };
        try
        {
            var answer = await clients.Sns(region).PublishAsync(Request(topicArn, message), cancellationToken).ConfigureAwait(false);
            if (answer.MessageId is null)
            {
                throw new InvalidDataException($"SNS did not confirm the message {message.Id}.");
            }
        }
        catch (AuthorizationErrorException)
        {
            throw new ChannelException(
                $"EcsGuard may not publish to {topicArn}: name the topic in the stack's parameter TeamTopics; if it is another account's, its policy must admit this account too.")
            { NeedsOperator = true };
        }
        catch (NotFoundException)
        {
            throw new ChannelException($"There is no topic {topicArn}: create it, or correct the policy file.") { NeedsOperator = true };
        }
    }

    internal static PublishRequest Request(string topicArn, Message message)
    {
        var request = new PublishRequest
        {
            TopicArn = topicArn,
            Subject = message.Subject,
            Message = message.Channel?.Format == ChannelFormat.AmazonQ ? AmazonQMessage.Write(message) : message.Text,
        };
        AddText(request, "team", message.Team);
        AddText(request, "kind", message.KindText());
        AddText(request, "severity", message.Severity);
        var group = Describe(request, message);
        AddNumber(request, "new", message.New);
        AddNumber(request, "stillOpen", message.StillOpen);
        AddNumber(request, "fixed", message.Fixed);
        if (topicArn.EndsWith(".fifo", StringComparison.Ordinal))
        {
            // Both ids may have 128 characters; a family alone may have 255.
            request.MessageGroupId = Hash(group);
            request.MessageDeduplicationId = Hash(message.Id);
        }

        return request;
    }

    /// <summary>Adds what messages of one kind have; answers what stays in order on a FIFO topic.</summary>
    private static string Describe(PublishRequest request, Message message)
    {
        switch (message)
        {
            case Notification notification:
                AddText(request, "account", notification.Account);
                AddText(request, "region", notification.Region);
                AddText(request, "family", notification.Family);
                AddPolicies(request, notification);
                return $"{notification.Account} {notification.Region} {notification.Family ?? notification.Resource}";
            case Summary summary:
                AddText(request, "owner", summary.Owner);
                return $"{summary.Kind} {summary.Team}";
            default:
                throw new ArgumentException($"There is no form for a {message.GetType().Name}.", nameof(message));
        }
    }

    /// <summary>Ids of the policies whose findings are listed: the new ones, or the fixed ones where none is new.</summary>
    private static void AddPolicies(PublishRequest request, Notification notification)
    {
        var listed = notification.New > 0 ? notification.Findings : notification.FixedFindings;
        var policies = listed.Select(finding => $"\"{JsonEncodedText.Encode(finding.Policy)}\"").Distinct(StringComparer.Ordinal).ToArray();
        if (policies.Length > 0)
        {
            Add(request, "policies", "String.Array", $"[{string.Join(',', policies)}]");
        }
    }

    // SNS refuses an attribute without a value.
    private static void AddText(PublishRequest request, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Add(request, name, "String", value);
        }
    }

    private static void AddNumber(PublishRequest request, string name, int value) => Add(request, name, "Number", value.ToString(CultureInfo.InvariantCulture));

    private static void Add(PublishRequest request, string name, string type, string value) =>
        request.MessageAttributes[name] = new MessageAttributeValue { DataType = type, StringValue = value };

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
