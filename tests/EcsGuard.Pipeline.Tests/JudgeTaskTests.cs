using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Tests.Support;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests;

public sealed class JudgeTaskTests
{
    private const string Spot = "\"stopCode\":\"SpotInterruption\",\"capacityProviderName\":\"FARGATE_SPOT\"";

    private static readonly DateTimeOffset At = TestClock.Start;

    [Fact]
    public async Task A_task_counts_once_over_all_its_states()
    {
        using var world = new World();
        foreach (var (version, status) in new[] { (4, "RUNNING"), (5, "DEACTIVATING"), (6, "STOPPING"), (7, "DEPROVISIONING"), (8, "STOPPED"), (8, "STOPPED"), (5, "DEACTIVATING") })
        {
            Assert.Same(Disposition.Handled, await world.RunAsync(OutOfMemory('a', 7, At.AddSeconds(version), version, lastStatus: status)));
        }

        var finding = Assert.Single(world.Store.AllFindings());
        Assert.Equal((1, At.AddSeconds(4), FindingState.Open, "Container 'app' ran out of memory at its limit of 512 MiB (exit code 137)."), (finding.Count, finding.FirstSeen, finding.State, finding.Message));
        Assert.Equal([new Evidence(TaskArn('a'), At.AddSeconds(4), 4, finding.Message)], finding.Evidence);
        Assert.Equal([$"{Arn(7)}#{TaskArn('a')}#4"], world.Channel.Sent.Select(told => told.Id));
        Assert.Equal(["Findings Policy=out-of-memory Severity=high: 1", "Notifications Result=sent: 1"], world.Metrics.Counts);
    }

    [Fact]
    public async Task Distinct_tasks_are_counted_and_told_once()
    {
        using var world = new World();
        await world.RunAsync([.. "abc".Select((task, minute) => OutOfMemory(task, 7, At.AddMinutes(minute))), .. "abc".Select((task, minute) => OutOfMemory(task, 7, At.AddMinutes(minute)))]);
        Assert.Equal(["web:7 out-of-memory app open since 0 in 3"], world.Findings);
        Assert.Equal([TaskArn('c'), TaskArn('b'), TaskArn('a')], Assert.Single(world.Store.AllFindings()).Evidence.Select(item => item.Task));
        Assert.Single(world.Channel.Sent);
    }

    [Fact]
    public async Task Tasks_in_parallel_are_all_counted_and_told_once()
    {
        using var world = new World();
        await Task.WhenAll("abcdefgh".SelectMany(task => new[] { task, task }).Select(task => Task.Run(() => world.HandleAsync(OutOfMemory(task, 7, At), TestContext.Current.CancellationToken))));
        await world.RunLastAsync();
        Assert.Equal(["web:7 out-of-memory app open since 0 in 8"], world.Findings);
        Assert.Single(world.Channel.Sent);
    }

    [Fact]
    public async Task Two_containers_of_a_task_are_two_findings_in_one_message()
    {
        const string Containers = """[{"name":"app","lastStatus":"STOPPED","reason":"OutOfMemoryError"},{"name":"aws-guardduty-agent-x1","lastStatus":"STOPPED","reason":"OutOfMemoryError"},{"name":"aws-guardduty-agent-x2","lastStatus":"STOPPED","reason":"OutOfMemoryError"}]""";
        using var world = new World();
        await world.RunAsync(TaskEvent('a', 7, Arn(7).ToString(), containers: Containers, at: At));
        Assert.Equal(["web:7 out-of-memory app open since 0", "web:7 out-of-memory aws-guardduty-agent open since 0"], world.Findings);
        Assert.Equal([2], world.Channel.Sent.Select(told => told.New));
    }

    [Fact]
    public async Task A_second_container_of_a_task_that_was_told_is_told_under_another_id()
    {
        using var world = new World();
        await world.RunAsync(OutOfMemory('a', 7, At, 5, "one", "RUNNING"), OutOfMemory('a', 7, At, 7, "two"));
        Assert.Equal([$"{Arn(7)}#{TaskArn('a')}#5", $"{Arn(7)}#{TaskArn('a')}#7"], world.Channel.Sent.Select(told => told.Id));
    }

    [Fact]
    public async Task Time_is_when_the_task_stopped_else_the_event_s()
    {
        using var world = new World();
        await world.RunAsync(
            Out('a', """ "stoppedAt":"2026-03-01T12:01:00.19Z","updatedAt":"2026-03-01T12:09:00Z" """, At),
            Out('b', """ "stoppingAt":"2026-03-01T12:09:00Z","updatedAt":"2026-03-01T12:09:00Z" """, At.AddMinutes(2)),
            Out('c', """ "stoppingAt":"2026-03-01T12:09:00Z","updatedAt":"2026-03-01T12:03:00Z" """, null),
            Out('d', """ "stoppingAt":"2026-03-01T12:04:00Z" """, null));
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.RunAsync(Out('e', "", null));
        Assert.Equal(
            [At.AddMinutes(5), At.AddMinutes(4), At.AddMinutes(3), At.AddMinutes(2), At.AddMinutes(1).AddMilliseconds(190)],
            Assert.Single(world.Store.AllFindings()).Evidence.Select(item => item.At));

        static EventEnvelope Out(char task, string times, DateTimeOffset? at) =>
            TaskEvent(task, 7, Arn(7).ToString(), containers: """[{"name":"app","lastStatus":"STOPPED","reason":"OutOfMemoryError"}]""", more: times) with { Time = at };
    }

    [Fact]
    public async Task A_snippet_without_account_and_region_is_of_the_account_and_region_of_its_task()
    {
        using var world = new World();
        await world.HandleAsync(OutOfMemory('a', 7, At) with { Account = "", Region = "" }, TestContext.Current.CancellationToken);
        await world.HandleAsync(TaskEvent('b', 7, null, containers: """[{"name":"app","lastStatus":"STOPPED","reason":"OutOfMemoryError"}]""", at: At) with { Account = "", Region = "" }, TestContext.Current.CancellationToken);
        Assert.Equal([(Account, Region), (Account, Region)], world.Store.AllFindings().Select(finding => (finding.Account, finding.Region)));

        world.Clock.Advance(TimeSpan.FromDays(7));
        await world.RunDueAsync();
        Assert.Equal(["prod/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb out-of-memory app resolved since 0", "web:7 out-of-memory app resolved since 0"], world.Findings);
    }

    [Fact]
    public async Task A_task_whose_definition_is_named_without_a_revision_counts_for_the_family()
    {
        using var world = new World();
        await world.RunAsync(Registered(7, Definition("a"), At), Out('a', At.AddHours(1)), Out('b', At.AddHours(1)));
        Assert.Equal(["web out-of-memory app open since 60 in 2"], world.Findings);
        Assert.Equal(["arn:aws:ecs:eu-west-1:111122223333:task-definition/web"], world.Channel.Sent.Select(told => told.Resource));
        Assert.Equal([7], (await world.HistoryAsync()).Select(record => record.Revision));

        await world.RunAsync(Registered(8, Definition("a"), At.AddHours(2)));
        Assert.Equal(["web out-of-memory app superseded since 60 in 2"], world.Findings);

        static EventEnvelope Out(char task, DateTimeOffset at) =>
            TaskEvent(task, 7, "arn:aws:ecs:eu-west-1:111122223333:task-definition/web", containers: """[{"name":"app","lastStatus":"STOPPED","reason":"OutOfMemoryError"}]""", at: at);
    }

    [Fact]
    public async Task A_Spot_interruption_is_one_finding_of_its_task_whatever_the_number_and_order_of_its_events()
    {
        foreach (var order in new[] { new[] { 5, 6, 7, 8, 9 }, [9, 5, 8, 6, 7], [5, 5, 9, 9] })
        {
            using var world = new World();
            foreach (var version in order)
            {
                var status = version == 9 ? "STOPPED" : version == 5 ? "RUNNING" : "DEPROVISIONING";
                var stopping = version == 5 ? "" : ",\"stoppingAt\":\"2026-03-01T12:05:00Z\"";
                await world.RunAsync(TaskEvent('a', version, Arn(7).ToString(), status, at: At.AddMinutes(version), more: Spot + stopping));
            }

            var finding = Assert.Single(world.Store.AllFindings());
            Assert.Equal(
                (TaskArn('a'), "spot-interruption", "web", 7, "", At.AddMinutes(5), At.AddMinutes(9), 1, "The task has stopped: AWS took its Spot capacity back."),
                (finding.Resource, finding.Policy, finding.Family, finding.Revision, finding.Subject, finding.FirstSeen, finding.LastSeen, finding.Count, finding.Message));
            Assert.Equal([9], finding.Evidence.Select(item => item.Version));
            Assert.Equal([], world.Channel.Sent);
            Assert.Equal(new FamilyFacts("FARGATE", OnSpot: true, EcsExec: false, HasTaskFindings: true), (await world.StateAsync()).Facts);
        }
    }

    [Fact]
    public async Task A_container_that_is_killed_on_an_interruption_is_a_finding_of_the_revision()
    {
        using var world = new World();
        foreach (var task in "ab")
        {
            await world.RunAsync(
                TaskEvent(task, 5, Arn(7).ToString(), "RUNNING", """[{"name":"app","lastStatus":"RUNNING"}]""", At, Spot),
                TaskEvent(task, 9, Arn(7).ToString(), "STOPPED", """[{"name":"app","lastStatus":"STOPPED","exitCode":137},{"name":"big","lastStatus":"STOPPED","exitCode":137,"reason":"OutOfMemoryError: container killed due to memory usage"}]""", At.AddMinutes(2), Spot));
        }

        Assert.Equal(
            [
                "prod/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa spot-interruption  open since 0",
                "prod/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb spot-interruption  open since 0",
                "web:7 killed-on-interruption app open since 2 in 2",
                "web:7 out-of-memory big open since 2 in 2",
            ],
            world.Findings);
        Assert.Equal([(2, "high")], world.Channel.Sent.Select(told => (told.New, told.Severity)));
    }

    [Fact]
    public async Task A_new_revision_closes_what_was_recorded_for_tasks_of_older_ones_before_it()
    {
        using var world = new World();
        await world.RunAsync(
            Registered(7, Definition("a"), At),
            TaskEvent('a', 9, Arn(7).ToString(), at: At.AddHours(1), more: Spot),
            TaskEvent('b', 9, Arn(7).ToString(), at: At.AddHours(3), more: Spot),
            TaskEvent('c', 9, Arn(8).ToString(), at: At.AddHours(1), more: Spot),
            Registered(8, Definition("a"), At.AddHours(2)));
        Assert.Equal(
            [
                "prod/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa spot-interruption  superseded since 60",
                "prod/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb spot-interruption  open since 180",
                "prod/cccccccccccccccccccccccccccccccc spot-interruption  open since 60",
            ],
            world.Findings);
    }

    [Fact]
    public async Task An_event_without_a_definition_is_recorded_for_its_task()
    {
        using var world = new World();
        Assert.Same(Disposition.Handled, await world.RunAsync(TaskEvent('a', 7, null, containers: """[{"name":"app","lastStatus":"STOPPED","reason":"OutOfMemoryError"}]""", at: At)));
        Assert.Equal(["prod/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa out-of-memory app open since 0"], world.Findings);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "taskArn": null }""")]
    [InlineData("""{ "taskArn": "null" }""")]
    [InlineData("""{ "taskArn": "c13b4cb40f1f" }""")]
    [InlineData("""{ "taskArn": "arn:aws:ecs:eu-west-1:111122223333:service/web" }""")]
    [InlineData("""{ "taskArn": "arn:aws:ecs::111122223333:task/a" }""")]
    [InlineData("""{ "taskArn": "arn:aws:ecs:eu-west-1::task/a" }""")]
    public async Task An_event_that_names_no_task_is_rejected(string detail)
    {
        using var world = new World();
        Assert.Equal(Disposition.Rejected("the event names no task"), await world.RunAsync(Envelope(JudgeTask.DetailType, detail)));
    }

    [Fact]
    public async Task A_running_task_teaches_where_its_family_runs()
    {
        using var world = new World();
        await world.RunAsync(TaskEvent('a', 3, Arn(7).ToString(), "RUNNING"));
        Assert.Equal(new FamilyFacts("FARGATE", OnSpot: false, EcsExec: false, HasTaskFindings: false), (await world.StateAsync()).Facts);
        await world.RunAsync(TaskEvent('a', 3, Arn(7).ToString(), "RUNNING", more: "\"capacityProviderName\":\"FARGATE_SPOT\""));
        Assert.Equal(new FamilyFacts("FARGATE", OnSpot: true, EcsExec: false, HasTaskFindings: false), (await world.StateAsync()).Facts);
        Assert.Equal([], world.Findings);
    }

    [Fact]
    public async Task What_is_learnt_about_a_claimed_family_waits_and_is_not_lost()
    {
        using var world = new World();
        world.Clock.WaitsAreOver = true;
        var claim = await world.ClaimAsync(World.Web);
        await Assert.ThrowsAsync<FamilyBusyException>(() => world.RunAsync(TaskEvent('a', 3, Arn(7).ToString(), "RUNNING")));
        await world.Store.ReleaseAsync(claim, CancellationToken.None);
        await world.RunAsync(TaskEvent('a', 3, Arn(7).ToString(), "RUNNING"));
        Assert.Equal("FARGATE", (await world.StateAsync()).Facts.LaunchType);
    }

    [Fact]
    public async Task A_finding_that_comes_back_after_its_revision_was_overtaken_is_told_again()
    {
        using var world = new World();
        await world.RunAsync(OutOfMemory('a', 7, At), Registered(8, Definition("a"), At.AddHours(1)), OutOfMemory('b', 7, At.AddMinutes(30)), OutOfMemory('c', 7, At.AddHours(2)));
        Assert.Equal(["web:7 out-of-memory app open since 0 in 3"], world.Findings);
        Assert.Equal([$"{Arn(7)}#{TaskArn('a')}#7", $"{Arn(7)}#{TaskArn('c')}#7"], world.Channel.Sent.Select(told => told.Id));
    }

    [Fact]
    public async Task No_environment_of_a_task_is_kept_or_told()
    {
        using var world = new World();
        await world.RunAsync(TaskEvent(
            'a', 7, Arn(7).ToString(), containers: """[{"name":"app","lastStatus":"STOPPED","reason":"OutOfMemoryError"}]""", at: At,
            more: """ "overrides":{"containerOverrides":[{"name":"app","environment":[{"name":"PASSWORD","value":"hunter2"}]}]} """));
        Assert.DoesNotContain("hunter2", Assert.Single(world.Channel.Sent).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", Assert.Single(world.Store.AllFindings()).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_cannot_be_written_can_come_again()
    {
        using var world = new World();
        world.Faulty.FinishFault = new IOException("Disk full.");
        await Assert.ThrowsAsync<IOException>(() => world.RunAsync(OutOfMemory('a', 7, At)));
        world.Faulty.FinishFault = null;
        world.Clock.Advance(FamilyWork.ClaimLength);
        await world.RunAsync(OutOfMemory('a', 7, At));
        Assert.Equal(["web:7 out-of-memory app open since 0"], world.Findings);
    }
}
