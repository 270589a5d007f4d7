using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>Granted exemptions in the one table: one item, replaced on the condition of its number.</summary>
public sealed class DynamoDbGrantedExemptions(IAmazonDynamoDB client, string tableName) : IGrantedExemptions
{
    public async Task<GrantedExemptions> ReadAsync(CancellationToken cancellationToken)
    {
        var answer = await client.GetItemAsync(new GetItemRequest { TableName = tableName, Key = GrantsItem.Key, ConsistentRead = true }, cancellationToken);
        return GrantsItem.Read(answer.Item);
    }

    public async Task<bool> TryReplaceAsync(GrantedExemptions grants, CancellationToken cancellationToken)
    {
        var token = Guid.NewGuid().ToString("N");
        var before = grants.Number == 1 ? "attribute_not_exists(pk)" : "#number = :before";
        var put = new PutItemRequest
        {
            TableName = tableName,
            Item = GrantsItem.Write(grants, token),
            // One's own token stands there when the answer to the first attempt was lost and the client tried again.
            ConditionExpression = $"{before} OR #token = :token",
            ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#token"] = GrantsItem.Token },
            ExpressionAttributeValues = new(StringComparer.Ordinal) { [":token"] = new(token) },
        };
        if (grants.Number > 1)
        {
            put.ExpressionAttributeNames.Add("#number", GrantsItem.Number);
            put.ExpressionAttributeValues.Add(":before", ItemValues.Of(grants.Number - 1));
        }

        try
        {
            await client.PutItemAsync(put, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }
}
