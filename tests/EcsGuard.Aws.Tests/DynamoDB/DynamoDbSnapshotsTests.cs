using Amazon.DynamoDBv2.Model;
using EcsGuard.Aws.DynamoDB;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;
using EcsGuard.Testing;

namespace EcsGuard.Aws.Tests.DynamoDB;

/// <summary>The contract on a table, the items as they are, and what they cost.</summary>
public sealed class DynamoDbSnapshotsTests(MotoServer moto) : SnapshotsContract, IAsyncLifetime
{
    private TestTable _table = null!;

    protected override ISnapshots Snapshots => new DynamoDbSnapshots(_table.Client, _table.Name);

    public async ValueTask InitializeAsync() => _table = await TestTable.CreateAsync(moto);

    public ValueTask DisposeAsync()
    {
        _table.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_items_are_as_documented()
    {
        await Snapshots.PutAsync([.. Scopes.Select((scope, number) => Sample(scope, new(2026, 3, 1), 100 * number))], None);

        var items = (await _table.Client.ScanAsync(new ScanRequest { TableName = _table.Name }, None)).Items;
        Golden.Assert("tests/EcsGuard.Aws.Tests/DynamoDB/snapshots.json", ItemText.Write(items.OrderBy(item => item["pk"].S, StringComparer.Ordinal)));
        string[] keysOfIndexes = [.. FindingTable.Definition("any").AttributeDefinitions.Select(attribute => attribute.AttributeName).Except(["pk", "sk"], StringComparer.Ordinal)];
        Assert.All(items, item => Assert.Empty(item.Keys.Intersect(keysOfIndexes, StringComparer.Ordinal)));
    }

    [Fact]
    public async Task A_year_costs_a_query_and_25_scopes_a_batch()
    {
        await Snapshots.PutAsync([.. Enumerable.Range(0, 26).Select(number => Sample(SnapshotScope.OfTeam($"{number}"), new(2026, 3, 1), number))], None);
        Assert.Equal(["BatchWriteItem", "BatchWriteItem"], _table.TakeRequests());
        await Snapshots.OfAsync(SnapshotScope.OfTeam("1"), new(2026, 1, 1), new(2026, 12, 31), None).ToArrayAsync();
        Assert.Equal(["Query"], _table.TakeRequests());
    }
}
