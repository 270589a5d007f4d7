using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;
using EcsGuard.Pipeline.Tests.Support;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests;

/// <summary>What becomes of a judged revision when a task shows what was not known of its family.</summary>
public sealed class LearnFactsTests
{
    private const string Timeless = """[{"name":"a"}]""";
    private const string Timed = """[{"name":"a","stopTimeout":120}]""";

    private static readonly DateTimeOffset At = TestClock.Start;

    private static readonly PolicySelection Spot = new([TestPolicies.Spot, TestPolicies.Privileged], TestPolicies.Selection.TaskStatePolicies);
    private static readonly PolicySelection Place = new([TestPolicies.Place], []);

    [Fact]
    public async Task A_revision_is_judged_again_when_a_task_of_its_family_is_first_seen_on_Spot()
    {
        using var world = new World(policies: Spot);
        await world.RunAsync(Registered(7, """[{"name":"a","privileged":true},{"name":"b","stopTimeout":120}]""", At), Running('a', 7), OnSpot('b', 7));

        Assert.Equal(["web:7 test-privileged a/privileged open since 0", "web:7 test-spot a open since 0"], world.Findings);
        Assert.Equal(
            [($"{Arn(7)}#registered-web-7", 1, 0, 0, "high"), ($"{Arn(7)}#registered-web-7#on Spot capacity", 1, 1, 0, "medium")],
            world.Channel.Sent.Select(told => (told.Id, told.New, told.StillOpen, told.Fixed, told.Severity)));
        Assert.Equal(
            "A task of the family was seen on Spot capacity. Registered 2026-03-01 12:00:00 UTC by arn:aws:sts::111122223333:assumed-role/Deploy/ci.",
            world.Channel.Sent[^1].Origin);
        Assert.Equal(["Findings Policy=test-privileged Severity=high: 1", "Findings Policy=test-spot Severity=medium: 1"], world.Metrics.Counts.Where(count => count.StartsWith("Findings", StringComparison.Ordinal)));
        var judgement = Assert.Single(await world.HistoryAsync()).Judgement!;
        Assert.Equal((new OutcomeCounts(0, 2, 0, 0, 0), At, "describe"), (judgement.Outcomes, judgement.RegisteredAt, judgement.Source));
    }

    [Fact]
    public async Task Only_what_is_new_is_described_for()
    {
        var definitions = new TestDefinitions().With(Arn(7), $$"""{"taskDefinition":{"containerDefinitions":{{Timeless}} } }""");
        using var world = new World(definitions, Spot);
        await world.RunAsync(Registered(7, "[]", At));
        Assert.Equal(1, definitions.Described);

        await world.RunAsync(Running('a', 7));
        Assert.Equal(2, definitions.Described);
        await world.RunAsync(Running('a', 7), Running('b', 7), Running('c', 6), OutOfMemory('d', 7, At));
        Assert.Equal(2, definitions.Described);

        await world.RunAsync(OnSpot('e', 7));
        Assert.Equal(3, definitions.Described);
        await world.RunAsync(OnSpot('e', 7), OnSpot('f', 7), Interrupted('e', 7), Running('a', 7));
        Assert.Equal(3, definitions.Described);
        Assert.Equal(2, world.Channel.Sent.Count);
    }

    [Theory]
    [InlineData(false, "web:8 test-spot a resolved in 9 since 0")]
    [InlineData(true, "web:8 test-spot a open since 0")]
    public async Task Registrations_and_task_events_end_in_the_same_records_in_every_order(bool isDeregistered, string last)
    {
        EventEnvelope[] envelopes =
        [
            Registered(7, Timeless, At),
            Registered(8, Timeless, At.AddHours(1)),
            Registered(9, Timed, At.AddHours(2)),
            OnSpot('a', 8),
            isDeregistered ? Deregistered(9, At.AddHours(3)) : Running('b', 9, "EC2"),
        ];
        string[] expected = ["web:7 test-spot a superseded since 0", last];
        IReadOnlyList<RevisionRecord>? history = null;
        foreach (var order in Permutations(envelopes))
        {
            using var world = new World(policies: Spot);
            // Each event is delivered twice, the second time after all others.
            await world.RunAsync([.. order, .. order]);

            Assert.Equal(expected, world.Findings);
            Assert.Equal(new FamilyFacts(isDeregistered ? "FARGATE" : FamilyFacts.Several, OnSpot: true, EcsExec: false, HasTaskFindings: false), (await world.StateAsync()).Facts);
            var records = await world.HistoryAsync();
            SampleRecords.AssertEqual(history ??= records, records);
        }

        Assert.Equal([new OutcomeCounts(2, 0, 0, 0, 0), new OutcomeCounts(1, 1, 0, 0, 0), new OutcomeCounts(1, 1, 0, 0, 0)], history!.Select(record => record.Judgement!.Outcomes));
    }

    [Fact]
    public async Task A_fault_is_told_once_however_many_tasks_show_it_at_once()
    {
        var definitions = new TestDefinitions().With(Arn(7), $$"""{"taskDefinition":{"containerDefinitions":{{Timeless}} } }""");
        using var world = new World(definitions, Spot);
        await world.RunAsync(Registered(7, "[]", At));
        await Task.WhenAll("abcdefgh".Select(task => Task.Run(() => world.HandleAsync(OnSpot(task, 7), TestContext.Current.CancellationToken))));
        await world.RunLastAsync();

        Assert.Equal(["web:7 test-spot a open since 0"], world.Findings);
        Assert.Equal([$"{Arn(7)}#registered-web-7#on FARGATE, on Spot capacity"], world.Channel.Sent.Select(told => told.Id));
        Assert.Equal(2, definitions.Described);
    }

    [Fact]
    public async Task The_next_revision_with_the_fault_is_not_told_again()
    {
        using var world = new World(policies: Spot);
        await world.RunAsync(Registered(7, Timeless, At), OnSpot('a', 7), Registered(8, Timeless, At.AddHours(1)));
        Assert.Equal(["web:7 test-spot a superseded since 0", "web:8 test-spot a open since 0"], world.Findings);
        Assert.Equal([Arn(7).ToString()], world.Channel.Sent.Select(told => told.Resource));
    }

    [Fact]
    public async Task What_a_task_takes_back_is_resolved_and_open_again_when_another_one_brings_it_back()
    {
        using var world = new World(policies: Place);
        await world.RunAsync(Registered(7, Timeless, At));
        Assert.Equal(["web:7 test-place  open since 0"], world.Findings);

        world.Clock.Advance(TimeSpan.FromMinutes(3));
        await world.RunAsync(Running('a', 7));
        Assert.Equal(["web:7 test-place  resolved since 0"], world.Findings);
        Assert.Equal(At.AddMinutes(3), world.Store.AllFindings().Single().ResolvedAt);
        await world.RunAsync(Running('b', 7), Running('a', 7));
        Assert.Equal(["web:7 test-place  resolved since 0"], world.Findings);

        await world.RunAsync(Running('c', 7, "EC2"));
        Assert.Equal(["web:7 test-place  open since 0"], world.Findings);
        Assert.Equal(
            [$"{Arn(7)}#registered-web-7", $"{Arn(7)}#registered-web-7#on several launch types"],
            world.Channel.Sent.Select(told => told.Id));
    }

    [Fact]
    public async Task What_is_known_of_a_family_needs_no_claim_on_it()
    {
        using var world = new World(policies: Spot);
        await world.RunAsync(Registered(7, Timeless, At), OnSpot('a', 7));
        world.Clock.WaitsAreOver = true;
        await world.ClaimAsync(World.Web);

        Assert.Same(Disposition.Handled, await world.RunAsync(OnSpot('b', 7)));
        await Assert.ThrowsAsync<FamilyBusyException>(() => world.RunAsync(Running('b', 7, "EC2")));
    }

    [Fact]
    public async Task An_event_that_waits_for_a_family_is_done_when_another_one_has_told_the_same()
    {
        using var world = new World(policies: Spot);
        var families = new FamilyWork(world.Store, world.Clock);
        world.Clock.WaitsAreOver = true;
        await world.ClaimAsync(World.Web);
        var asked = 0;

        await families.ChangeUnlessAsync(World.Web, () => Task.FromResult(++asked == 3), _ => throw new InvalidOperationException("Nothing is left to decide."), CancellationToken.None);

        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_family_that_nobody_judged_is_only_noted()
    {
        var definitions = new TestDefinitions();
        using var world = new World(definitions, Spot);
        await world.RunAsync(OnSpot('a', 7), Deregistered(6), Running('b', 6, "EC2"));
        Assert.Equal(0, definitions.Described);
        Assert.Equal(new FamilyFacts(FamilyFacts.Several, OnSpot: true, EcsExec: false, HasTaskFindings: false), (await world.StateAsync()).Facts);
        Assert.Equal([], world.Channel.Sent);
    }

    [Theory]
    [InlineData(DescribeRefusal.NotFound)]
    [InlineData(DescribeRefusal.AccessDenied)]
    public async Task Where_ECS_gives_the_definition_no_more_the_verdict_stands_and_the_fact_is_noted(DescribeRefusal refusal)
    {
        var definitions = new TestDefinitions(refusal);
        using var world = new World(definitions, Spot);
        await world.RunAsync(Registered(7, """[{"name":"a","privileged":true}]""", At));
        await world.RunAsync(OnSpot('a', 7), OnSpot('b', 7));

        Assert.Equal(["web:7 test-privileged a/privileged open since 0"], world.Findings);
        Assert.True((await world.StateAsync()).Facts.OnSpot);
        Assert.Equal(2, definitions.Described);
        Assert.Equal("event", Assert.Single(await world.HistoryAsync()).Judgement!.Source);
        Assert.Single(world.Channel.Sent);
    }

    [Fact]
    public async Task Where_AWS_cannot_be_reached_what_the_task_showed_is_recorded_and_the_fact_comes_with_the_next_delivery()
    {
        var definitions = new TestDefinitions().With(Arn(7), $$"""{"taskDefinition":{"containerDefinitions":{{Timeless}} } }""");
        using var world = new World(definitions, Spot);
        await world.RunAsync(Registered(7, "[]", At));
        definitions.Fault = new IOException("No answer.");
        var stopped = Interrupted('a', 7, """[{"name":"a","lastStatus":"STOPPED","exitCode":137}]""");
        await Assert.ThrowsAsync<IOException>(() => world.RunAsync(stopped));

        string[] shown = [$"prod/{new string('a', 32)} spot-interruption  open since 5", "web:7 killed-on-interruption a open since 5"];
        Assert.Equal(shown, world.Findings);
        Assert.Equal(FamilyFacts.None, (await world.StateAsync()).Facts);

        definitions.Fault = null;
        await world.RunAsync(stopped);
        Assert.Equal([.. shown, "web:7 test-spot a open since 0"], world.Findings);
        Assert.Equal(new FamilyFacts("FARGATE", OnSpot: true, EcsExec: false, HasTaskFindings: true), (await world.StateAsync()).Facts);
        Assert.Equal([$"{Arn(7)}#{TaskArn('a')}#9", $"{Arn(7)}#registered-web-7#on FARGATE, on Spot capacity"], world.Channel.Sent.Select(told => told.Id));
    }

    [Fact]
    public async Task Where_the_record_cannot_be_written_the_next_delivery_does_the_same_again()
    {
        using var world = new World(policies: Spot);
        await world.RunAsync(Registered(7, Timeless, At));
        world.Faulty.FinishFault = new IOException("Disk full.");
        await Assert.ThrowsAsync<IOException>(() => world.RunAsync(OnSpot('a', 7)));
        Assert.Equal([], world.Findings);

        world.Faulty.FinishFault = null;
        world.Clock.Advance(FamilyWork.ClaimLength);
        await world.RunAsync(OnSpot('a', 7));
        Assert.Equal(["web:7 test-spot a open since 0"], world.Findings);
        Assert.Equal([$"{Arn(7)}#registered-web-7#on FARGATE, on Spot capacity"], world.Channel.Sent.Select(told => told.Id));
    }

    [Fact]
    public async Task A_fault_that_could_not_be_looked_for_again_stays_open()
    {
        var selection = new PolicySelection([TestPolicies.Secret, TestPolicies.Spot], []);
        foreach (var (environment, outcomes) in new[]
        {
            ("\"HIDDEN_DUE_TO_SECURITY_REASONS\"", new OutcomeCounts(0, 1, 0, 1, 0)),
            ("""[{"name":"THROW","value":"1"}]""", new OutcomeCounts(0, 1, 0, 0, 1)),
        })
        {
            var definitions = new TestDefinitions().With(Arn(7), Answer("""[{"name":"PASSWORD","value":"1"}]"""));
            using var world = new World(definitions, selection);
            await world.RunAsync(Registered(7, "[]", At));
            definitions.With(Arn(7), Answer(environment));
            await world.RunAsync(OnSpot('a', 7));

            Assert.Equal(["web:7 test-secret a/environment/0 open since 0", "web:7 test-spot a open since 0"], world.Findings);
            Assert.Equal(outcomes, Assert.Single(await world.HistoryAsync()).Judgement!.Outcomes);
        }

        static string Answer(string environment) => $$"""{"taskDefinition":{"containerDefinitions":[{"name":"a","environment":{{environment}} }] } }""";
    }

    [Fact]
    public async Task A_revision_that_turns_out_to_be_deregistered_is_closed()
    {
        var answer = $$"""{"taskDefinition":{"status":"ACTIVE","containerDefinitions":{{Definition("a", "a")}} } }""";
        var definitions = new TestDefinitions().With(Arn(7), answer);
        using var world = new World(definitions, Spot);
        await world.RunAsync(Registered(7, "[]", At));
        definitions.With(Arn(7), answer.Replace("ACTIVE", "INACTIVE", StringComparison.Ordinal));
        await world.RunAsync(OnSpot('b', 7));
        Assert.Equal(["web:7 test-privileged a/privileged removed since 0", "web:7 test-spot a removed since 0"], world.Findings);
        Assert.Equal([(7, false)], (await world.HistoryAsync()).Select(record => (record.Revision, record.IsActive)));
        Assert.Single(world.Channel.Sent);
    }

    [Fact]
    public async Task Revisions_that_left_the_working_set_are_left_alone()
    {
        using var world = new World(policies: Spot);
        await world.RunAsync([.. Enumerable.Range(1, 6).Select(revision => Registered(revision, Timeless, At.AddHours(revision)))]);
        await world.RunAsync(OnSpot('a', 6));
        Assert.Equal(
            ["web:3 test-spot a superseded since 180", "web:4 test-spot a superseded since 180", "web:5 test-spot a superseded since 180", "web:6 test-spot a open since 180"],
            world.Findings);
    }

    [Fact]
    public async Task The_age_and_the_end_of_a_fault_that_was_found_before_are_kept()
    {
        using var world = new World(policies: Spot);
        await world.RunAsync([.. Enumerable.Range(1, 6).Select(revision => Registered(revision, Definition("a", "a"), At.AddHours(revision)))]);
        string[] privileged = [.. world.Findings];
        Assert.Equal("web:6 test-privileged a/privileged open since 60", privileged[^1]);

        await world.RunAsync(OnSpot('a', 6));
        Assert.Equal(privileged, world.Findings.Where(finding => finding.Contains("test-privileged", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_task_with_ECS_Exec_wants_a_task_role()
    {
        using var world = new World(policies: PolicySelection.Default);
        await world.RunAsync(Registered(7, """[{"name":"a","image":"nginx:1.29"}]""", At), Running('a', 7));
        Assert.DoesNotContain(world.Findings, finding => finding.Contains("missing-task-role", StringComparison.Ordinal));

        await world.RunAsync(TaskEvent('a', 4, Arn(7).ToString(), "RUNNING", more: "\"enableExecuteCommand\":true"));
        Assert.Contains("web:7 missing-task-role  open since 0", world.Findings);
        Assert.True((await world.StateAsync()).Facts.EcsExec);
    }

    private static EventEnvelope Running(char task, int revision, string launchType = "FARGATE") =>
        TaskEvent(task, 3, Arn(revision).ToString(), "RUNNING", more: $"\"launchType\":\"{launchType}\"");

    private static EventEnvelope OnSpot(char task, int revision) =>
        TaskEvent(task, 3, Arn(revision).ToString(), "RUNNING", more: "\"capacityProviderName\":\"FARGATE_SPOT\"");

    private static EventEnvelope Interrupted(char task, int revision, string containers = "[]") =>
        TaskEvent(task, 9, Arn(revision).ToString(), "STOPPED", containers, At.AddMinutes(5), "\"stopCode\":\"SpotInterruption\"");

    private static IEnumerable<T[]> Permutations<T>(T[] items) =>
        items.Length < 2 ? [items] : items.SelectMany((first, index) => Permutations([.. items[..index], .. items[(index + 1)..]]).Select(rest => (T[])[first, .. rest]));
}
