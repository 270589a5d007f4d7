namespace EcsGuard.Pipeline.Ports;

/// <summary>Settings of an account's ECS.</summary>
public interface IAccountSettings
{
    /// <summary>
    /// The account's effective <c>defaultLogDriverMode</c> in a region; null where it is not set or may not be read. Cached for some minutes.
    /// </summary>
    Task<string?> DefaultLogDriverModeAsync(string account, string region, CancellationToken cancellationToken);
}
