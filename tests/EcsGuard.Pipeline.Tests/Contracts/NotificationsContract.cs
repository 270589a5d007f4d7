using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies;

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
        var message = Message("whole", "über & <unter> \"quoted\" " + new string('x', 10_000));
        await channel.PublishAsync(message, TestContext.Current.CancellationToken);
        Assert.Equal([message.Text], await arrived());
        Assert.NotEqual("", channel.DefaultChannel);
    }

    [Fact]
    public async Task Two_messages_about_one_revision_both_arrive()
    {
        var (channel, arrived) = await OpenAsync("contract-two");
        var (first, second) = (Message("1", "first"), Message("2", "second"));
        await channel.PublishAsync(first, TestContext.Current.CancellationToken);
        await channel.PublishAsync(second, TestContext.Current.CancellationToken);
        Assert.Equal(new[] { first.Text, second.Text }.Order(StringComparer.Ordinal), (await arrived()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_message_that_names_no_channel_goes_to_the_default_one()
    {
        var (channel, _) = await OpenAsync("contract-default");
        Assert.Equal(channel.DefaultChannel, channel.NameOf(Message("1", "x")));
    }

    private static Notification Message(string id, string finding)
    {
        const string Revision = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3";
        return new($"{Revision}#{id}", "payments", Revision, "123456789012", "eu-west-1", "web", "high", 1, 0, 0, "EcsGuard: web:3 has 1 new finding (high)")
        {
            Findings = [new(Severity.High, "blocking-log-driver", finding, "/containerDefinitions/0")],
        };
    }
}
