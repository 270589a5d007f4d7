using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>
/// The one table: its keys and indexes (docs/decisions/0005). template.yaml creates it in AWS; tests and <c>local --endpoint-url</c> create it from
/// here.
/// </summary>
public static class FindingTable
{
    public const string PartitionKey = "pk";
    public const string SortKey = "sk";

    /// <summary>Seconds since 1970 at which DynamoDB may delete an item.</summary>
    public const string ExpiresAttribute = "expires";

    /// <summary>The partition of published policy files and granted exemptions: the only one that template.yaml lets functions query.</summary>
    public const string PolicyFiles = "POLICYFILE";

    /// <summary>Open findings of an account, a team and a policy, the worst first. They share a sort key, which only open findings have.</summary>
    public const string OpenByAccount = "open-by-account";
    public const string OpenByTeam = "open-by-team";
    public const string OpenByPolicy = "open-by-policy";

    /// <summary>Open findings that are recorded for single tasks of a family.</summary>
    public const string OpenOfTasks = "open-of-tasks";

    /// <summary>Keys of the families whose current revision has a task role.</summary>
    public const string FamiliesByTaskRole = "families-by-task-role";

    /// <summary>What time brings: keys of families with messages to send, and of open findings that may become quiet.</summary>
    public const string Due = "due";

    internal const string Open = "open";
    internal const string Account = "account";
    internal const string Team = "team";
    internal const string Policy = "policy";
    internal const string TaskFamily = "taskFamily";
    internal const string TaskRole = "taskRole";
    internal const string DueShard = "dueShard";
    internal const string DueAt = "dueAt";

    private static readonly TimeSpan CreationPause = TimeSpan.FromMilliseconds(500);
    private const int CreationAttempts = 120;

    /// <summary>The table as CreateTable wants it.</summary>
    public static CreateTableRequest Definition(string tableName) => new()
    {
        TableName = tableName,
        BillingMode = BillingMode.PAY_PER_REQUEST,
        AttributeDefinitions =
        [
            .. new[] { PartitionKey, SortKey, Account, Team, Policy, Open, TaskFamily, TaskRole, DueShard, DueAt }
                .Select(name => new AttributeDefinition(name, ScalarAttributeType.S)),
        ],
        KeySchema = Keys(PartitionKey, SortKey),
        GlobalSecondaryIndexes =
        [
            Index(OpenByAccount, Account, Open, ProjectionType.ALL),
            Index(OpenByTeam, Team, Open, ProjectionType.ALL),
            Index(OpenByPolicy, Policy, Open, ProjectionType.ALL),
            Index(OpenOfTasks, TaskFamily, SortKey, ProjectionType.ALL),
            Index(FamiliesByTaskRole, TaskRole, PartitionKey, ProjectionType.KEYS_ONLY),
            Index(Due, DueShard, DueAt, ProjectionType.KEYS_ONLY),
        ],
    };

    /// <summary>Creates the table where it is missing, and waits until it can be used.</summary>
    /// <exception cref="TimeoutException">It is still not usable after a minute.</exception>
    public static async Task CreateAsync(IAmazonDynamoDB client, string tableName, CancellationToken cancellationToken)
    {
        try
        {
            await client.CreateTableAsync(Definition(tableName), cancellationToken);
        }
        catch (ResourceInUseException)
        {
            // It is there already, or somebody else is creating it.
        }

        for (var attempt = 0; attempt < CreationAttempts; attempt++)
        {
            var description = await client.DescribeTableAsync(tableName, cancellationToken);
            if (description.Table.TableStatus == TableStatus.ACTIVE)
            {
                await ExpireItemsAsync(client, tableName, cancellationToken);
                return;
            }

            await Task.Delay(CreationPause, cancellationToken);
        }

        throw new TimeoutException($"Table {tableName} did not become ACTIVE.");
    }

    private static async Task ExpireItemsAsync(IAmazonDynamoDB client, string tableName, CancellationToken cancellationToken)
    {
        var described = await client.DescribeTimeToLiveAsync(tableName, cancellationToken);
        var status = described.TimeToLiveDescription?.TimeToLiveStatus;
        if (status != TimeToLiveStatus.ENABLED && status != TimeToLiveStatus.ENABLING)
        {
            await client.UpdateTimeToLiveAsync(
                new UpdateTimeToLiveRequest { TableName = tableName, TimeToLiveSpecification = new() { AttributeName = ExpiresAttribute, Enabled = true } }, cancellationToken);
        }
    }

    private static GlobalSecondaryIndex Index(string name, string partitionKey, string sortKey, ProjectionType projection) => new()
    {
        IndexName = name,
        KeySchema = Keys(partitionKey, sortKey),
        Projection = new() { ProjectionType = projection },
    };

    private static List<KeySchemaElement> Keys(string partitionKey, string sortKey) => [new(partitionKey, KeyType.HASH), new(sortKey, KeyType.RANGE)];
}
