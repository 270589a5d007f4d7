using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Tests.Support;
using EcsGuard.Policies;
using EcsGuard.Testing;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests.Notifications;

public sealed class OutboxTests
{
    private const string Topic = "arn:aws:sns:eu-west-1:111122223333:payments";
    private const string Secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack-AbCdEf";

    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TestMetrics _metrics = new();
    private readonly TestLog<Outbox> _log = new();
    private readonly Outbox _outbox;

    public OutboxTests() => _outbox = new(new TestChannel(), _metrics, new FakeTime(At), _log);

    [Fact]
    public void A_message_is_due_at_once_and_waits_since_then()
    {
        var message = Message("1", Topic);
        Assert.Equal([new(message, 0, At, At)], _outbox.Add(Empty, [message]).State.Outbox);
    }

    [Fact]
    public void Of_many_that_wait_the_newest_say_what_was_found()
    {
        var message = Message("1", Topic) with { Findings = [new(Severity.High, "blocking-log-driver", "x", "/y")], FixedFindings = [new(Severity.Low, "missing-log-driver", "x", "/y")] };
        var change = Enumerable.Range(1, 12).Aggregate(Empty, (known, number) => _outbox.Add(known, [message with { Id = $"{number}" }]));
        Assert.Equal(
            ["1 0 0", "2 0 0", .. Enumerable.Range(3, 10).Select(number => $"{number} 1 1")],
            change.State.Outbox.Select(pending => pending.Notification).Select(told => $"{told.Id} {told.Findings.Length} {told.FixedFindings.Length}"));
    }

    [Fact]
    public void A_change_that_is_worth_no_message_stays_what_it_is() => Assert.Same(Empty, _outbox.Add(Empty, []));

    [Fact]
    public void A_dead_channel_displaces_its_own_messages_only()
    {
        var change = _outbox.Add(Empty, [Message("topic", Topic)]);
        for (var number = 1; number <= 62; number++)
        {
            change = _outbox.Add(change, [Message($"slack-{number}", Secret)]);
        }

        Assert.Equal(["topic", .. Enumerable.Range(4, 59).Select(number => $"slack-{number}")], change.State.Outbox.Select(pending => pending.Notification.Id));
        Assert.Equal(["Notifications Result=dropped: 3"], _metrics.Counts);
        Assert.Equal(
            Enumerable.Range(1, 3).Select(number => $"Error: Message slack-{number} could not be sent to {Secret} in 0 attempts and is given up: newer ones of its family wait too."),
            _log.Lines);
    }

    private static FamilyChange Empty { get; } = new(new() { Family = World.Web }, [], []);

    private static Notification Message(string id, string arn) =>
        new(id, "payments", Arn(7).ToString(), Account, Region, "web", "high", 1, 0, 0, "subject") { Channel = new(ChannelKind.Sns, arn, Severity.Low) };
}
