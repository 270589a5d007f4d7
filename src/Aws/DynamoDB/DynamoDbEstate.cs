using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>
/// The whole table, read page by page. A page is read when the one before was taken, eventually consistent: half the price, and what changes during a read of
/// everything is seen as it was before or after anyway.
/// </summary>
public sealed class DynamoDbEstate(IAmazonDynamoDB client, string tableName) : IEstate
{
    public async IAsyncEnumerable<FamilyState> FamiliesAsync(FamilyKey? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var scan = Scan("sk = :head", (":head", FindingKeys.Head));
        scan.ExclusiveStartKey = after is null ? null : FamilyItem.KeyOf(after);
        await foreach (var item in EachAsync(scan, cancellationToken))
        {
            yield return FamilyItem.Read(FindingKeys.FamilyOf(item.Text(FindingTable.PartitionKey)), item);
        }
    }

    public async IAsyncEnumerable<Finding> FindingsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in EachAsync(Scan("begins_with(sk, :findings)", (":findings", FindingKeys.Findings)), cancellationToken))
        {
            yield return FindingItem.Read(item);
        }
    }

    public async Task<FamilyState> FamilyAsync(FamilyKey family, CancellationToken cancellationToken)
    {
        var answer = await client.GetItemAsync(new GetItemRequest { TableName = tableName, Key = FamilyItem.KeyOf(family), ConsistentRead = true }, cancellationToken);
        return FamilyItem.Read(family, answer.Item ?? []);
    }

    private ScanRequest Scan(string filter, (string Name, string Value) value) => new()
    {
        TableName = tableName,
        FilterExpression = filter,
        ExpressionAttributeValues = new(StringComparer.Ordinal) { [value.Name] = new(value.Value) },
    };

    private async IAsyncEnumerable<Dictionary<string, AttributeValue>> EachAsync(ScanRequest scan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var page = await client.ScanAsync(scan, cancellationToken);
            foreach (var item in page.Items ?? [])
            {
                yield return item;
            }

            scan.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (scan.ExclusiveStartKey is { Count: > 0 });
    }
}
