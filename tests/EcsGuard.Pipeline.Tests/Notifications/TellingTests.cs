using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Support;
using EcsGuard.Testing;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests.Notifications;

/// <summary>How messages leave, as the functions run it: an event, and the schedule each minute.</summary>
public sealed class TellingTests : IDisposable
{
    private static readonly DateTimeOffset At = TestClock.Start;

    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_message_leaves_within_two_minutes_and_not_with_the_event()
    {
        await _world.ObserveAsync(Registered(7, Definition("a", "a"), At));
        await _world.MinutesAsync(1);
        Assert.Empty(_world.Channel.Messages);
        await _world.MinutesAsync(1);
        Assert.Equal([$"{Arn(7)}#registered-web-7"], _world.Channel.Messages.Select(message => message.Id));
    }

    [Fact]
    public async Task Two_hundred_families_in_ten_minutes_are_one_digest()
    {
        for (var number = 1; number <= 200; number++)
        {
            await _world.ObserveAsync(Registered(1, Definition("ab", number % 20 == 0 ? "ab" : "a"), _world.Clock.GetUtcNow(), Service(number)));
            _world.Clock.Advance(TimeSpan.FromSeconds(3));
            if (number % 20 == 0)
            {
                await _world.RunDueAsync();
            }
        }

        await _world.MinutesAsync(15);
        var digest = Assert.Single(_world.Channel.Messages);
        Assert.Equal(("storm", "unassigned", 210, 0, 0, "high"), (digest.KindText(), digest.Team, digest.New, digest.StillOpen, digest.Fixed, digest.Severity));
        Golden.Assert("tests/EcsGuard.Pipeline.Tests/Golden/message-storm.txt", $"{digest.Subject}\n\n{digest.Text}");
        Assert.Equal("", string.Join(' ', await OutboxesAsync(200)));
    }

    [Fact]
    public async Task Several_messages_of_one_revision_are_words_about_one()
    {
        await RegisterAsync(1, 10);
        await _world.MinutesAsync(2);
        await _world.ObserveAsync(Registered(7, Definition("a", "a"), _world.Clock.GetUtcNow()));
        await _world.ObserveAsync(OutOfMemory('a', 7, _world.Clock.GetUtcNow()));
        await _world.RunLastAsync();
        Assert.Equal("1 revision of unassigned has 2 new findings, 0 still open, 0 fixed", Assert.Single(_world.Channel.Summaries).Title);
    }

    [Fact]
    public async Task A_digest_that_cannot_be_sent_is_tried_again_and_tells_what_came_since()
    {
        _world.Channel.IsDown = true;
        await RegisterAsync(1, 12);
        await _world.MinutesAsync(12);
        // After 10 minutes, 11, and then 13, 17.
        Assert.Equal(2, _world.Channel.Attempts);
        await RegisterAsync(13, 1);
        await _world.MinutesAsync(3);
        Assert.Equal(3, _world.Channel.Attempts);

        _world.Channel.IsDown = false;
        await _world.MinutesAsync(5);
        Assert.Equal([13], _world.Channel.Messages.Select(message => message.New));
        Assert.Equal(SummaryKind.Storm, Assert.Single(_world.Channel.Summaries).Kind);
        await _world.MinutesAsync(60);
        Assert.Single(_world.Channel.Messages);
    }

    /// <summary>A process that dies between sending and recording sends the same message again, and none is lost.</summary>
    [Fact]
    public async Task A_crash_after_a_message_was_sent_sends_it_twice()
    {
        await RegisterAsync(1, 2);
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        _world.Faulty.FinishFault = new IOException("The process is gone.");
        await Assert.ThrowsAsync<AggregateException>(_world.RunDueAsync);
        _world.Faulty.FinishFault = null;
        await _world.MinutesAsync(3);
        Assert.Equal([$"{Arn(1, Service(1))}#registered-{Service(1)}-1", $"{Arn(1, Service(2))}#registered-{Service(2)}-1"], _world.Channel.Messages.Select(message => message.Id));
        Assert.Equal("", string.Join(' ', await OutboxesAsync(2)));
    }

    [Fact]
    public async Task A_family_that_cannot_be_read_does_not_hold_up_the_others()
    {
        await RegisterAsync(1, 3);
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        _world.Faulty.Unreadable = World.Web with { Family = Service(2) };
        var fault = await Assert.ThrowsAsync<AggregateException>(_world.RunDueAsync);
        Assert.IsType<FormatException>(Assert.Single(fault.InnerExceptions));
        Assert.Equal([Arn(1, Service(1)).ToString(), Arn(1, Service(3)).ToString()], _world.Channel.Sent.Select(told => told.Resource));
    }

    /// <summary>The same message twice would otherwise stand in the way of all others.</summary>
    [Fact]
    public async Task A_message_that_waits_twice_is_sent_once()
    {
        await RegisterAsync(1, 1);
        var key = World.Web with { Family = Service(1) };
        var claim = await _world.ClaimAsync(key);
        await _world.Store.FinishAsync(claim, new(claim.State with { Outbox = [.. claim.State.Outbox, .. claim.State.Outbox] }, [], []), TestContext.Current.CancellationToken);
        await _world.MinutesAsync(3);
        Assert.Single(_world.Channel.Messages);
        Assert.Equal("", string.Join(' ', await OutboxesAsync(1)));
    }

    [Fact]
    public async Task Only_one_process_sends_at_a_time()
    {
        await RegisterAsync(1, 1);
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        var now = _world.Clock.GetUtcNow();
        var other = await _world.Store.Jobs.TryClaimAsync("telling", now, now.AddSeconds(45), TestContext.Current.CancellationToken);
        await _world.RunDueAsync();
        Assert.Empty(_world.Channel.Messages);

        await _world.Store.Jobs.TrySaveAsync(other!, "not what it was", release: true, TestContext.Current.CancellationToken);
        await _world.RunDueAsync();
        Assert.Single(_world.Channel.Messages);
    }

    [Fact]
    public async Task A_notice_is_sent_once_and_tried_again_where_it_cannot_be()
    {
        var notice = new PendingNotice(new("week/payments/2026-W09", SummaryKind.Week, "payments", "", 0, 0, 0, "subject", "title"), 0, At, At);
        await _world.Store.Notices.TryAddAsync(notice, TestContext.Current.CancellationToken);
        _world.Channel.IsDown = true;
        await _world.MinutesAsync(3);
        // At once, after a minute, and after two more.
        Assert.Equal(2, _world.Channel.Attempts);
        _world.Channel.IsDown = false;
        await _world.MinutesAsync(60);
        Assert.Equal(["week/payments/2026-W09"], _world.Channel.Messages.Select(message => message.Id));
    }

    private async Task RegisterAsync(int first, int count)
    {
        foreach (var number in Enumerable.Range(first, count))
        {
            await _world.ObserveAsync(Registered(1, Definition("a", "a"), _world.Clock.GetUtcNow(), Service(number)));
        }
    }

    private async Task<List<string>> OutboxesAsync(int count)
    {
        var waiting = new List<string>();
        foreach (var number in Enumerable.Range(1, count))
        {
            var family = await _world.Store.FamilyAsync(World.Web with { Family = Service(number) }, TestContext.Current.CancellationToken);
            waiting.AddRange(family.Outbox.Select(pending => pending.Notification.Id));
        }

        return waiting;
    }
}
