using EcsGuard.Pipeline.Findings;

namespace EcsGuard.Pipeline.Ports;

/// <summary>
/// All that is recorded, for work that goes over everything: a new policy file, the day's numbers, a simulation. Each of them reads the whole table, page by
/// page and in bounded memory, so none of it belongs into the handling of an event.
/// </summary>
public interface IEstate
{
    /// <summary>
    /// Every family, in an order of the store's own that stays the same as long as families do: work that ends early goes on after the last one it did. What
    /// changes meanwhile is seen as it was before or after.
    /// </summary>
    /// <param name="after">Only those that come after this one; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    IAsyncEnumerable<FamilyState> FamiliesAsync(FamilyKey? after, CancellationToken cancellationToken);

    /// <summary>Every finding that is kept, whatever its state, in no order.</summary>
    IAsyncEnumerable<Finding> FindingsAsync(CancellationToken cancellationToken);

    /// <summary>A family as it is now, without a claim: for looking, not for changing.</summary>
    Task<FamilyState> FamilyAsync(FamilyKey family, CancellationToken cancellationToken);
}
