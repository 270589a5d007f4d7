using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Pipeline.Ports;

/// <summary>The policy file that is in force.</summary>
public interface IPolicyFiles
{
    /// <summary>
    /// The file in force now, with the exemptions that were granted by command: what was published or granted is in force within a minute.
    /// <see cref="PolicyFile.None"/> before the first.
    /// </summary>
    /// <exception cref="PolicyFileUnusableException">The published file cannot be used here, and no earlier one is known: judging by nothing would be wrong.</exception>
    ValueTask<PolicyFile> CurrentAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Policy files that were published. A file is kept under the hash of its text, for good: findings name it, and it can be published again.
/// </summary>
public interface IPublishedPolicyFiles
{
    /// <summary>The latest publication; null before the first.</summary>
    Task<PolicyFilePublication?> LatestAsync(CancellationToken cancellationToken);

    /// <summary>The latest publication and what is granted beside it, at one moment and for the price of one request.</summary>
    Task<InForce> InForceAsync(CancellationToken cancellationToken);

    /// <summary>The text of a file that was published at some time; null where none has this version.</summary>
    Task<byte[]?> TextAsync(string version, CancellationToken cancellationToken);

    /// <summary>
    /// Puts a file into force: keeps its text and makes it the latest publication, both or neither.
    /// </summary>
    /// <param name="text">The file, byte for byte; valid.</param>
    /// <param name="publication">Its number is one more than that of <see cref="LatestAsync"/>, 1 for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False where somebody else has published in between. Nothing was changed.</returns>
    Task<bool> TryPublishAsync(ReadOnlyMemory<byte> text, PolicyFilePublication publication, CancellationToken cancellationToken);

    /// <summary>Every publication, the latest first.</summary>
    IAsyncEnumerable<PolicyFilePublication> HistoryAsync(CancellationToken cancellationToken);
}

/// <summary>That a policy file was put into force.</summary>
/// <param name="Number">1 for the first, and one more each time.</param>
/// <param name="Version">The file: <see cref="PolicyFile.Version"/>.</param>
/// <param name="At">When.</param>
/// <param name="By">Who: the ARN of the caller.</param>
public sealed record PolicyFilePublication(int Number, string Version, DateTimeOffset At, string By);

/// <summary>What is in force.</summary>
/// <param name="Publication">The latest publication; null before the first.</param>
/// <param name="Grants">The exemptions that were granted by command.</param>
public sealed record InForce(PolicyFilePublication? Publication, GrantedExemptions Grants);

/// <summary>The policy file in force cannot be used.</summary>
public sealed class PolicyFileUnusableException : Exception
{
    public PolicyFileUnusableException(string message)
        : base(message)
    {
    }

    public PolicyFileUnusableException()
    {
    }

    public PolicyFileUnusableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
