using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Pipeline.Ports;

/// <summary>
/// The exemptions that were granted by command. They are no part of a published file's text, so that a file that is published later takes none of them away.
/// </summary>
public interface IGrantedExemptions
{
    /// <summary>All of them; <see cref="GrantedExemptions.None"/> before the first.</summary>
    Task<GrantedExemptions> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Puts others in their place, all or none.</summary>
    /// <param name="grants">Their number is one more than that of <see cref="ReadAsync"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// False where somebody else has changed them since they were read. Then nothing was changed; or, where the answer to a first attempt was lost, somebody has
    /// built on the change already.
    /// </returns>
    Task<bool> TryReplaceAsync(GrantedExemptions grants, CancellationToken cancellationToken);
}
