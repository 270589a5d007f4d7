using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>Jobs in the one table: an item each.</summary>
public sealed class DynamoDbJobs(IAmazonDynamoDB client, string tableName) : IJobs
{
    private const string Partition = "JOB";
    private const string State = "state";

    public async Task<JobClaim?> TryClaimAsync(string job, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var token = Guid.NewGuid().ToString("N");
        try
        {
            var answer = await client.UpdateItemAsync(ItemClaim.Request(tableName, FindingKeys.Key(Partition, job), token, now, until), cancellationToken);
            return new(job, token, answer.Attributes.TextOrNull(State));
        }
        catch (ConditionalCheckFailedException)
        {
            return null;
        }
    }

    public async Task<bool> TrySaveAsync(JobClaim claim, string? state, bool release, CancellationToken cancellationToken)
    {
        var update = new ItemUpdate(tableName, FindingKeys.Key(Partition, claim.Job));
        update.SetOrRemove(State, ItemValues.OfAny(state));
        if (release)
        {
            // The token stays: it lets the client repeat a request whose answer was lost.
            update.Remove(ItemClaim.Until);
        }

        update.Condition(ItemClaim.IsOf(update, claim.Token));
        try
        {
            await client.UpdateItemAsync(update.Request, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }
}
