using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>Simulations in the one table: an item for each policy file, beside its text and publications.</summary>
public sealed class DynamoDbSimulations(IAmazonDynamoDB client, string tableName) : ISimulations
{
    private const string Version = "version";
    private const string At = "at";
    private const string By = "by";
    private const string RolesRead = "rolesRead";
    private const string Revisions = "revisions";
    private const string Deregistered = "deregistered";
    private const string Appear = "appear";
    private const string Vanish = "vanish";
    private const string Changed = "changed";
    private const string NotJudged = "notJudged";

    public Task KeepAsync(SimulationRecord simulation, CancellationToken cancellationToken)
    {
        var item = KeyOf(simulation.Version);
        item.Add(Version, new(simulation.Version));
        item.Add(At, ItemValues.Of(simulation.At));
        item.Add(By, new(simulation.By));
        item.Add(RolesRead, ItemValues.Of(simulation.RolesRead));
        item.Add(Revisions, ItemValues.Of(simulation.Counts.Revisions));
        item.Add(Deregistered, ItemValues.Of(simulation.Counts.Deregistered));
        item.Add(Appear, ItemValues.Of(simulation.Counts.Appear));
        item.Add(Vanish, ItemValues.Of(simulation.Counts.Vanish));
        item.Add(Changed, ItemValues.Of(simulation.Counts.Changed));
        item.Add(NotJudged, ItemValues.Of(simulation.Counts.NotJudged));
        return client.PutItemAsync(new PutItemRequest { TableName = tableName, Item = item }, cancellationToken);
    }

    public async Task<SimulationRecord?> FindAsync(string version, CancellationToken cancellationToken)
    {
        var answer = await client.GetItemAsync(new GetItemRequest { TableName = tableName, Key = KeyOf(version), ConsistentRead = true }, cancellationToken);
        return answer.Item is { Count: > 0 } item
            ? new(
                item.Text(Version),
                item.Time(At),
                item.Text(By),
                item.IsTrue(RolesRead),
                new(item.Number(Revisions), item.Number(Deregistered), item.Number(Appear), item.Number(Vanish), item.Number(Changed), item.Number(NotJudged)))
            : null;
    }

    private static Dictionary<string, AttributeValue> KeyOf(string version) => FindingKeys.Key(FindingTable.PolicyFiles, $"SIMULATION#{version}");
}
