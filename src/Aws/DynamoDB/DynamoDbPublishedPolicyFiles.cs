using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>
/// Published policy files in the one table: an item for each text, one for each publication, and one that says which is the latest. A publication writes all
/// three in one transaction, on the condition that nobody else has published since.
/// </summary>
public sealed class DynamoDbPublishedPolicyFiles(IAmazonDynamoDB client, string tableName) : IPublishedPolicyFiles
{
    private const string Latest = "LATEST";
    private const string Number = "number";
    private const string Version = "version";
    private const string At = "at";
    private const string By = "by";
    private const string Text = "text";

    public async Task<PolicyFilePublication?> LatestAsync(CancellationToken cancellationToken)
    {
        var answer = await client.GetItemAsync(new GetItemRequest { TableName = tableName, Key = Key(Latest), ConsistentRead = true }, cancellationToken);
        return answer.Item is { Count: > 0 } item ? Read(item) : null;
    }

    public async Task<InForce> InForceAsync(CancellationToken cancellationToken)
    {
        // Nothing else lies between the two sort keys: publications and texts come after both.
        var query = new QueryRequest
        {
            TableName = tableName,
            ConsistentRead = true,
            KeyConditionExpression = "pk = :partition AND sk BETWEEN :grants AND :latest",
            ExpressionAttributeValues = new(StringComparer.Ordinal) { [":partition"] = new(FindingTable.PolicyFiles), [":grants"] = new(GrantsItem.SortKey), [":latest"] = new(Latest) },
        };
        var inForce = new InForce(null, GrantedExemptions.None);
        await foreach (var item in client.EachAsync(query, cancellationToken))
        {
            inForce = item.Text(FindingTable.SortKey) == Latest ? inForce with { Publication = Read(item) } : inForce with { Grants = GrantsItem.Read(item) };
        }

        return inForce;
    }

    public async Task<byte[]?> TextAsync(string version, CancellationToken cancellationToken)
    {
        var answer = await client.GetItemAsync(new GetItemRequest { TableName = tableName, Key = Key(TextKey(version)), ConsistentRead = true }, cancellationToken);
        if (answer.Item?.GetValueOrDefault(Text)?.B is not { } compressed)
        {
            return null;
        }

        compressed.Position = 0;
        using var brotli = new BrotliStream(compressed, CompressionMode.Decompress);
        using var text = new MemoryStream();
        await brotli.CopyToAsync(text, cancellationToken);
        return text.ToArray();
    }

    public async Task<bool> TryPublishAsync(ReadOnlyMemory<byte> text, PolicyFilePublication publication, CancellationToken cancellationToken)
    {
        var item = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
        {
            [Number] = ItemValues.Of(publication.Number),
            [Version] = new(publication.Version),
            [At] = ItemValues.Of(publication.At),
            [By] = new(publication.By),
        };
        var latest = new Put { TableName = tableName, Item = WithKey(Latest, item), ConditionExpression = "attribute_not_exists(pk)" };
        if (publication.Number > 1)
        {
            latest.ConditionExpression = "#number = :before";
            latest.ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#number"] = Number };
            latest.ExpressionAttributeValues = new(StringComparer.Ordinal) { [":before"] = ItemValues.Of(publication.Number - 1) };
        }

        var request = new TransactWriteItemsRequest
        {
            TransactItems =
            [
                new() { Put = latest },
                new() { Put = new() { TableName = tableName, Item = WithKey(PublicationKey(publication.Number), item) } },
                new() { Put = new() { TableName = tableName, Item = WithKey(TextKey(publication.Version), new(StringComparer.Ordinal) { [Text] = new() { B = Compress(text.Span) } }) } },
            ],
        };
        try
        {
            await client.TransactWriteItemsAsync(request, cancellationToken);
            return true;
        }
        catch (TransactionCanceledException fault) when (fault.CancellationReasons?.FirstOrDefault()?.Code is "ConditionalCheckFailed" or "TransactionConflict")
        {
            // The client repeats a request whose answer was lost, and then meets its own publication.
            return await LatestAsync(cancellationToken) == publication;
        }
    }

    public async IAsyncEnumerable<PolicyFilePublication> HistoryAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new QueryRequest
        {
            TableName = tableName,
            KeyConditionExpression = "pk = :partition AND begins_with(sk, :publications)",
            ExpressionAttributeValues = new(StringComparer.Ordinal) { [":partition"] = new(FindingTable.PolicyFiles), [":publications"] = new("PUBLICATION#") },
            ScanIndexForward = false,
        };
        await foreach (var item in client.EachAsync(query, cancellationToken))
        {
            yield return Read(item);
        }
    }

    private static PolicyFilePublication Read(Dictionary<string, AttributeValue> item) => new(item.Number(Number), item.Text(Version), item.Time(At), item.Text(By));

    private static string PublicationKey(int number) => string.Create(CultureInfo.InvariantCulture, $"PUBLICATION#{number:D10}");

    private static string TextKey(string version) => $"TEXT#{version}";

    private static Dictionary<string, AttributeValue> Key(string sortKey) => FindingKeys.Key(FindingTable.PolicyFiles, sortKey);

    private static Dictionary<string, AttributeValue> WithKey(string sortKey, Dictionary<string, AttributeValue> attributes) =>
        new(Key(sortKey).Concat(attributes), StringComparer.Ordinal);

    private static MemoryStream Compress(ReadOnlySpan<byte> text)
    {
        var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            brotli.Write(text);
        }

        compressed.Position = 0;
        return compressed;
    }
}
