using EcsGuard.Aws.DynamoDB;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;

namespace EcsGuard.Aws.Tests.DynamoDB;

/// <summary>The contract on a table, and what its parts cost.</summary>
public sealed class DynamoDbEstateTests(MotoServer moto) : EstateContract, IAsyncLifetime
{
    private TestTable _table = null!;

    protected override IFindingStore Store => _table.Store;

    protected override IEstate Estate => new DynamoDbEstate(_table.Client, _table.Name);

    protected override IJobs Jobs => new DynamoDbJobs(_table.Client, _table.Name);

    protected override INotices Notices => new DynamoDbNotices(_table.Client, _table.Name, _table.Time);

    public async ValueTask InitializeAsync() => _table = await TestTable.CreateAsync(moto);

    public ValueTask DisposeAsync()
    {
        _table.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override void SetClock(DateTimeOffset now) => _table.Time.Now = now;

    [Fact]
    public async Task A_claim_and_a_save_whose_answers_are_lost_are_made_once()
    {
        var now = _table.Time.GetUtcNow();
        _table.LoseAnswerTo = "UpdateItem";
        var claim = await Jobs.TryClaimAsync("telling", now, now.AddSeconds(45), None);
        _table.LoseAnswerTo = "UpdateItem";
        Assert.True(await Jobs.TrySaveAsync(claim!, "state", release: true, None));
        Assert.Equal("state", (await Jobs.TryClaimAsync("telling", now, now.AddSeconds(45), None))!.State);
        Assert.Equal(["UpdateItem", "UpdateItem", "UpdateItem", "UpdateItem", "UpdateItem"], _table.TakeRequests());
    }
}
