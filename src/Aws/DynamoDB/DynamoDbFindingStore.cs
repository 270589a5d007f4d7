using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Pipeline;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>
/// The records in one table (docs/decisions/0005). Every change of a family's head and of a single task's finding is one conditional write; a
/// condition that does not hold is an answer, not a fault. Throttling is the client's to retry.
/// </summary>
/// <param name="client">DynamoDB, with timeouts and bounded retries.</param>
/// <param name="tableName">The table.</param>
/// <param name="time">The clock that claims are given by.</param>
public sealed class DynamoDbFindingStore(IAmazonDynamoDB client, string tableName, TimeProvider time) : IFindingStore
{
    /// <summary>
    /// Before a claim runs out its owner stops writing, this long: clocks of two machines differ, and a request that was given up here may still
    /// arrive there.
    /// </summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan KeptUnjudged = TimeSpan.FromDays(400);

    /// <summary>How many findings of single tasks a change closes at a time.</summary>
    private const int Parallelism = 8;

    private readonly ItemBatch _batch = new(client, tableName);

    public async Task<FamilyClaim?> TryClaimAsync(FamilyKey family, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var token = Guid.NewGuid().ToString("N");
        try
        {
            var response = await client.UpdateItemAsync(ItemClaim.Request(tableName, FamilyItem.KeyOf(family), token, now, until), cancellationToken);
            return new(FamilyItem.Read(family, response.Attributes), token, until);
        }
        catch (ConditionalCheckFailedException)
        {
            return null;
        }
    }

    public async Task FinishAsync(FamilyClaim claim, FamilyChange change, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var left = claim.Until - Margin - now;
        if (left <= TimeSpan.Zero)
        {
            throw FamilyBusyException.RunOut(claim.State.Family);
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(left);
        try
        {
            // The head last, and only after everything else is known to be written: dying before it leaves the claim standing, and the work is done again.
            await _batch.PutAsync(
                [
                    .. change.Revisions.Select(revision => RevisionItem.Write(claim.State.Family, revision)),
                    .. change.Findings.Where(finding => !finding.IsOfTask).Select(finding => FindingItem.Write(finding, now)),
                ],
                deadline.Token);
            await Parallel.ForEachAsync(
                change.Findings.Where(finding => finding.IsOfTask),
                new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = deadline.Token },
                async (finding, cancellation) => await TryWriteOfTaskAsync(finding, finding.TaskVersion, replaceEqual: true, cancellation));
            await WriteHeadAsync(claim, change.State, deadline.Token);
        }
        catch (OperationCanceledException fault) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw FamilyBusyException.RunOut(claim.State.Family, fault);
        }
    }

    public async Task ReleaseAsync(FamilyClaim claim, CancellationToken cancellationToken)
    {
        var update = new ItemUpdate(tableName, FamilyItem.KeyOf(claim.State.Family));
        update.Remove(ItemClaim.Token);
        update.Remove(ItemClaim.Until);
        update.Condition(ItemClaim.IsOf(update, claim.Token));
        try
        {
            await client.UpdateItemAsync(update.Request, cancellationToken);
        }
        catch (ConditionalCheckFailedException)
        {
            // It ran out and somebody else took over: there is nothing to release.
        }
    }

    public Task<bool> TryWriteOfTaskAsync(Finding finding, int version, CancellationToken cancellationToken) =>
        TryWriteOfTaskAsync(finding, version, replaceEqual: false, cancellationToken);

    public async IAsyncEnumerable<Finding> OpenOfTasksAsync(FamilyKey family, int revision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new QueryRequest
        {
            TableName = tableName,
            IndexName = FindingTable.OpenOfTasks,
            KeyConditionExpression = "taskFamily = :family AND sk < :next",
            ExpressionAttributeValues = new(StringComparer.Ordinal) { [":family"] = new(FindingKeys.OfFamily(family)), [":next"] = new(FindingKeys.OfFindings(revision + 1)) },
        };
        await foreach (var item in client.EachAsync(query, cancellationToken))
        {
            yield return FindingItem.Read(item);
        }
    }

    public async Task<bool> KnowsAsync(FamilyKey family, FamilyFacts facts, CancellationToken cancellationToken)
    {
        var head = await client.GetItemAsync(new GetItemRequest { TableName = tableName, Key = FamilyItem.KeyOf(family), ConsistentRead = true }, cancellationToken);
        var known = FamilyItem.ReadFacts(head.Item ?? []);
        return known.And(facts) == known;
    }

    public async IAsyncEnumerable<FamilyKey> FamiliesOfTaskRoleAsync(string account, string taskRole, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new QueryRequest
        {
            TableName = tableName,
            IndexName = FindingTable.FamiliesByTaskRole,
            KeyConditionExpression = "taskRole = :role",
            ExpressionAttributeValues = new(StringComparer.Ordinal) { [":role"] = new(FindingKeys.OfTaskRole(account, taskRole)) },
        };
        await foreach (var key in client.EachAsync(query, cancellationToken))
        {
            yield return FindingKeys.FamilyOf(key.Text(FindingTable.PartitionKey));
        }
    }

    public Task KeepUnjudgedAsync(UnjudgedCall call, CancellationToken cancellationToken)
    {
        var item = FindingKeys.Of(call);
        item.Add("account", new(call.Account));
        item.Add("region", new(call.Region));
        item.Add("eventName", new(call.EventName));
        item.Add("eventId", new(call.EventId));
        item.Add("at", ItemValues.Of(call.At));
        item.Add("caller", new(call.Caller));
        item.Add(FindingTable.ExpiresAttribute, ItemValues.Seconds(call.At + KeptUnjudged));
        return client.PutItemAsync(new PutItemRequest { TableName = tableName, Item = item }, cancellationToken);
    }

    public async IAsyncEnumerable<DueRecord> DueAsync(DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var key in DueKeysAsync(now, cancellationToken))
        {
            var partitionKey = key.Text(FindingTable.PartitionKey);
            if (key.Text(FindingTable.SortKey) == FindingKeys.Head)
            {
                yield return new(FindingKeys.FamilyOf(partitionKey), null);
            }
            else if (partitionKey.StartsWith(NoticeItem.Prefix, StringComparison.Ordinal))
            {
                if (await ItemAsync(key, cancellationToken) is { } item && NoticeItem.Read(item) is { } notice && notice.NextAttempt <= now)
                {
                    yield return new(null, null, notice);
                }
            }
            else if (await ItemAsync(key, cancellationToken) is { } item && FindingItem.Read(item) is { IsUnresolved: true } finding && finding.DueAt <= now)
            {
                yield return new(null, finding);
            }
        }
    }

    /// <summary>
    /// The keys of what is due, longest first: the parts of the index are merged, so that a run which ends early has not served one part and starved
    /// another.
    /// </summary>
    private async IAsyncEnumerable<Dictionary<string, AttributeValue>> DueKeysAsync(DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var shards = Enumerable.Range(0, FindingKeys.DueShards).Select(number => client.EachAsync(DueQuery(number, now), cancellationToken).GetAsyncEnumerator(cancellationToken)).ToArray();
        try
        {
            var next = new PriorityQueue<IAsyncEnumerator<Dictionary<string, AttributeValue>>, string>(StringComparer.Ordinal);
            foreach (var shard in shards)
            {
                if (await shard.MoveNextAsync())
                {
                    next.Enqueue(shard, shard.Current.Text(FindingTable.DueAt));
                }
            }

            while (next.TryDequeue(out var shard, out _))
            {
                yield return shard.Current;
                if (await shard.MoveNextAsync())
                {
                    next.Enqueue(shard, shard.Current.Text(FindingTable.DueAt));
                }
            }
        }
        finally
        {
            foreach (var shard in shards)
            {
                await shard.DisposeAsync();
            }
        }
    }

    private QueryRequest DueQuery(int shard, DateTimeOffset now) => new()
    {
        TableName = tableName,
        IndexName = FindingTable.Due,
        KeyConditionExpression = "dueShard = :shard AND dueAt <= :now",
        ExpressionAttributeValues = new(StringComparer.Ordinal) { [":shard"] = new(FindingKeys.DueShard(shard)), [":now"] = ItemValues.Of(now) },
    };

    private async Task<Dictionary<string, AttributeValue>?> ItemAsync(Dictionary<string, AttributeValue> key, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest { TableName = tableName, Key = FindingKeys.Key(key.Text(FindingTable.PartitionKey), key.Text(FindingTable.SortKey)), ConsistentRead = true };
        return (await client.GetItemAsync(request, cancellationToken)).Item is { Count: > 0 } item ? item : null;
    }

    private async Task<bool> TryWriteOfTaskAsync(Finding finding, int version, bool replaceEqual, CancellationToken cancellationToken)
    {
        var item = FindingItem.Write(finding, time.GetUtcNow());
        var update = new ItemUpdate(tableName, FindingKeys.Of(finding));
        foreach (var (name, value) in item)
        {
            if (name == FindingItem.FirstSeen)
            {
                update.SetIfMissing(name, value);
            }
            else if (name is not (FindingTable.PartitionKey or FindingTable.SortKey))
            {
                update.Set(name, value);
            }
        }

        foreach (var name in FindingItem.Optional.Where(name => !item.ContainsKey(name)))
        {
            update.Remove(name);
        }

        update.Set(FindingItem.Version, ItemValues.Of(version));
        var stored = update.Name(FindingItem.Version);
        update.Condition($"attribute_not_exists({stored}) OR {stored} {(replaceEqual ? "<=" : "<")} {update.Value(ItemValues.Of(version))}");
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

    private async Task WriteHeadAsync(FamilyClaim claim, FamilyState state, CancellationToken cancellationToken)
    {
        var update = new ItemUpdate(tableName, FamilyItem.KeyOf(claim.State.Family));
        update.Set(FamilyItem.WorkingSet, FamilyItem.Compress(state));
        update.Set(FamilyItem.FinishedToken, new(claim.Token));
        update.Remove(ItemClaim.Token);
        update.Remove(ItemClaim.Until);
        update.SetOrRemove(FamilyItem.LaunchType, ItemValues.OfAny(state.Facts.LaunchType));
        update.SetOrRemove(FamilyItem.OnSpot, ItemValues.OfTrue(state.Facts.OnSpot));
        update.SetOrRemove(FamilyItem.EcsExec, ItemValues.OfTrue(state.Facts.EcsExec));
        update.SetOrRemove(FamilyItem.HasTaskFindings, ItemValues.OfTrue(state.Facts.HasTaskFindings));
        update.SetOrRemove(FindingTable.TaskRole, state.TaskRole is { } role ? new(FindingKeys.OfTaskRole(state.Family.Account, role)) : null);
        update.SetOrRemove(FindingTable.DueShard, state.DueAt is null ? null : new(FindingKeys.DueShardOf(FindingKeys.OfFamily(state.Family))));
        update.SetOrRemove(FindingTable.DueAt, ItemValues.OfAny(state.DueAt));
        update.Condition(ItemClaim.IsOf(update, claim.Token));
        update.Request.ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD;
        try
        {
            await client.UpdateItemAsync(update.Request, cancellationToken);
        }
        catch (ConditionalCheckFailedException refusal) when (refusal.Item?.TextOrNull(FamilyItem.FinishedToken) != claim.Token)
        {
            throw FamilyBusyException.RunOut(claim.State.Family, refusal);
        }
        catch (ConditionalCheckFailedException)
        {
            // The answer to the first attempt was lost, and the client tried again.
        }
    }
}
