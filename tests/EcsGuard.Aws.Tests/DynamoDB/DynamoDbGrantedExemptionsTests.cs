using EcsGuard.Aws.DynamoDB;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;

namespace EcsGuard.Aws.Tests.DynamoDB;

/// <summary>The contract on a table, and what a grant and a look cost.</summary>
public sealed class DynamoDbGrantedExemptionsTests(MotoServer moto) : GrantedExemptionsContract, IAsyncLifetime
{
    private TestTable _table = null!;

    protected override IGrantedExemptions Grants => new DynamoDbGrantedExemptions(_table.Client, _table.Name);

    protected override IPublishedPolicyFiles Files => new DynamoDbPublishedPolicyFiles(_table.Client, _table.Name);

    public async ValueTask InitializeAsync() => _table = await TestTable.CreateAsync(moto);

    public ValueTask DisposeAsync()
    {
        _table.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_grant_is_a_read_and_a_write_and_a_look_is_one_request()
    {
        await Grants.ReadAsync(TestContext.Current.CancellationToken);
        await Grants.TryReplaceAsync(new(1, []), TestContext.Current.CancellationToken);
        Assert.Equal(["GetItem", "PutItem"], _table.TakeRequests());
        await Files.InForceAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["Query"], _table.TakeRequests());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_grant_whose_answer_is_lost_is_made_once(int number)
    {
        for (var before = 1; before < number; before++)
        {
            await Grants.TryReplaceAsync(new(before, []), TestContext.Current.CancellationToken);
        }

        _table.TakeRequests();
        _table.LoseAnswerTo = "PutItem";
        Assert.True(await Grants.TryReplaceAsync(new GrantedExemptions(number, []), TestContext.Current.CancellationToken));
        Assert.Equal(["PutItem", "PutItem"], _table.TakeRequests());
        Assert.Equal(number, (await Grants.ReadAsync(TestContext.Current.CancellationToken)).Number);
    }
}
