using System.Collections.Immutable;
using System.Text.Json;
using EcsGuard.Pipeline.Findings;

namespace EcsGuard.Pipeline.Notifications;

/// <summary>What telling remembers from run to run.</summary>
public sealed record TellingState
{
    /// <summary>What teams were told lately.</summary>
    public ImmutableArray<Told> Told
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    /// <summary>Digests that could not be sent.</summary>
    public ImmutableArray<FailedDigest> Failed
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    /// <summary>Ids of messages that were sent and still stand in the outbox of a family that was busy.</summary>
    public ImmutableArray<string> Sent
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    public string Write() => JsonSerializer.Serialize(this, RecordJson.Default.TellingState);
}

/// <summary>That the digest of a team could not be sent on a channel.</summary>
/// <param name="Team">The team.</param>
/// <param name="Channel">ARN of the channel; null for the default one.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NextAttempt">When it is tried again.</param>
public sealed record FailedDigest(string Team, string? Channel, int Attempts, DateTimeOffset NextAttempt);
