using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EcsGuard.Pipeline.Ports;

/// <summary>
/// Work that only one process at a time may do, however often its schedule fires, and what it has to remember from run to run. A claim runs out by itself, so a
/// dead owner holds nobody up for long.
/// </summary>
public interface IJobs
{
    /// <summary>Claims a job in one conditional write that also reads what its last run left; null while somebody else has it.</summary>
    /// <param name="job">Its name.</param>
    /// <param name="now">A claim that ended before this is free to take.</param>
    /// <param name="until">When the new claim runs out.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<JobClaim?> TryClaimAsync(string job, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>
    /// Remembers how far the work has come, and keeps the claim or ends it. False where the claim has run out and somebody else has taken over: nothing was
    /// remembered, and the caller stops.
    /// </summary>
    /// <param name="claim">What <see cref="TryClaimAsync"/> answered.</param>
    /// <param name="state">What the next run is to know; at most some 100 KB.</param>
    /// <param name="release">Whether the work is over for now.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<bool> TrySaveAsync(JobClaim claim, string? state, bool release, CancellationToken cancellationToken);
}

/// <summary>The right to do a job.</summary>
/// <param name="Job">Its name.</param>
/// <param name="Token">Tells this claim from a later one.</param>
/// <param name="State">What was remembered last; null at first.</param>
public sealed record JobClaim(string Job, string Token, string? State)
{
    /// <summary>
    /// What was remembered, where it is JSON; null at first, and for a text that cannot be read: for jobs that lose nothing but time by beginning anew, which is
    /// better than a standstill.
    /// </summary>
    public T? Read<T>(JsonTypeInfo<T> form)
        where T : class
    {
        try
        {
            return State is null ? null : JsonSerializer.Deserialize(State, form);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
