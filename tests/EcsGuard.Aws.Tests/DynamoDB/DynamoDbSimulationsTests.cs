using Amazon.DynamoDBv2.Model;
using EcsGuard.Aws.DynamoDB;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;

namespace EcsGuard.Aws.Tests.DynamoDB;

/// <summary>The contract on a table, and the item as it stands there.</summary>
public sealed class DynamoDbSimulationsTests(MotoServer moto) : SimulationsContract, IAsyncLifetime
{
    private TestTable _table = null!;

    protected override ISimulations Simulations => new DynamoDbSimulations(_table.Client, _table.Name);

    public async ValueTask InitializeAsync() => _table = await TestTable.CreateAsync(moto);

    public ValueTask DisposeAsync()
    {
        _table.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_stands_beside_the_texts_and_publications()
    {
        await Simulations.KeepAsync(Of("a"), None);
        var item = (await _table.Client.ScanAsync(new ScanRequest { TableName = _table.Name }, None)).Items.Single();
        Assert.Equal(
            [
                "appear 3", "at 2026-03-01T12:00:00.0000000Z", "by arn:aws:iam::111122223333:user/platform", "changed 5", "deregistered 2", "notJudged 6",
                "pk POLICYFILE", "revisions 1", "rolesRead True", "sk SIMULATION#a", "vanish 4", "version a",
            ],
            item.OrderBy(attribute => attribute.Key, StringComparer.Ordinal).Select(attribute => $"{attribute.Key} {attribute.Value.S ?? attribute.Value.N ?? $"{attribute.Value.BOOL}"}"));
    }

    [Fact]
    public async Task It_is_no_publication()
    {
        await Simulations.KeepAsync(Of("a"), None);
        Assert.Empty(await new DynamoDbPublishedPolicyFiles(_table.Client, _table.Name).HistoryAsync(None).ToArrayAsync(None));
    }
}
