using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>Jobs in the one table: an item each.</summary>
public sealed class DynamoDbJobs(IAmazonDynamoDB client, string tableName) : IJobs
{
    private const string Partition = "JOB";
    private const string ClaimToken = "claimToken";
    private const string ClaimUntil = "claimUntil";
    private const string State = "state";

    public async Task<JobClaim?> TryClaimAsync(string job, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var token = Guid.NewGuid().ToString("N");
        var update = new ItemUpdate(tableName, FindingKeys.Key(Partition, job));
        update.Set(ClaimToken, new(token));
        update.Set(ClaimUntil, ItemValues.Of(until));
        // One's own token stands there when the answer to the first attempt was lost and the client tried again.
        update.Condition($"attribute_not_exists({update.Name(ClaimUntil)}) OR {update.Name(ClaimUntil)} <= {update.Value(ItemValues.Of(now))} OR {update.Name(ClaimToken)} = {update.Value(new(token))}");
        update.Request.ReturnValues = ReturnValue.ALL_NEW;
        try
        {
            var answer = await client.UpdateItemAsync(update.Request, cancellationToken);
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
            update.Remove(ClaimUntil);
        }

        update.Condition($"{update.Name(ClaimToken)} = {update.Value(new(claim.Token))}");
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
