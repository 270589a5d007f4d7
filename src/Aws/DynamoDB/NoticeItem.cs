using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>A message of no single family as an item.</summary>
internal static class NoticeItem
{
    /// <summary>With what the partition key of each begins.</summary>
    public const string Prefix = "NOTICE#";

    /// <summary>The message with its attempts, as JSON; taken away once it is sent.</summary>
    public const string Message = "pending";

    private const string SortKey = "NOTICE";

    public static Dictionary<string, AttributeValue> KeyOf(string id) => FindingKeys.Key(SortText.Bounded(Prefix + id), SortKey);

    public static Dictionary<string, AttributeValue> Write(PendingNotice notice)
    {
        var item = KeyOf(notice.Summary.Id);
        item.Add(Message, new(JsonSerializer.Serialize(notice, RecordJson.Default.PendingNotice)));
        item.Add(FindingTable.DueAt, ItemValues.Of(notice.NextAttempt));
        item.Add(FindingTable.DueShard, new(FindingKeys.DueShardOf(item.Text(FindingTable.PartitionKey))));
        return item;
    }

    /// <summary>Null where it was sent.</summary>
    /// <exception cref="FormatException">The message cannot be read.</exception>
    public static PendingNotice? Read(Dictionary<string, AttributeValue> item)
    {
        try
        {
            return item.TextOrNull(Message) is { } message ? JsonSerializer.Deserialize(message, RecordJson.Default.PendingNotice) : null;
        }
        catch (JsonException fault)
        {
            throw new FormatException($"The message {item.Text(FindingTable.PartitionKey)} cannot be read: {fault.Message}", fault);
        }
    }
}
