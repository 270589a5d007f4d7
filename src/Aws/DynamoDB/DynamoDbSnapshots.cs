using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>The numbers of each day in the one table: an item for each scope and day.</summary>
public sealed class DynamoDbSnapshots(IAmazonDynamoDB client, string tableName) : ISnapshots
{
    private readonly ItemBatch _batch = new(client, tableName);

    public Task PutAsync(IReadOnlyCollection<Snapshot> snapshots, CancellationToken cancellationToken) => _batch.PutAsync(snapshots.Select(SnapshotItem.Write), cancellationToken);

    public async IAsyncEnumerable<Snapshot> OfAsync(SnapshotScope scope, DateOnly from, DateOnly to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new QueryRequest
        {
            TableName = tableName,
            KeyConditionExpression = "pk = :scope AND sk BETWEEN :from AND :to",
            ExpressionAttributeValues = new(StringComparer.Ordinal)
            {
                [":scope"] = new(SnapshotItem.PartitionKeyOf(scope)),
                [":from"] = new(SnapshotItem.SortKeyOf(from)),
                [":to"] = new(SnapshotItem.SortKeyOf(to)),
            },
        };
        await foreach (var item in client.EachAsync(query, cancellationToken))
        {
            yield return SnapshotItem.Read(scope, item);
        }
    }
}
