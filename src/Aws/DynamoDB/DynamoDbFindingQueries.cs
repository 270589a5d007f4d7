using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>
/// Questions to the table. What is asked of one family is answered as of now; open findings come from an index, which follows within a second or so.
/// </summary>
public sealed class DynamoDbFindingQueries(IAmazonDynamoDB client, string tableName) : IFindingQueries
{
    public async IAsyncEnumerable<Finding> OfRevisionAsync(FamilyKey family, int revision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in client.EachAsync(OfFamily(family, FindingKeys.OfFindings(revision)), cancellationToken))
        {
            yield return FindingItem.Read(item);
        }
    }

    public async Task<FindingPage> OpenAsync(OpenFindingQuery query, int pageSize, string? continuation, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pageSize, OpenFindingQuery.LargestPage);
        var (scope, value) = OpenFindingQuery.ScopeOf(query);
        var request = new QueryRequest
        {
            TableName = tableName,
            IndexName = scope switch { OpenFindingScope.Account => FindingTable.OpenByAccount, OpenFindingScope.Team => FindingTable.OpenByTeam, _ => FindingTable.OpenByPolicy },
            KeyConditionExpression = query.Severity is null ? "#scope = :scope" : "#scope = :scope AND begins_with(#open, :severity)",
            ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#scope"] = OpenFindingPosition.MemberOf(scope) },
            ExpressionAttributeValues = new(StringComparer.Ordinal) { [":scope"] = new(value) },
            ExclusiveStartKey = continuation is null ? null : Start(continuation, query),
            // One more than wanted tells whether there is a next page.
            Limit = pageSize + 1,
        };
        if (query.Severity is { } severity)
        {
            request.ExpressionAttributeNames["#open"] = FindingTable.Open;
            request.ExpressionAttributeValues[":severity"] = new(SortText.OfSeverity(severity));
        }

        var items = new List<Dictionary<string, AttributeValue>>();
        await foreach (var item in client.EachAsync(request, cancellationToken))
        {
            items.Add(item);
            if (items.Count > pageSize)
            {
                break;
            }
        }

        Finding[] findings = [.. items.Take(pageSize).Select(FindingItem.Read)];
        return new(findings, items.Count > pageSize ? After(query, findings[^1], items[pageSize - 1]) : null);
    }

    public async IAsyncEnumerable<RevisionRecord> HistoryAsync(FamilyKey family, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = OfFamily(family, FindingKeys.Revisions);
        request.ScanIndexForward = false;
        await foreach (var item in client.EachAsync(request, cancellationToken))
        {
            // A revision of which only tasks were seen has a record, and no history.
            if (RevisionItem.Read(item) is var record && (record.Judgement is not null || !record.IsActive))
            {
                yield return record;
            }
        }
    }

    private static string After(OpenFindingQuery query, Finding last, Dictionary<string, AttributeValue> item) => OpenFindingPosition.Write(
        query,
        last,
        (FindingTable.PartitionKey, item.Text(FindingTable.PartitionKey)),
        (FindingTable.SortKey, item.Text(FindingTable.SortKey)));

    private static Dictionary<string, AttributeValue> Start(string continuation, OpenFindingQuery query) =>
        OpenFindingPosition.Read(continuation, query, FindingTable.PartitionKey, FindingTable.SortKey)
            .ToDictionary(member => member.Key, member => new AttributeValue(member.Value), StringComparer.Ordinal);

    private QueryRequest OfFamily(FamilyKey family, string sortKeyPrefix) => new()
    {
        TableName = tableName,
        ConsistentRead = true,
        KeyConditionExpression = "pk = :family AND begins_with(sk, :prefix)",
        ExpressionAttributeValues = new(StringComparer.Ordinal) { [":family"] = new(FindingKeys.OfFamily(family)), [":prefix"] = new(sortKeyPrefix) },
    };
}
