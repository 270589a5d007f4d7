namespace EcsGuard.Pipeline.Simulation;

/// <summary>
/// Asks an account's ECS no faster than half of what it grants for DescribeTaskDefinition and its siblings in a region, 20 a second with a burst of 50:
/// the other half stays for the customer's own deployments, which share it.
/// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/request-throttling.html.
/// </summary>
internal sealed class RequestPace(TimeProvider time)
{
    /// <summary>Between two requests once the burst is spent.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Requests that wait for nothing, after a pause.</summary>
    public const int Burst = 20;

    private readonly Dictionary<(string Account, string Region), DateTimeOffset> _spent = [];

    /// <summary>Waits until one more request may be made. One caller at a time.</summary>
    public Task WaitAsync(string account, string region, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var spent = _spent.GetValueOrDefault((account, region));
        spent = (spent > now ? spent : now) + Interval;
        _spent[(account, region)] = spent;
        var wait = spent - now - (Burst * Interval);
        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }
}
