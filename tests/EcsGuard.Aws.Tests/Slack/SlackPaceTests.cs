using EcsGuard.Aws.Slack;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Testing;

namespace EcsGuard.Aws.Tests.Slack;

public sealed class SlackPaceTests
{
    private static readonly Uri Payments = new("https://hooks.slack.com/services/T/B/payments");
    private static readonly Uri Orders = new("https://hooks.slack.com/services/T/B/orders");

    private readonly FakeTime _time = new();
    private readonly SlackPace _pace;

    public SlackPaceTests() => _pace = new(_time);

    [Fact]
    public async Task One_message_a_second_and_webhook()
    {
        await WaitAsync(Payments);
        var (second, third) = (WaitAsync(Payments), WaitAsync(Payments));
        await WaitAsync(Orders);
        Assert.Equal((false, false), (second.IsCompleted, third.IsCompleted));

        _time.Advance(TimeSpan.FromSeconds(1));
        await second;
        Assert.False(third.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await third;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(WaitAsync(Payments).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Whoever_would_wait_for_more_than_two_seconds_comes_again()
    {
        var waiting = Enumerable.Range(0, 3).Select(_ => WaitAsync(Payments)).ToArray();

        var fault = await Assert.ThrowsAsync<ChannelException>(() => WaitAsync(Payments));
        Assert.Equal((_time.GetUtcNow().AddSeconds(3), false), (fault.NotBefore, fault.NeedsOperator));
        Assert.DoesNotContain("payments", fault.ToString(), StringComparison.Ordinal);

        // He took no turn.
        _time.Advance(TimeSpan.FromSeconds(2));
        await Task.WhenAll(waiting);
        var next = WaitAsync(Payments);
        _time.Advance(TimeSpan.FromSeconds(1));
        await next;
    }

    [Fact]
    public async Task Nobody_comes_before_the_time_that_Slack_asked_for()
    {
        _pace.Hold(Payments, _time.GetUtcNow().AddSeconds(30));
        _pace.Hold(Payments, _time.GetUtcNow().AddSeconds(10));
        Assert.Equal(_time.GetUtcNow().AddSeconds(30), (await Assert.ThrowsAsync<ChannelException>(() => WaitAsync(Payments))).NotBefore);
        await WaitAsync(Orders);
        _time.Advance(TimeSpan.FromSeconds(30));
        await WaitAsync(Payments);
    }

    [Fact]
    public async Task Waiting_ends_with_the_invocation()
    {
        using var cancellation = new CancellationTokenSource();
        await WaitAsync(Payments);
        var waiting = _pace.WaitAsync(Payments, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private async Task WaitAsync(Uri webhook) => await _pace.WaitAsync(webhook, TestContext.Current.CancellationToken);
}
