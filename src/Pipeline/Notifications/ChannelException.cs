namespace EcsGuard.Pipeline.Notifications;

/// <summary>A channel did not take a message, and it is known what that means for the next attempt. The message says what to do, and holds no secret.</summary>
public sealed class ChannelException(string message) : Exception(message)
{
    /// <summary>The channel asked not to be tried earlier; null where it did not say.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>No attempt helps before somebody has changed something.</summary>
    public bool NeedsOperator { get; init; }
}
