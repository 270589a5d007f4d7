using System.Security.Cryptography;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>Puts any number of items, as many at a time as DynamoDB takes. All of them are written when it returns; in no order.</summary>
internal sealed class ItemBatch(IAmazonDynamoDB client, string tableName)
{
    /// <summary>Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html.</summary>
    private const int LargestRequest = 25;

    private const int Attempts = 8;
    private const int FirstPauseMilliseconds = 50;

    /// <exception cref="IOException">DynamoDB left items unprocessed each time it was asked.</exception>
    public async Task PutAsync(IEnumerable<Dictionary<string, AttributeValue>> items, CancellationToken cancellationToken)
    {
        // A request that names one key twice is refused as a whole.
        var last = new Dictionary<(string, string), WriteRequest>();
        foreach (var item in items)
        {
            last[(item.Text(FindingTable.PartitionKey), item.Text(FindingTable.SortKey))] = new(new PutRequest(item));
        }

        foreach (var chunk in last.Values.Chunk(LargestRequest))
        {
            await PutAsync([.. chunk], cancellationToken);
        }
    }

    private async Task PutAsync(List<WriteRequest> requests, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (attempt > 0)
            {
                var pause = FirstPauseMilliseconds << (attempt - 1);
                await Task.Delay(RandomNumberGenerator.GetInt32(pause / 2, pause + 1), cancellationToken);
            }

            var response = await client.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new(StringComparer.Ordinal) { [tableName] = requests } }, cancellationToken);
            if (response.UnprocessedItems?.GetValueOrDefault(tableName) is not { Count: > 0 } unprocessed)
            {
                return;
            }

            requests = unprocessed;
        }

        throw new IOException($"DynamoDB took not all items for table {tableName} in {Attempts} attempts: its capacity is used up.");
    }
}
