using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Tests.Contracts;
using EcsGuard.Pipeline.Tests.Support;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests.Findings;

/// <summary>The states of findings, seen through the use cases: revision N is registered N hours after the start and has a fault in each container named.</summary>
public sealed class LifecycleTests
{
    private const string Hidden = """[{"name":"a","environment":"HIDDEN_DUE_TO_SECURITY_REASONS"}]""";
    private const string Secret = """[{"name":"a","environment":[{"name":"PASSWORD","value":"hunter2"}]}]""";
    private const string Clean = """[{"name":"a","environment":[]}]""";

    [Fact]
    public async Task Fixing_two_of_three_faults_leaves_one_open_with_the_age_it_has_in_the_family()
    {
        using var world = new World();
        await world.RunAsync(Register(5, "a"), Register(6, "a"), Register(7, "abc"));
        await world.RunAsync(Register(8, "a"));
        Assert.Equal(
            [
                "web:5 test-privileged a/privileged superseded since 300",
                "web:6 test-privileged a/privileged superseded since 300",
                "web:7 test-privileged a/privileged superseded since 300",
                "web:7 test-privileged b/privileged resolved in 8 since 420",
                "web:7 test-privileged c/privileged resolved in 8 since 420",
                "web:8 test-privileged a/privileged open since 300",
            ],
            world.Findings);
        Assert.Equal((0, 1, 2), Counts(await DifferenceAsync(world)));
    }

    [Fact]
    public async Task A_fault_that_comes_back_is_as_old_as_its_return()
    {
        using var world = new World();
        await world.RunAsync(Register(1, "a"), Register(2, ""), Register(3, "a"));
        Assert.Equal(
            ["web:1 test-privileged a/privileged resolved in 2 since 60", "web:3 test-privileged a/privileged open since 180"],
            world.Findings);
        Assert.Equal((1, 0, 0), Counts(await DifferenceAsync(world)));
    }

    [Fact]
    public async Task What_came_back_says_when_and_in_which_revision_it_was_last_for_as_long_as_it_stays()
    {
        using var world = new World();
        await world.RunAsync(Register(1, "a"), Register(2, ""), Register(3, ""), Register(4, "a"), Register(5, "a"));
        Assert.Equal([null, new(Hour(4), 1), new(Hour(4), 1)], Regressions(world));
        // By now all that showed it has left the working set.
        await world.RunAsync(Register(6, "a"), Register(7, "a"), Register(8, "a"), Register(9, "a"));
        Assert.Equal(new(Hour(4), 1), Regressions(world).Last());
        await world.RunAsync(Register(10, ""), Register(11, "a"));
        Assert.Equal(new(Hour(11), 9), Regressions(world).Last());
        Assert.Equal([Hour(2), Hour(10)], world.Store.AllFindings().Select(finding => finding.ResolvedAt).OfType<DateTimeOffset>());
    }

    [Fact]
    public async Task A_fault_that_the_revision_in_between_hid_did_not_come_back()
    {
        using var world = new World(new TestDefinitions());
        await world.RunAsync(Define(1, Secret), Define(2, Hidden), Define(3, Secret));
        Assert.Equal([null, null], Regressions(world));
        await world.RunAsync(Define(4, Clean), Define(5, Hidden), Define(6, Secret));
        Assert.Equal([null, null, new(Hour(6), 3)], Regressions(world));
    }

    [Fact]
    public async Task A_finding_of_tasks_came_back_if_a_task_showed_it_after_it_was_quiet_for_long_enough()
    {
        using var world = new World();
        await world.RunAsync(Register(1, ""), OutOfMemory('x', 1, Hour(2)));
        world.Clock.Advance(TimeSpan.FromDays(8));
        await world.RunDueAsync();
        Assert.Equal(["web:1 out-of-memory app resolved since 120"], world.Findings);
        Assert.Equal(Hour(2).AddDays(7), world.Store.AllFindings().Single().ResolvedAt);

        // It was seen before its time was over and is told late, so it was never quiet.
        await world.RunAsync(OutOfMemory('y', 1, Hour(3)));
        Assert.Equal([null], Regressions(world));
        await world.RunDueAsync();
        await world.RunAsync(OutOfMemory('z', 1, Hour(3).AddDays(7)));
        Assert.Equal([new(Hour(3).AddDays(7), null)], Regressions(world));
        Assert.Equal(["web:1 out-of-memory app open since 120 in 3"], world.Findings);
    }

    [Fact]
    public async Task A_revision_that_arrives_late_takes_back_the_age_that_it_interrupts()
    {
        using var world = new World();
        await world.RunAsync(Register(1, "a"), Register(3, "a"));
        Assert.Equal(
            ["web:1 test-privileged a/privileged superseded since 60", "web:3 test-privileged a/privileged open since 60"],
            world.Findings);
        await world.RunAsync(Register(2, ""));
        Assert.Equal(
            ["web:1 test-privileged a/privileged resolved in 2 since 60", "web:3 test-privileged a/privileged open since 180"],
            world.Findings);
    }

    [Fact]
    public async Task Deregistering_the_newest_revision_makes_the_one_before_count_again()
    {
        using var world = new World();
        await world.RunAsync(Register(1, "ab"), Register(2, "b"), Deregister(2));
        Assert.Equal(
            [
                "web:1 test-privileged a/privileged open since 60",
                "web:1 test-privileged b/privileged open since 60",
                "web:2 test-privileged b/privileged removed since 60",
            ],
            world.Findings);
        await world.RunAsync(Register(3, "b"));
        Assert.Equal(
            [
                "web:1 test-privileged a/privileged resolved in 2 since 60",
                "web:1 test-privileged b/privileged superseded since 60",
                "web:2 test-privileged b/privileged superseded since 60",
                "web:3 test-privileged b/privileged open since 60",
            ],
            world.Findings);
    }

    [Fact]
    public async Task Deregistering_all_removes_all()
    {
        using var world = new World();
        await world.RunAsync(Register(1, "a"), Register(2, "a"), Deregister(2), Deregister(1));
        Assert.Equal(
            ["web:1 test-privileged a/privileged removed since 60", "web:2 test-privileged a/privileged removed since 60"],
            world.Findings);
    }

    [Fact]
    public async Task Deregistering_an_old_revision_changes_nothing()
    {
        using var world = new World();
        await world.RunAsync(Register(1, "a"), Register(2, ""), Deregister(1));
        Assert.Equal(["web:1 test-privileged a/privileged resolved in 2 since 60"], world.Findings);
        Assert.Equal([(2, true), (1, false)], (await world.HistoryAsync()).Select(record => (record.Revision, record.IsActive)));
    }

    [Fact]
    public async Task A_deregistration_that_arrives_first_is_remembered()
    {
        using var world = new World();
        await world.RunAsync(Register(1, "a"), Deregister(2), Register(2, ""));
        Assert.Equal(["web:1 test-privileged a/privileged open since 60"], world.Findings);
        Assert.Equal([], world.Channel.Sent.Skip(1));
    }

    [Fact]
    public async Task The_revision_that_counts_stays_known_however_many_newer_ones_are_deregistered()
    {
        using var world = new World();
        await world.RunAsync(Register(1, "a"));
        await world.RunAsync([.. Enumerable.Range(2, 9).SelectMany(revision => new[] { Register(revision, "b"), Deregister(revision) })]);
        Assert.Equal("web:1 test-privileged a/privileged open since 60", world.Findings.Order(StringComparer.Ordinal).First());
        Assert.Equal([10, 9, 8, 7, 1], (await world.StateAsync()).Revisions.Select(revision => revision.Record.Revision));
    }

    [Fact]
    public async Task The_working_set_holds_the_newest_four_revisions()
    {
        using var world = new World();
        await world.RunAsync([.. Enumerable.Range(1, 30).Select(revision => Register(revision, "a"))]);
        var state = await world.StateAsync();
        Assert.Equal([30, 29, 28, 27], state.Revisions.Select(revision => revision.Record.Revision));
        Assert.Equal(Enumerable.Range(1, 30), state.JudgedRevisions);
        Assert.Equal("web:30 test-privileged a/privileged open since 60", world.Findings.Single(finding => finding.Contains("open", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_numbers_of_a_thousand_judged_revisions_are_remembered()
    {
        var state = new FamilyState { Family = World.Web, JudgedRevisions = [.. Enumerable.Range(1, 1000)] }.With(new(SampleRecords.Judged(World.Web, 1001), []));
        Assert.Equal(Enumerable.Range(2, 1000), state.JudgedRevisions);
    }

    [Fact]
    public async Task A_revision_with_an_open_finding_of_its_tasks_stays_in_the_working_set_and_its_closed_faults_stay_as_they_are()
    {
        using var world = new World();
        await world.RunAsync(Register(1, "ab"), Register(2, "b"), Register(3, "b"), Register(4, "b"), Register(5, "b"), OutOfMemory('x', 1, Hour(6)));
        await world.RunAsync(Register(6, "ab", hour: 5));
        Assert.Equal([6, 5, 4, 3, 1], (await world.StateAsync()).Revisions.Select(revision => revision.Record.Revision));
        Assert.Equal(
            [
                "web:1 out-of-memory app open since 360",
                "web:1 test-privileged a/privileged resolved in 2 since 60",
                "web:1 test-privileged b/privileged superseded since 60",
                "web:2 test-privileged b/privileged superseded since 60",
                "web:3 test-privileged b/privileged superseded since 60",
                "web:4 test-privileged b/privileged superseded since 60",
                "web:5 test-privileged b/privileged superseded since 60",
                "web:6 test-privileged a/privileged open since 300",
                "web:6 test-privileged b/privileged open since 60",
            ],
            world.Findings);
    }

    [Fact]
    public async Task Across_a_gap_in_the_working_set_nothing_is_decided_anew()
    {
        using var world = new World();
        // The working set is 6, 5, 4, 3 and, since its task failed, 1; revision 2 has left it and fixed a.
        await world.RunAsync(Register(1, "a"), Register(2, ""), OutOfMemory('x', 1, Hour(20)), Register(3, "a"), Register(4, "a"), Register(5, "a"), Register(6, ""));
        await world.RunAsync(OutOfMemory('y', 1, Hour(21)));
        Assert.Equal(
            [
                "web:1 out-of-memory app open since 1200 in 2",
                "web:1 test-privileged a/privileged resolved in 2 since 60",
                "web:3 test-privileged a/privileged superseded since 180",
                "web:4 test-privileged a/privileged superseded since 180",
                "web:5 test-privileged a/privileged resolved in 6 since 180",
            ],
            world.Findings);
    }

    [Fact]
    public async Task A_task_of_a_revision_that_left_the_working_set_does_not_make_its_judgement_forgotten()
    {
        using var world = new World();
        await world.RunAsync([.. Enumerable.Range(1, 5).Select(revision => Register(revision, "a"))]);
        var judged = await world.HistoryAsync();
        await world.RunAsync(OutOfMemory('x', 1, Hour(6)), Deregister(1));
        SampleRecords.AssertEqual(judged, await world.HistoryAsync());
        Assert.Contains("web:1 out-of-memory app open since 360", world.Findings);
        Assert.Contains("web:1 test-privileged a/privileged superseded since 60", world.Findings);
    }

    [Fact]
    public async Task A_fault_is_not_fixed_by_a_revision_that_hides_the_place()
    {
        using var world = new World(new TestDefinitions());
        await world.RunAsync(Define(1, Secret), Define(2, Hidden));
        Assert.Equal(["web:1 test-secret a/environment/0 open since 60"], world.Findings);
        Assert.Equal((0, 0, 0), Counts(await DifferenceAsync(world)));
        await world.RunAsync(Define(3, Secret));
        Assert.Equal(["web:1 test-secret a/environment/0 superseded since 60", "web:3 test-secret a/environment/0 open since 60"], world.Findings);
        Assert.Equal((0, 1, 0), Counts(await DifferenceAsync(world)));
        await world.RunAsync(Define(4, Hidden), Define(5, Clean));
        Assert.Equal(["web:1 test-secret a/environment/0 superseded since 60", "web:3 test-secret a/environment/0 resolved in 5 since 60"], world.Findings);
        Assert.Equal((0, 0, 1), Counts(await DifferenceAsync(world)));
    }

    [Fact]
    public async Task A_hidden_place_is_found_in_a_container_that_was_moved()
    {
        using var world = new World(new TestDefinitions());
        await world.RunAsync(Define(1, Secret), Define(2, """[{"name":"b"},{"name":"a","environment":"HIDDEN_DUE_TO_SECURITY_REASONS"}]"""));
        Assert.Equal(["web:1 test-secret a/environment/0 open since 60"], world.Findings);
    }

    [Fact]
    public async Task A_policy_that_failed_says_nothing_about_its_faults()
    {
        using var world = new World(new TestDefinitions());
        await world.RunAsync(Define(1, Secret), Define(2, """[{"name":"a","environment":[{"name":"THROW"}]}]"""));
        Assert.Equal(["web:1 test-secret a/environment/0 open since 60"], world.Findings);
    }

    [Fact]
    public async Task A_deregistered_revision_does_not_fix_what_the_one_that_counts_hides()
    {
        using var world = new World(new TestDefinitions());
        await world.RunAsync(Define(1, Secret), Define(2, Hidden), Define(3, Clean), Deregister(3));
        Assert.Equal(["web:1 test-secret a/environment/0 open since 60"], world.Findings);
    }

    [Fact]
    public async Task A_hidden_fault_of_a_deregistered_revision_is_removed()
    {
        using var world = new World(new TestDefinitions());
        await world.RunAsync(Define(1, Secret), Define(2, Hidden), Deregister(1));
        Assert.Equal(["web:1 test-secret a/environment/0 removed since 60"], world.Findings);
    }

    [Fact]
    public async Task A_finding_of_tasks_is_superseded_by_a_newer_revision_unless_tasks_fail_after_it()
    {
        using var world = new World();
        await world.RunAsync(Register(1, ""), OutOfMemory('x', 1, Hour(1)), Register(2, ""));
        Assert.Equal(["web:1 out-of-memory app superseded since 60"], world.Findings);
        await world.RunAsync(OutOfMemory('y', 1, Hour(2).AddSeconds(-1)));
        Assert.Equal(["web:1 out-of-memory app superseded since 60 in 2"], world.Findings);
        await world.RunAsync(OutOfMemory('z', 1, Hour(2).AddSeconds(1)));
        Assert.Equal(["web:1 out-of-memory app open since 60 in 3"], world.Findings);
        await world.RunAsync(Register(3, ""));
        Assert.Equal(["web:1 out-of-memory app superseded since 60 in 3"], world.Findings);
    }

    [Fact]
    public async Task A_finding_of_tasks_is_removed_with_its_revision_and_opened_again_by_a_task_that_still_runs()
    {
        using var world = new World();
        await world.RunAsync(Register(1, ""), OutOfMemory('x', 1, Hour(2)), Deregister(1));
        Assert.Equal(["web:1 out-of-memory app removed since 120"], world.Findings);
        await world.RunAsync(OutOfMemory('y', 1, Hour(200)));
        Assert.Equal(["web:1 out-of-memory app open since 120 in 2"], world.Findings);
        await world.RunAsync(Register(2, "", hour: 201));
        Assert.Equal(["web:1 out-of-memory app superseded since 120 in 2"], world.Findings);
    }

    [Fact]
    public async Task A_revision_that_was_never_judged_is_overtaken_by_the_first_that_is()
    {
        using var world = new World();
        await world.RunAsync(OutOfMemory('x', 4, Hour(1)));
        Assert.Equal(["web:4 out-of-memory app open since 60"], world.Findings);
        Assert.Equal([], await world.HistoryAsync());
        await world.RunAsync(Register(5, "a"));
        Assert.Equal(["web:4 out-of-memory app superseded since 60", "web:5 test-privileged a/privileged open since 300"], world.Findings);
    }

    [Fact]
    public async Task An_unjudged_newer_revision_does_not_hide_the_newest_judged_one()
    {
        using var world = new World();
        await world.RunAsync(Register(5, "a"), OutOfMemory('x', 6, Hour(6)));
        Assert.Equal(["web:5 test-privileged a/privileged open since 300", "web:6 out-of-memory app open since 360"], world.Findings);
        await world.RunAsync(Register(6, "a"));
        Assert.Equal(
            ["web:5 test-privileged a/privileged superseded since 300", "web:6 out-of-memory app open since 360", "web:6 test-privileged a/privileged open since 300"],
            world.Findings);
    }

    private static DateTimeOffset Hour(int hour) => TestClock.Start.AddHours(hour);

    private static EventEnvelope Register(int revision, string faults, int? hour = null) => Registered(revision, Definition("abc", faults), Hour(hour ?? revision));

    /// <summary>What is hidden stands in the event alone, which is judged since ECS knows no such revision.</summary>
    private static EventEnvelope Define(int revision, string containerDefinitions) => Registered(revision, containerDefinitions, Hour(revision));

    private static EventEnvelope Deregister(int revision) => Deregistered(revision, Hour(100 + revision));

    private static IEnumerable<Regression?> Regressions(World world) => world.Store.AllFindings().OrderBy(finding => finding.Revision).Select(finding => finding.Regression);

    private static (int New, int StillOpen, int Fixed) Counts(Difference difference) => (difference.New.Length, difference.StillOpen.Length, difference.Fixed.Length);

    private static async Task<Difference> DifferenceAsync(World world)
    {
        var state = await world.StateAsync();
        return Lifecycle.Compare(state, state.Current!);
    }
}
