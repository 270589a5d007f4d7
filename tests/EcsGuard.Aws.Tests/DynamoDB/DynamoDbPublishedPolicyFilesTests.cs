using EcsGuard.Aws.DynamoDB;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;

namespace EcsGuard.Aws.Tests.DynamoDB;

/// <summary>The contract on a table, and what a publication costs.</summary>
public sealed class DynamoDbPublishedPolicyFilesTests(MotoServer moto) : PublishedPolicyFilesContract, IAsyncLifetime
{
    private TestTable _table = null!;

    protected override IPublishedPolicyFiles Files => new DynamoDbPublishedPolicyFiles(_table.Client, _table.Name);

    public async ValueTask InitializeAsync() => _table = await TestTable.CreateAsync(moto);

    public ValueTask DisposeAsync()
    {
        _table.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_look_is_one_request_and_so_is_a_publication()
    {
        await Files.LatestAsync(TestContext.Current.CancellationToken);
        await Files.TryPublishAsync("version: 1\n"u8.ToArray(), new(1, "a", DateTimeOffset.UnixEpoch, "me"), TestContext.Current.CancellationToken);
        Assert.Equal(["GetItem", "TransactWriteItems"], _table.TakeRequests());
    }

    [Fact]
    public async Task A_publication_whose_answer_is_lost_is_made_once()
    {
        _table.LoseAnswerTo = "TransactWriteItems";
        Assert.True(await Files.TryPublishAsync("version: 1\n"u8.ToArray(), new(1, "a", DateTimeOffset.UnixEpoch, "me"), TestContext.Current.CancellationToken));
        Assert.Equal(new(1, "a", DateTimeOffset.UnixEpoch, "me"), await Files.LatestAsync(TestContext.Current.CancellationToken));
    }
}
