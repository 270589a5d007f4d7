using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Pipeline;

/// <summary>Claims families, so that one change at a time is decided on each.</summary>
/// <param name="store">Where families are kept.</param>
/// <param name="time">The clock of claims.</param>
public sealed class FamilyWork(IFindingStore store, TimeProvider time)
{
    /// <summary>
    /// Longer than any invocation can last (functions time out after 30 seconds, see template.yaml), and no longer than it takes Lambda to try an
    /// event again after a fault (one minute), so that the second attempt is not held up by the dead first one.
    /// </summary>
    public static TimeSpan ClaimLength { get; } = TimeSpan.FromSeconds(45);

    private const int Attempts = 25;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Lets <paramref name="decide"/> change a family while nobody else does: claims it, waiting some seconds while another event of it is being worked
    /// on, and records what was decided. Where that is null, or throws, nothing is recorded and the family is free again.
    /// </summary>
    /// <exception cref="FamilyBusyException">It stayed claimed. Nothing was changed; the event is to be delivered again.</exception>
    public Task ChangeAsync(FamilyKey family, Func<FamilyState, Task<FamilyChange?>> decide, CancellationToken cancellationToken) =>
        ChangeUnlessAsync(family, static () => Task.FromResult(false), decide, cancellationToken);

    /// <summary>
    /// The same, unless there is nothing to change: <paramref name="isDone"/> is asked before each attempt at a claim, so that of a hundred tasks which
    /// start at once and tell the same, one claims the family and the others read that it did.
    /// </summary>
    /// <exception cref="FamilyBusyException">It stayed claimed. Nothing was changed; the event is to be delivered again.</exception>
    public async Task ChangeUnlessAsync(FamilyKey family, Func<Task<bool>> isDone, Func<FamilyState, Task<FamilyChange?>> decide, CancellationToken cancellationToken)
    {
        if (await ClaimAsync(family, isDone, cancellationToken) is not { } claim)
        {
            return;
        }

        FamilyChange? change = null;
        try
        {
            change = await decide(claim.State);
        }
        finally
        {
            if (change is null)
            {
                // Also when the invocation is out of time: better half a second over than a family that is held up.
                await store.ReleaseAsync(claim, CancellationToken.None);
            }
        }

        if (change is not null)
        {
            await store.FinishAsync(claim, change, cancellationToken);
        }
    }

    private async Task<FamilyClaim?> ClaimAsync(FamilyKey family, Func<Task<bool>> isDone, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await isDone())
            {
                return null;
            }

            var now = time.GetUtcNow();
            if (await store.TryClaimAsync(family, now, now + ClaimLength, cancellationToken) is { } claim)
            {
                return claim;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        throw new FamilyBusyException($"{family.Family} in {family.Account}, {family.Region} is claimed by another event. Deliver this one again.");
    }
}

/// <summary>Another event of the family is being worked on, or may be: the event at hand is to be delivered again.</summary>
public sealed class FamilyBusyException : Exception
{
    /// <summary>A claim ran out before its change was written, so somebody else may have the family by now.</summary>
    public static FamilyBusyException RunOut(FamilyKey family, Exception? cause = null) => new(
        $"The claim on {family.Family} in {family.Account}, {family.Region} ran out before the change was written. Deliver the event again.", cause);

    public FamilyBusyException(string message)
        : base(message)
    {
    }

    public FamilyBusyException()
    {
    }

    public FamilyBusyException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
