using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace EcsGuard.Aws.DynamoDB;

internal static class ItemReader
{
    /// <summary>All items that a query finds, page by page; the next page is asked for when the one before was taken.</summary>
    public static async IAsyncEnumerable<Dictionary<string, AttributeValue>> EachAsync(
        this IAmazonDynamoDB client, QueryRequest query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var page = await client.QueryAsync(query, cancellationToken);
            foreach (var item in page.Items ?? [])
            {
                yield return item;
            }

            query.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (query.ExclusiveStartKey is { Count: > 0 });
    }
}
