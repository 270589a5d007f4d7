using System.Collections.Immutable;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Tests.Notifications;

/// <summary>When messages are sent one by one, when in one, and when they wait.</summary>
public sealed class TellingPlanTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "")]
    [InlineData(60, "")]
    [InlineData(61, "a:1")]
    public void A_message_waits_for_a_minute_in_case_more_come(int seconds, string sent) => Assert.Equal(sent, Plan(Noon.AddSeconds(seconds), [Message("a", 1)]));

    [Fact]
    public void Each_more_prolongs_the_wait_of_its_team_only() =>
        Assert.Equal("b:1", Plan(Noon.AddSeconds(61), [Message("a", 1), Message("a", 2, 30), Message("b", 1)]));

    [Fact]
    public void None_waits_longer_than_the_whole_time()
    {
        var waiting = Enumerable.Range(0, 10).Select(minute => Message("a", minute, 60 * minute)).ToArray();
        Assert.Equal("", Plan(Noon.AddMinutes(10).AddSeconds(-1), waiting));
        Assert.Equal("a:0 a:1 a:2 a:3 a:4 a:5 a:6 a:7 a:8 a:9", Plan(Noon.AddMinutes(10), waiting));
    }

    [Fact]
    public void Ten_are_told_one_by_one_and_eleven_in_one_when_the_time_is_over()
    {
        var eleven = Enumerable.Range(10, 11).Select(number => Message("a", number)).ToArray();
        Assert.Equal("a:10 a:11 a:12 a:13 a:14 a:15 a:16 a:17 a:18 a:19", Plan(Noon.AddMinutes(2), eleven[..10]));
        Assert.Equal("", Plan(Noon.AddMinutes(2), eleven));
        Assert.Equal("[a:10 a:11 a:12 a:13 a:14 a:15 a:16 a:17 a:18 a:19 a:20]", Plan(Noon.AddMinutes(10), eleven));
    }

    /// <summary>Ten in ten minutes are told one by one, whenever they come; what would be more waits for the end of its own ten minutes.</summary>
    [Theory]
    [InlineData(8, 2, "a:1 a:2")]
    [InlineData(9, 2, "")]
    [InlineData(9, 7.9, "")]
    [InlineData(9, 8, "a:1 a:2")]
    [InlineData(100, 2, "")]
    [InlineData(100, 8, "a:1 a:2")]
    public void What_a_team_was_told_within_the_time_counts(int revisions, double minutes, string sent) =>
        Assert.Equal(sent, Plan(Noon.AddMinutes(minutes), [Message("a", 1), Message("a", 2)], [new("a", Noon.AddMinutes(-2), revisions), new("b", Noon, 100)]));

    [Fact]
    public void What_was_too_much_for_the_whole_time_is_one_message() =>
        Assert.Equal("[a:1 a:2]", Plan(Noon.AddMinutes(10), [Message("a", 1), Message("a", 2)], [new("a", Noon.AddMinutes(1), 9)]));

    [Fact]
    public void Several_messages_of_one_revision_are_one_revision()
    {
        var channels = Enumerable.Range(0, 6).SelectMany(number => new[] { Message("a", number, channel: "x"), Message("a", number, channel: "y") }).ToArray();
        Assert.Equal("a:0 a:1 a:2 a:3 a:4 a:5 a:0 a:1 a:2 a:3 a:4 a:5", Plan(Noon.AddMinutes(2), channels));
    }

    [Fact]
    public void Each_channel_gets_a_digest_of_its_own_unless_it_is_told_of_one_revision()
    {
        var many = Enumerable.Range(10, 11).Select(number => Message("a", number, channel: "x")).Append(Message("a", 20, channel: "y")).ToArray();
        Assert.Equal("a:20 [a:10 a:11 a:12 a:13 a:14 a:15 a:16 a:17 a:18 a:19 a:20]", Plan(Noon.AddMinutes(10), many));
    }

    [Fact]
    public void At_the_end_nothing_waits()
    {
        var eleven = Enumerable.Range(10, 11).Select(number => Message("a", number)).ToArray();
        Assert.Equal("[a:10 a:11 a:12 a:13 a:14 a:15 a:16 a:17 a:18 a:19 a:20]", Plan(Noon, eleven, isLast: true));
        Assert.Equal("a:10", Plan(Noon, eleven[..1], isLast: true));
    }

    [Fact]
    public void A_file_can_change_the_numbers_and_switch_it_off()
    {
        var three = Enumerable.Range(1, 3).Select(number => Message("a", number)).ToArray();
        Assert.Equal("[a:1 a:2 a:3]", Plan(Noon.AddMinutes(5), three, storm: new() { DigestAbove = 2, WithinMinutes = 5 }));
        Assert.Equal("a:1 a:2 a:3", Plan(Noon, three, storm: new() { DigestAbove = 2, WithinMinutes = 0 }));
    }

    /// <summary>A message that was tried before has waited already, and waits for nothing but its channel.</summary>
    [Fact]
    public void What_is_tried_again_does_not_wait() => Assert.Equal("a:1", Plan(Noon, [Message("a", 1) with { Pending = Message("a", 1).Pending with { Attempts = 1 } }]));

    private static Waiting Message(string team, int revision, int seconds = 0, string? channel = null) => new(
        new("111122223333", "eu-west-1", "web"),
        new(new($"{revision}{channel}", team, $"{team}:{revision}", "111122223333", "eu-west-1", "web", "high", 1, 0, 0, "subject") { Channel = channel is null ? null : new(ChannelKind.Sns, channel, Severity.Low) }, 0, Noon.AddSeconds(seconds), Noon.AddSeconds(seconds)));

    /// <summary>What is sent: revisions one by one, and those of a digest in brackets.</summary>
    private static string Plan(DateTimeOffset now, Waiting[] waiting, ImmutableArray<Told>? told = null, StormControl? storm = null, bool isLast = false)
    {
        var plan = TellingPlan.Of(waiting, told ?? [], storm ?? new(), now, isLast);
        return string.Join(' ', plan.OneByOne.Select(message => message.Pending.Notification.Resource).Concat(plan.Digests.Select(digest => $"[{string.Join(' ', digest.Select(message => message.Pending.Notification.Resource))}]")));
    }
}
