using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Tests.Support;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests;

public sealed class DueWorkTests
{
    private static readonly DateTimeOffset At = TestClock.Start;

    [Fact]
    public async Task A_message_that_could_not_be_sent_is_tried_again_later_and_later_and_sent_once()
    {
        using var world = new World();
        world.Channel.IsDown = true;
        await world.RunAsync(Registered(7, Definition("a", "a"), At));
        Assert.Equal(["web:7 test-privileged a/privileged open since 0"], world.Findings);
        Assert.Equal(1, world.Channel.Attempts);

        // Minutes after the last attempt at which it is tried again.
        foreach (var (minutes, attempt) in new[] { (1, 2), (2, 3), (4, 4), (8, 5), (15, 6), (15, 7) })
        {
            world.Clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            await world.RunDueAsync();
            Assert.Equal(attempt - 1, world.Channel.Attempts);
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await world.RunDueAsync();
            Assert.Equal(attempt, world.Channel.Attempts);
            Assert.Equal([attempt], (await world.StateAsync()).Outbox.Select(pending => pending.Attempts));
        }

        world.Channel.IsDown = false;
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await world.RunDueAsync();
        await world.RunDueAsync();
        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.RunDueAsync();
        Assert.Equal([$"{Arn(7)}#registered-web-7"], world.Channel.Sent.Select(told => told.Id));
        Assert.Equal([], (await world.StateAsync()).Outbox);
        Assert.Equal(["web:7 test-privileged a/privileged open since 0"], world.Findings);
    }

    [Fact]
    public async Task Deliveries_of_an_event_whose_message_waits_add_none()
    {
        using var world = new World();
        world.Channel.IsDown = true;
        await world.RunAsync(Registered(7, Definition("a", "a"), At), Registered(7, Definition("a", "a"), At));
        world.Channel.IsDown = false;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.RunDueAsync();
        Assert.Single(world.Channel.Sent);
    }

    [Fact]
    public async Task A_message_about_a_task_is_kept_too()
    {
        using var world = new World();
        world.Channel.IsDown = true;
        await world.RunAsync(OutOfMemory('a', 7, At));
        world.Channel.IsDown = false;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.RunDueAsync();
        Assert.Equal([$"{Arn(7)}#{TaskArn('a')}#7"], world.Channel.Sent.Select(told => told.Id));
    }

    [Fact]
    public async Task A_channel_that_is_down_is_asked_once_a_run()
    {
        using var world = new World();
        world.Channel.IsDown = true;
        await world.ObserveAsync(Registered(7, Definition("a", "a"), At));
        await world.ObserveAsync(Registered(1, Definition("a", "a"), At, family: "api"));
        await world.ObserveAsync(Registered(8, Definition("abc", "ab"), At));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.RunDueAsync();
        Assert.Equal(1, world.Channel.Attempts);

        world.Channel.IsDown = false;
        await world.RunDueAsync();
        Assert.Equal([Arn(7).ToString(), Arn(8).ToString()], world.Channel.Sent.Select(told => told.Resource));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.RunDueAsync();
        Assert.Equal([Arn(7).ToString(), Arn(8).ToString(), Arn(1, "api").ToString()], world.Channel.Sent.Select(told => told.Resource));
    }

    [Fact]
    public async Task A_finding_of_tasks_is_resolved_after_seven_quiet_days()
    {
        using var world = new World();
        await world.RunAsync(OutOfMemory('a', 7, At), OutOfMemory('b', 7, At.AddDays(1)), TaskEvent('c', 9, Arn(7).ToString(), at: At, more: "\"stopCode\":\"SpotInterruption\""));
        world.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        await world.RunDueAsync();
        Assert.Equal(["prod/cccccccccccccccccccccccccccccccc spot-interruption  open since 0", "web:7 out-of-memory app open since 0 in 2"], world.Findings);

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.RunDueAsync();
        Assert.Equal(["prod/cccccccccccccccccccccccccccccccc spot-interruption  resolved since 0", "web:7 out-of-memory app open since 0 in 2"], world.Findings);

        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.RunDueAsync();
        Assert.Equal(["prod/cccccccccccccccccccccccccccccccc spot-interruption  resolved since 0", "web:7 out-of-memory app resolved since 0 in 2"], world.Findings);
        Assert.All(world.Store.AllFindings(), finding => Assert.Null(finding.DueAt));

        await world.RunAsync(OutOfMemory('d', 7, At.AddDays(8)));
        Assert.Contains("web:7 out-of-memory app open since 0 in 3", world.Findings);
        Assert.Equal(2, world.Channel.Sent.Count);
    }

    [Fact]
    public async Task Faults_of_definitions_are_never_quiet()
    {
        using var world = new World();
        await world.RunAsync(Registered(7, Definition("a", "a"), At));
        world.Clock.Advance(TimeSpan.FromDays(1000));
        await world.RunDueAsync();
        Assert.Equal(["web:7 test-privileged a/privileged open since 0"], world.Findings);
    }

    /// <summary>Its messages are sent all the same, and remembered until they can be taken out of the outbox.</summary>
    [Fact]
    public async Task A_family_that_is_busy_does_not_hold_up_the_others()
    {
        using var world = new World();
        await world.ObserveAsync(Registered(7, Definition("a", "a"), At));
        await world.ObserveAsync(Registered(1, Definition("a", "a"), At, family: "api"));
        await world.ObserveAsync(OutOfMemory('a', 6, At.AddDays(-8)));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        world.Clock.WaitsAreOver = true;
        var claim = await world.ClaimAsync(World.Web);
        var fault = await Assert.ThrowsAsync<AggregateException>(world.RunDueAsync);
        Assert.All(fault.InnerExceptions, inner => Assert.IsType<FamilyBusyException>(inner));
        Assert.Equal([Arn(1, "api").ToString(), Arn(7).ToString()], world.Channel.Sent.Select(told => told.Resource).Order(StringComparer.Ordinal));

        await world.Store.ReleaseAsync(claim, CancellationToken.None);
        Assert.NotEqual([], (await world.StateAsync()).Outbox);
        await world.RunDueAsync();
        Assert.Equal([], (await world.StateAsync()).Outbox);
        Assert.Equal(2, world.Channel.Attempts);
    }

    [Fact]
    public async Task A_run_out_of_time_ends()
    {
        using var world = new World();
        world.Channel.IsDown = true;
        await world.RunAsync(Registered(7, Definition("a", "a"), At));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.RunDueUntilAsync(cancellation.Token));
        Assert.Equal([1], (await world.StateAsync()).Outbox.Select(pending => pending.Attempts));
    }

    /// <summary>A function is killed after 30 seconds, and what it had begun is done again.</summary>
    [Fact]
    public async Task What_there_is_no_time_for_stays_due()
    {
        using var world = new World();
        await world.ObserveAsync(Registered(7, Definition("a", "a"), At));
        await world.ObserveAsync(Registered(1, Definition("a", "a"), At, family: "api"));
        await world.ObserveAsync(Registered(1, Definition("a", "a"), At, family: "job"));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        world.Channel.OnSent = () => world.Clock.Advance(TimeSpan.FromSeconds(5));
        await world.RunDueAsync();
        Assert.Equal(2, world.Channel.Sent.Count);
        await world.RunDueAsync();
        Assert.Equal([Arn(1, "api").ToString(), Arn(1, "job").ToString(), Arn(7).ToString()], world.Channel.Sent.Select(told => told.Resource).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task With_nothing_due_nothing_happens()
    {
        using var world = new World();
        await world.RunDueAsync();
        Assert.Equal(FamilyFacts.None, (await world.StateAsync()).Facts);
    }
}
