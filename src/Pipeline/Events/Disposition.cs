namespace EcsGuard.Pipeline.Events;

/// <summary>What became of one event.</summary>
public abstract record Disposition
{
    /// <summary>Judged or recorded, duplicates included.</summary>
    public static Disposition Handled { get; } = new HandledEvent();

    /// <summary>There was nothing to do with it.</summary>
    public static Disposition Ignored(string reason) => new IgnoredEvent(reason);

    /// <summary>It should have been judged and could not be: it belongs into a dead-letter queue, with the reason.</summary>
    public static Disposition Rejected(string reason) => new RejectedEvent(reason);

    public sealed record HandledEvent : Disposition;

    public sealed record IgnoredEvent(string Reason) : Disposition;

    public sealed record RejectedEvent(string Reason) : Disposition;
}
