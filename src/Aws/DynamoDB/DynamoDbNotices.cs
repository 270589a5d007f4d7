using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>Messages of no single family in the one table: an item each, listed in the index of what is due until they are sent.</summary>
public sealed class DynamoDbNotices(IAmazonDynamoDB client, string tableName, TimeProvider time) : INotices
{
    public async Task<bool> TryAddAsync(PendingNotice notice, CancellationToken cancellationToken)
    {
        var request = new PutItemRequest { TableName = tableName, Item = NoticeItem.Write(notice), ConditionExpression = "attribute_not_exists(pk)" };
        try
        {
            await client.PutItemAsync(request, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    public Task KeepAsync(PendingNotice notice, CancellationToken cancellationToken)
    {
        var update = new ItemUpdate(tableName, NoticeItem.KeyOf(notice.Summary.Id));
        var item = NoticeItem.Write(notice);
        update.Set(NoticeItem.Message, item[NoticeItem.Message]);
        update.Set(FindingTable.DueAt, item[FindingTable.DueAt]);
        return ChangeAsync(update, cancellationToken);
    }

    public Task FinishAsync(PendingNotice notice, CancellationToken cancellationToken)
    {
        var update = new ItemUpdate(tableName, NoticeItem.KeyOf(notice.Summary.Id));
        update.Remove(NoticeItem.Message);
        update.Remove(FindingTable.DueAt);
        update.Remove(FindingTable.DueShard);
        update.Set(FindingTable.ExpiresAttribute, ItemValues.Seconds(time.GetUtcNow() + FindingItem.KeptClosed));
        return ChangeAsync(update, cancellationToken);
    }

    /// <summary>What was sent stays so, whoever else tried it too.</summary>
    private async Task ChangeAsync(ItemUpdate update, CancellationToken cancellationToken)
    {
        update.Condition($"attribute_exists({update.Name(FindingTable.DueAt)})");
        try
        {
            await client.UpdateItemAsync(update.Request, cancellationToken);
        }
        catch (ConditionalCheckFailedException)
        {
            // It is sent already.
        }
    }
}
