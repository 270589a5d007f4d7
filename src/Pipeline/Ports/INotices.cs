using EcsGuard.Pipeline.Notifications;

namespace EcsGuard.Pipeline.Ports;

/// <summary>
/// The outbox of what is told of no single family: the week's digest, a word on exemptions. Each is said once, however often it is found worth saying; what is
/// to be sent shows up in <see cref="IFindingStore.DueAsync"/>.
/// </summary>
public interface INotices
{
    /// <summary>Keeps a message to be sent, unless one of this id was ever kept. False if so.</summary>
    Task<bool> TryAddAsync(PendingNotice notice, CancellationToken cancellationToken);

    /// <summary>Records an attempt that failed: it is due again at <see cref="PendingNotice.NextAttempt"/>.</summary>
    Task KeepAsync(PendingNotice notice, CancellationToken cancellationToken);

    /// <summary>It was sent. Its id stays known for as long as closed findings do.</summary>
    Task FinishAsync(PendingNotice notice, CancellationToken cancellationToken);
}

/// <summary>A message about no single family that is still to be sent.</summary>
/// <param name="Summary">The message.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NextAttempt">When it is to be tried, or tried again.</param>
/// <param name="Since">Since when it waits.</param>
public sealed record PendingNotice(Summary Summary, int Attempts, DateTimeOffset NextAttempt, DateTimeOffset Since);
