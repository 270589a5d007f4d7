namespace EcsGuard.Pipeline.Tests.Support;

/// <summary>A clock that goes on only when it is told to.</summary>
internal sealed class TestClock : TimeProvider
{
    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private DateTimeOffset _now = Start;

    /// <summary>Who waits is let go on at once: for tests in which nothing comes of waiting.</summary>
    public bool WaitsAreOver { get; set; }

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan time) => _now += time;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, WaitsAreOver && dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
}
