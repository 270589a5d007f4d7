using System.Collections.Immutable;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Tests.Support;
using EcsGuard.Policies;
using EcsGuard.Testing;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests.Notifications;

public sealed class TellerTests
{
    private const string Topic = "arn:aws:sns:eu-west-1:111122223333:payments";
    private const string Secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack-AbCdEf";

    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTime _time = new(At);
    private readonly TestChannel _channel = new();
    private readonly TestMetrics _metrics = new();
    private readonly TestLog<Teller> _log = new();
    private readonly Teller _teller;

    public TellerTests() => _teller = new(_channel, _metrics, _time, _log);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_channel_that_fails_does_not_hold_up_the_others()
    {
        _channel.Faults[Secret] = new IOException("down");

        var change = await TellAsync(Empty, Message("1", Slack), Message("1", Sns), Message("1", null));

        Assert.Equal(["1 payments", "1 test"], Sent);
        Assert.Equal([(Secret, 1, At.AddMinutes(1), At)], Kept(change));
        Assert.Equal(["Notifications Result=failed: 1", "Notifications Result=sent: 2"], _metrics.Counts);
        Assert.Equal([$"Warning: Message 1 was not sent to {Secret} (attempt 1); it is kept and tried again. IOException: down"], _log.Lines);
    }

    [Fact]
    public async Task A_channel_that_does_not_answer_is_given_ten_seconds()
    {
        _channel.Silent.Add(Secret);
        var telling = TellAsync(Empty, Message("1", Slack), Message("1", Sns));
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(telling.IsCompleted);
        Assert.Equal(["1 payments"], Sent);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal([(Secret, 1, At.AddSeconds(70), At)], Kept(await telling));
        Assert.Equal([$"Warning: Message 1 was not sent to {Secret} (attempt 1); it is kept and tried again. TimeoutException: The channel did not take the message within 10 seconds."], _log.Lines);
    }

    [Fact]
    public async Task An_invocation_that_is_out_of_time_keeps_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        _channel.Silent.Add(Secret);
        var telling = _teller.SendDueAsync([new(Message("1", Slack), 0, At, At)], DateTimeOffset.MaxValue, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => telling);
        Assert.Empty(_metrics.Counts);
    }

    /// <summary>Seconds until the channel takes messages again, as it says; seconds until the next attempt.</summary>
    [Theory]
    [InlineData(30, 30)]
    [InlineData(0, 0)]
    [InlineData(-5, 0)]
    [InlineData(899, 899)]
    [InlineData(901, 900)]
    [InlineData(86_400, 900)]
    public async Task A_channel_says_when_it_takes_messages_again_within_a_quarter_of_an_hour(int says, int next)
    {
        _channel.Faults[Secret] = new ChannelException("busy") { NotBefore = At.AddSeconds(says) };
        Assert.Equal([(Secret, 1, At.AddSeconds(next), At)], Kept(await TellAsync(Empty, Message("1", Slack))));
    }

    [Fact]
    public async Task What_an_operator_has_to_heal_is_tried_seldom_from_the_start()
    {
        _channel.Faults[Secret] = new ChannelException("store another webhook") { NeedsOperator = true };
        Assert.Equal([(Secret, 1, At.AddMinutes(15), At)], Kept(await TellAsync(Empty, Message("1", Slack))));
        Assert.Equal([$"Warning: Message 1 was not sent to {Secret} (attempt 1); it is kept and tried again. ChannelException: store another webhook"], _log.Lines);
    }

    [Fact]
    public async Task A_message_that_waits_for_a_day_is_reported_each_time_and_still_sent()
    {
        _channel.Faults[Secret] = new IOException("down");
        var outbox = (await TellAsync(Empty, Message("1", Slack))).State.Outbox;
        _time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        outbox = await SendDueAsync(outbox);
        Assert.DoesNotContain(_metrics.Counts, count => count.StartsWith("Undelivered", StringComparison.Ordinal));

        _time.Advance(TimeSpan.FromMinutes(15));
        outbox = await SendDueAsync(outbox);
        _time.Advance(TimeSpan.FromMinutes(15));
        outbox = await SendDueAsync(outbox);
        Assert.Contains("UndeliveredNotifications: 2", _metrics.Counts);
        Assert.Equal(
            [
                $"Error: Message 1 could not be sent to {Secret} since 03/01/2026 12:00:00 +00:00 (attempt 3); it is kept and tried again. Look at the channel. IOException: down",
                $"Error: Message 1 could not be sent to {Secret} since 03/01/2026 12:00:00 +00:00 (attempt 4); it is kept and tried again. Look at the channel. IOException: down",
            ],
            _log.Lines.Skip(2));

        _channel.Faults.Clear();
        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Empty(await SendDueAsync(outbox));
        Assert.Equal(["1 " + Secret.Split(':')[^1]], Sent);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 8)]
    [InlineData(4, 15)]
    [InlineData(100, 15)]
    [InlineData(int.MaxValue - 1, 15)]
    public async Task Pauses_grow_to_a_quarter_of_an_hour_and_no_further(int earlierAttempts, int minutes)
    {
        _channel.IsDown = true;
        var outbox = await SendDueAsync([new(Message("1", null), earlierAttempts, At, At)]);
        Assert.Equal([("test", earlierAttempts + 1, At.AddMinutes(minutes), At)], Kept(outbox));
    }

    /// <summary>A message that an earlier version kept has no beginning.</summary>
    [Fact]
    public async Task A_wait_whose_beginning_is_unknown_begins_with_the_next_attempt()
    {
        _channel.IsDown = true;
        var outbox = await SendDueAsync([new(Message("1", null), 7, At)]);
        Assert.Equal([("test", 8, At.AddMinutes(15), At)], Kept(outbox));
    }

    [Fact]
    public async Task Each_channel_is_tried_until_it_fails()
    {
        _channel.Faults[Secret] = new IOException("down");
        ImmutableArray<PendingNotification> outbox =
        [
            new(Message("1", Slack), 1, At, At), new(Message("2", Sns), 1, At, At), new(Message("3", Slack), 1, At, At),
            new(Message("4", Sns), 1, At, At), new(Message("5", Sns), 1, At.AddSeconds(1), At),
        ];

        var left = await SendDueAsync(outbox);

        Assert.Equal(["2 payments", "4 payments"], Sent);
        Assert.Equal([("1", 2), ("3", 1), ("5", 1)], left.Select(pending => (pending.Notification.Id, pending.Attempts)));
        Assert.Equal(3, _channel.Attempts);
    }

    [Fact]
    public async Task No_attempt_begins_when_time_is_up()
    {
        ImmutableArray<PendingNotification> outbox = [new(Message("1", Slack), 0, At, At), new(Message("2", Sns), 0, At, At)];
        Assert.Equal(outbox, await _teller.SendDueAsync(outbox, At, Cancelled));
        Assert.Equal(0, _channel.Attempts);
    }

    [Fact]
    public async Task With_nothing_due_the_outbox_stays_what_it_was()
    {
        ImmutableArray<PendingNotification> outbox = [new(Message("1", Slack), 1, At.AddTicks(1), At)];
        Assert.Equal(outbox, await SendDueAsync(outbox));
        Assert.Equal(0, _channel.Attempts);
    }

    private static Channel Slack { get; } = new(ChannelKind.Slack, Secret, Severity.Low);

    private static Channel Sns { get; } = new(ChannelKind.Sns, Topic, Severity.Low);

    private static FamilyChange Empty { get; } = new(new() { Family = World.Web }, [], []);

    /// <summary>Id and end of the channel's name of all that was sent.</summary>
    private IEnumerable<string> Sent => _channel.Sent.Select(sent => $"{sent.Id} {sent.Channel?.Arn.Split(':')[^1] ?? "test"}");

    private static Notification Message(string id, Channel? channel) =>
        new(id, "payments", Arn(7).ToString(), Account, Region, "web", "high", 1, 0, 0, "subject") { Channel = channel };

    private async Task<FamilyChange> TellAsync(FamilyChange change, params Notification[] messages)
    {
        ImmutableArray<PendingNotification> outbox = [.. change.State.Outbox, .. messages.Select(message => new PendingNotification(message, 0, _time.GetUtcNow(), _time.GetUtcNow()))];
        return change with { State = change.State with { Outbox = await SendDueAsync(outbox) } };
    }

    private Task<ImmutableArray<PendingNotification>> SendDueAsync(ImmutableArray<PendingNotification> outbox) => _teller.SendDueAsync(outbox, DateTimeOffset.MaxValue, Cancelled);

    private static IEnumerable<(string, int, DateTimeOffset, DateTimeOffset?)> Kept(FamilyChange change) => Kept(change.State.Outbox);

    private static IEnumerable<(string, int, DateTimeOffset, DateTimeOffset?)> Kept(ImmutableArray<PendingNotification> outbox) =>
        outbox.Select(pending => (pending.Notification.Channel?.Arn ?? "test", pending.Attempts, pending.NextAttempt, pending.Since));
}
