using EcsGuard.Aws;
using EcsGuard.Aws.DynamoDB;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Functions.Tests.Scenario;

/// <summary>Everything that keeps records, on one kind of adapter.</summary>
internal sealed record Adapters(
    IFindingStore Store, IFindingQueries Queries, IEstate Estate, IJobs Jobs, INotices Notices, ISnapshots Snapshots, IPublishedPolicyFiles Files, IGrantedExemptions Granted)
{
    public static Adapters InProcess(InProcessFindingStore store)
    {
        var granted = new InProcessGrantedExemptions();
        return new(store, store, store, store.Jobs, store.Notices, store.Snapshots, new InProcessPublishedPolicyFiles(granted), granted);
    }

    /// <summary>A table of its own in moto.</summary>
    public static async Task<Adapters> OnMotoAsync(AwsClients clients, TimeProvider time)
    {
        var (client, table) = (clients.DynamoDb, $"scenario-{Guid.NewGuid():N}");
        await FindingTable.CreateAsync(client, table, TestContext.Current.CancellationToken);
        return new(
            new DynamoDbFindingStore(client, table, time),
            new DynamoDbFindingQueries(client, table),
            new DynamoDbEstate(client, table),
            new DynamoDbJobs(client, table),
            new DynamoDbNotices(client, table, time),
            new DynamoDbSnapshots(client, table),
            new DynamoDbPublishedPolicyFiles(client, table),
            new DynamoDbGrantedExemptions(client, table));
    }
}
