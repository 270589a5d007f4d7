using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Pipeline.Tests.Contracts;

/// <summary>What every channel promises.</summary>
public abstract class NotificationsContract
{
    /// <summary>A channel of its own for the test, and what arrived on it so far.</summary>
    protected abstract Task<(INotifications Channel, Func<Task<IReadOnlyList<string>>> Arrived)> OpenAsync(string name);

    [Fact]
    public async Task A_message_arrives_whole_and_once()
    {
        var (channel, arrived) = await OpenAsync("contract-whole");
        var text = "web:3 has 1 new finding\n- [high] über & <unter> \"quoted\"\n" + new string('x', 10_000);
        await channel.PublishAsync(Message(text), TestContext.Current.CancellationToken);
        Assert.Equal([text], await arrived());
        Assert.NotEqual("", channel.Channel);
    }

    [Fact]
    public async Task Two_messages_about_one_revision_both_arrive()
    {
        var (channel, arrived) = await OpenAsync("contract-two");
        await channel.PublishAsync(Message("first"), TestContext.Current.CancellationToken);
        await channel.PublishAsync(Message("second"), TestContext.Current.CancellationToken);
        Assert.Equal(["first", "second"], (await arrived()).Order(StringComparer.Ordinal));
    }

    private static Notification Message(string text)
    {
        const string Revision = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3";
        return new($"{Revision}#{text.Length}", "payments", Revision, "123456789012", "eu-west-1", "web", "high", 1, 0, 0, "EcsGuard: web:3 has 1 new finding (high)", text);
    }
}
