using EcsGuard.Pipeline.Simulation;
using EcsGuard.Testing;

namespace EcsGuard.Pipeline.Tests.Simulation;

/// <summary>A burst at once, then one request each tenth of a second, for each account and region.</summary>
public sealed class RequestPaceTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void After_a_burst_requests_wait_their_turn_and_a_pause_is_paid_back()
    {
        var pace = new RequestPace(_time);
        Assert.All(Take(pace, 20), request => Assert.True(request.IsCompletedSuccessfully));

        var next = Take(pace, 1).Single();
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(next.IsCompletedSuccessfully);

        _time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Equal([true, true, true, false], Take(pace, 4).Select(request => request.IsCompleted));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(20, Take(pace, 21).Count(request => request.IsCompleted));
    }

    [Fact]
    public void Each_account_and_region_has_a_pace_of_its_own()
    {
        var pace = new RequestPace(_time);
        Assert.False(Take(pace, 21)[20].IsCompleted);
        Assert.True(Take(pace, 20, region: "eu-central-1")[19].IsCompleted);
        Assert.True(Take(pace, 20, account: "444455556666")[19].IsCompleted);
    }

    private static Task[] Take(RequestPace pace, int requests, string account = "111122223333", string region = "eu-west-1") =>
        [.. Enumerable.Range(0, requests).Select(_ => pace.WaitAsync(account, region, CancellationToken.None))];
}
