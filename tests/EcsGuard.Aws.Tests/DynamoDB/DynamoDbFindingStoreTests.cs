using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Aws.DynamoDB;
using EcsGuard.Pipeline;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;
using EcsGuard.Testing;
using static EcsGuard.Pipeline.Tests.Contracts.SampleRecords;

namespace EcsGuard.Aws.Tests.DynamoDB;

/// <summary>The contract on a table, and what is particular to one: items, requests, and answers that get lost.</summary>
public sealed class DynamoDbFindingStoreTests(MotoServer moto) : FindingStoreContract, IAsyncLifetime
{
    private TestTable _table = null!;

    protected override IFindingStore Store => _table.Store;

    protected override IFindingQueries Queries => _table.Queries;

    public async ValueTask InitializeAsync() => _table = await TestTable.CreateAsync(moto);

    public ValueTask DisposeAsync()
    {
        _table.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Items_are_of_the_documented_shape()
    {
        await RecordAsync(Change(Web));
        await Store.TryWriteOfTaskAsync(OfTask(Web, 8, 'a', 4, Noon), 4, None);
        await Store.TryWriteOfTaskAsync(OfTask(null, null, 'b', 2, Noon), 2, None);
        await Store.KeepUnjudgedAsync(Unjudged, None);

        var items = (await _table.Client.ScanAsync(new ScanRequest(_table.Name), None)).Items;
        foreach (var item in items.Where(item => item[FindingTable.SortKey].S == "HEAD"))
        {
            // Its text is the state's JSON, which the contract reads back; its bytes are the compressor's.
            item["workingSet"] = new AttributeValue("(compressed)");
            item["finishedToken"] = new AttributeValue("(claim)");
        }

        Golden.Assert("tests/EcsGuard.Aws.Tests/DynamoDB/items.json", ItemText.Write(items.OrderBy(item => item["pk"].S, StringComparer.Ordinal).ThenBy(item => item["sk"].S, StringComparer.Ordinal)));
    }

    [Fact]
    public async Task A_claim_stands_on_the_head_until_it_is_finished_or_released()
    {
        var claim = await ClaimAsync(Web, Noon);
        var claimed = await HeadAsync();
        await Store.ReleaseAsync(claim, None);

        Assert.Equal(["claimToken", "claimUntil", "pk", "sk"], claimed.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((claim.Token, "2026-03-01T12:00:45.0000000Z"), (claimed["claimToken"].S, claimed["claimUntil"].S));
        Assert.Equal(["pk", "sk"], (await HeadAsync()).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_operation_costs_the_documented_requests()
    {
        var claim = await ClaimAsync(Web, Noon);
        AssertRequests("UpdateItem");

        await Store.FinishAsync(claim, Change(Web), None);
        AssertRequests("BatchWriteItem", "UpdateItem");

        // A duplicate.
        await Store.ReleaseAsync(await ClaimAsync(Web, Noon), None);
        AssertRequests("UpdateItem", "UpdateItem");

        // A change of the working set alone, such as a message that was sent.
        await RecordAsync(new(Change(Web).State with { Outbox = [] }, [], []));
        AssertRequests("UpdateItem", "UpdateItem");

        await Store.TryWriteOfTaskAsync(OfTask(Web, 8, 'a', 4, Noon), 4, None);
        AssertRequests("UpdateItem");

        await Store.KnowsAsync(Web, Change(Web).State.Facts, None);
        AssertRequests("GetItem");

        await Store.FamiliesOfTaskRoleAsync(Web.Account, "111122223333:role/team/web", None).ToArrayAsync();
        AssertRequests("Query");

        await Store.OpenOfTasksAsync(Web, 8, None).ToArrayAsync();
        AssertRequests("Query");

        await Store.KeepUnjudgedAsync(Unjudged, None);
        AssertRequests("PutItem");

        await Store.DueAsync(Noon.AddDays(7), None).ToArrayAsync();
        AssertRequests([.. Enumerable.Repeat("Query", 8), "GetItem", "GetItem"]);

        await Queries.OfRevisionAsync(Web, 8, None).ToArrayAsync();
        AssertRequests("Query");

        await Queries.HistoryAsync(Web, None).ToArrayAsync();
        AssertRequests("Query");

        await Queries.OpenAsync(new(Team: "payments"), 1, null, None);
        AssertRequests("Query");
    }

    [Fact]
    public async Task A_large_change_is_written_25_items_at_a_time_and_the_head_last()
    {
        var findings = Enumerable.Range(0, 49).Select(number => OfRevision(Web, 8, subject: $"c{number:D2}")).ToArray();
        var ofTasks = "abc".Select(task => OfTask(Web, 8, task, 1, Noon)).ToArray();

        await RecordAsync(new(new() { Family = Web }, [Judged(Web, 8), Judged(Web, 7)], [.. ofTasks, .. findings]));

        AssertRequests("UpdateItem", "BatchWriteItem", "BatchWriteItem", "BatchWriteItem", "UpdateItem", "UpdateItem", "UpdateItem", "UpdateItem");
        AssertEqual(findings.Concat(ofTasks).InOrder(), (await Queries.OfRevisionAsync(Web, 8, None).ToArrayAsync()).InOrder());
    }

    [Fact]
    public async Task Items_that_are_left_unprocessed_are_sent_again()
    {
        var left = OfRevision(Web, 8);
        var answers = new Queue<string>([Unprocessed(left), Unprocessed(left)]);
        _table.Instead = operation => operation == "BatchWriteItem" ? answers.TryDequeue(out var answer) ? answer : null : null;

        await RecordAsync(new(new() { Family = Web }, [], [OfRevision(Web, 8, subject: "taken"), left]));

        AssertRequests("UpdateItem", "BatchWriteItem", "BatchWriteItem", "BatchWriteItem", "UpdateItem");
        // What the first answer claims to have taken was never sent on to the server.
        AssertEqual([left], await Queries.OfRevisionAsync(Web, 8, None).ToArrayAsync());
    }

    [Fact]
    public async Task Where_items_stay_unprocessed_the_head_is_not_written_and_the_work_can_be_done_again()
    {
        var change = Change(Web);
        _table.Instead = operation => operation == "BatchWriteItem" ? Unprocessed(change.Findings[1]) : null;
        var claim = await ClaimAsync(Web, Noon);

        var fault = await Assert.ThrowsAsync<IOException>(() => Store.FinishAsync(claim, change, None));

        Assert.Equal($"DynamoDB took not all items for table {_table.Name} in 8 attempts: its capacity is used up.", fault.Message);
        AssertRequests(["UpdateItem", .. Enumerable.Repeat("BatchWriteItem", 8)]);
        _table.Instead = static _ => null;
        Assert.Null(await Store.TryClaimAsync(Web, Noon, claim.Until, None));
        var next = await ClaimAsync(Web, claim.Until);
        AssertEqual(new FamilyState { Family = Web }, next.State);
        await Store.FinishAsync(next, change, None);
        AssertEqual(change.State, (await ClaimAsync(Web, Noon)).State);
    }

    [Fact]
    public async Task A_claim_whose_answer_was_lost_is_still_given()
    {
        _table.LoseAnswerTo = "UpdateItem";

        var claim = await ClaimAsync(Web, Noon);

        AssertRequests("UpdateItem", "UpdateItem");
        await Store.FinishAsync(claim, Change(Web), None);
    }

    [Fact]
    public async Task A_finish_whose_answer_was_lost_counts_once()
    {
        var claim = await ClaimAsync(Web, Noon);
        _table.LoseAnswerTo = "UpdateItem";

        await Store.FinishAsync(claim, Change(Web), None);

        AssertRequests("UpdateItem", "BatchWriteItem", "UpdateItem", "UpdateItem");
        AssertEqual(Change(Web).State, (await ClaimAsync(Web, Noon)).State);
    }

    [Fact]
    public async Task Five_seconds_before_a_claim_runs_out_its_owner_writes_nothing_more()
    {
        var claim = await ClaimAsync(Web, Noon);
        SetClock(claim.Until.AddSeconds(-5));
        _table.TakeRequests();

        await Assert.ThrowsAsync<FamilyBusyException>(() => Store.FinishAsync(claim, Change(Web), None));

        AssertRequests();
        SetClock(claim.Until.AddSeconds(-35));
        await Store.FinishAsync(claim, Change(Web), None);
    }

    [Fact]
    public async Task A_finish_that_takes_longer_than_its_claim_is_given_up()
    {
        var claim = await ClaimAsync(Web, Noon);
        SetClock(claim.Until.AddSeconds(-5).AddMilliseconds(-200));
        _table.Instead = operation => operation == "BatchWriteItem" ? Unprocessed(OfRevision(Web, 8)) : null;

        await Assert.ThrowsAsync<FamilyBusyException>(() => Store.FinishAsync(claim, Change(Web), None));

        Assert.DoesNotContain("workingSet", (await HeadAsync()).Keys);
    }

    [Fact]
    public async Task The_callers_own_end_is_not_taken_for_the_claims()
    {
        var claim = await ClaimAsync(Web, Noon);
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.FinishAsync(claim, Change(Web), ended.Token));
    }

    [Fact]
    public async Task A_finish_that_DynamoDB_finds_to_be_late_leaves_the_head_alone()
    {
        // The clock of the late owner stands still.
        var late = await Store.TryClaimAsync(Web, Noon.AddMinutes(-2), Noon.AddMinutes(-1), None);
        var next = await ClaimAsync(Web, Noon);
        SetClock(Noon.AddMinutes(-2));

        await Assert.ThrowsAsync<FamilyBusyException>(() => Store.FinishAsync(late!, Change(Web), None));

        var head = await HeadAsync();
        Assert.Equal(next.Token, head["claimToken"].S);
        Assert.DoesNotContain("workingSet", head.Keys);
    }

    [Fact]
    public async Task A_working_set_that_cannot_be_read_is_named()
    {
        await _table.Client.PutItemAsync(
            _table.Name,
            new() { ["pk"] = new("FAMILY#111122223333#eu-west-1#web"), ["sk"] = new("HEAD"), ["workingSet"] = new() { B = new MemoryStream([1, 2, 3]) } },
            None);

        var fault = await Assert.ThrowsAsync<FormatException>(() => Store.TryClaimAsync(Web, Noon, Noon.AddSeconds(45), None));

        Assert.StartsWith("The working set of web in 111122223333, eu-west-1 cannot be read: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_that_lacks_something_is_named()
    {
        await _table.Client.PutItemAsync(_table.Name, new() { ["pk"] = new("FAMILY#111122223333#eu-west-1#web"), ["sk"] = new("FINDING#0000000008#REVISION#x#y") }, None);

        var fault = await Assert.ThrowsAsync<FormatException>(async () => await Queries.OfRevisionAsync(Web, 8, None).ToArrayAsync());

        Assert.Equal("Item FAMILY#111122223333#eu-west-1#web / FINDING#0000000008#REVISION#x#y has no resource.", fault.Message);
    }

    [Fact]
    public async Task Questions_are_answered_across_pages_of_the_server()
    {
        // DynamoDB ends a page at 1 MB.
        var findings = Enumerable.Range(0, 30).Select(number => OfRevision(Web, 8, subject: $"c{number:D2}") with { Message = new string('x', 60_000) }).ToArray();
        await RecordAsync(new(new() { Family = Web }, [], findings));
        _table.TakeRequests();

        AssertEqual(findings, (await Queries.OfRevisionAsync(Web, 8, None).ToArrayAsync()).InOrder());
        AssertRequests("Query", "Query");

        var page = await Queries.OpenAsync(new(Team: "payments"), 29, null, None);
        AssertEqual(findings[..29], page.Findings);
        AssertEqual(findings[29..], (await Queries.OpenAsync(new(Team: "payments"), 29, page.Continuation, None)).Findings);
    }

    [Fact]
    public async Task The_table_is_as_it_is_defined()
    {
        var table = (await _table.Client.DescribeTableAsync(_table.Name, None)).Table;
        var expiry = (await _table.Client.DescribeTimeToLiveAsync(_table.Name, None)).TimeToLiveDescription;
        await FindingTable.CreateAsync(_table.Client, _table.Name, None);

        Assert.Equal(["pk HASH", "sk RANGE"], Keys(table.KeySchema));
        Assert.Equal(
            [
                "open-by-account: account HASH, open RANGE, ALL",
                "open-by-team: team HASH, open RANGE, ALL",
                "open-by-policy: policy HASH, open RANGE, ALL",
                "open-of-tasks: taskFamily HASH, sk RANGE, ALL",
                "families-by-task-role: taskRole HASH, pk RANGE, KEYS_ONLY",
                "due: dueShard HASH, dueAt RANGE, KEYS_ONLY",
            ],
            table.GlobalSecondaryIndexes.Select(index => $"{index.IndexName}: {string.Join(", ", Keys(index.KeySchema))}, {index.Projection.ProjectionType}"));
        Assert.Equal(BillingMode.PAY_PER_REQUEST, table.BillingModeSummary.BillingMode);
        Assert.Equal(("expires", TimeToLiveStatus.ENABLED), (expiry.AttributeName, expiry.TimeToLiveStatus));
    }

    protected override void SetClock(DateTimeOffset now) => _table.Time.Now = now;

    protected override async Task<IReadOnlyList<UnjudgedCall>> UnjudgedAsync()
    {
        var items = await _table.Client.QueryAsync(
            new QueryRequest(_table.Name) { KeyConditionExpression = "pk = :pk", ExpressionAttributeValues = new() { [":pk"] = new($"UNJUDGED#{Unjudged.Account}") } }, None);
        return
        [
            .. items.Items.Select(item => new UnjudgedCall(
                item["account"].S, item["region"].S, item["eventName"].S, item["eventId"].S, DateTimeOffset.Parse(item["at"].S, CultureInfo.InvariantCulture), item["caller"].S)),
        ];
    }

    private static IEnumerable<string> Keys(List<KeySchemaElement> schema) => schema.Select(key => $"{key.AttributeName} {key.KeyType}");

    private async Task<Dictionary<string, AttributeValue>> HeadAsync() =>
        (await _table.Client.GetItemAsync(_table.Name, new() { ["pk"] = new("FAMILY#111122223333#eu-west-1#web"), ["sk"] = new("HEAD") }, true, None)).Item;

    private void AssertRequests(params string[] operations) => Assert.Equal(operations, _table.TakeRequests());

    /// <summary>What BatchWriteItem answers when it has no capacity for one finding.</summary>
    private string Unprocessed(Finding finding) =>
        $$"""{ "UnprocessedItems": { "{{_table.Name}}": [{ "PutRequest": { "Item": {{ItemText.Write(FindingItem.Write(finding, Noon))}} } }] } }""";
}
