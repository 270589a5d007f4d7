namespace EcsGuard.Cli.Local;

/// <summary>
/// The clock of a replay: the newest event time seen, so that the same events give the same output on any day. It never goes back.
/// </summary>
internal sealed class ReplayClock : TimeProvider
{
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    public override DateTimeOffset GetUtcNow() => _now;

    public void AdvanceTo(DateTimeOffset time) => _now = time > _now ? time : _now;
}
