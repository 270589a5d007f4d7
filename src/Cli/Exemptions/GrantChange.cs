using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Cli.Exemptions;

/// <summary>Changes what is granted, although others may do so at the same moment.</summary>
internal static class GrantChange
{
    private const int Attempts = 5;

    /// <summary>Grants one more.</summary>
    /// <exception cref="UsageException">It is granted already, there is no room, or others are quicker each time.</exception>
    public static Task GrantAsync(IGrantedExemptions granted, Grant grant, CancellationToken cancellationToken) =>
        MakeAsync(granted, grants => With(grants, grant), cancellationToken);

    /// <summary>Revokes one; one that is gone meanwhile is revoked.</summary>
    /// <exception cref="UsageException">Others are quicker each time.</exception>
    public static Task RevokeAsync(IGrantedExemptions granted, string id, CancellationToken cancellationToken) =>
        MakeAsync(granted, grants => grants.Find(id) is { } grant ? grants.Without(grant) : null, cancellationToken);

    private static GrantedExemptions? With(GrantedExemptions grants, Grant grant)
    {
        if (grants.Find(grant.Exemption.Id) is { } known)
        {
            // It may be the one that is being granted: the answer to an attempt can be lost.
            return (known.By, known.At) == (grant.By, grant.At)
                ? null
                : throw new UsageException($"Exemption {known.Exemption.Id} says this already, {GrantText.Granted(known)}.");
        }

        return grants.Grants.Length < GrantedExemptions.Most
            ? grants.With(grant)
            : throw new UsageException($"{GrantedExemptions.Most} exemptions are granted, and there is room for no more. Revoke those that have ended (`ecsguard exempt list` marks them), or move some to the policy file.");
    }

    private static async Task MakeAsync(IGrantedExemptions granted, Func<GrantedExemptions, GrantedExemptions?> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (change(await granted.ReadAsync(cancellationToken)) is not { } changed || await granted.TryReplaceAsync(changed, cancellationToken))
            {
                return;
            }
        }

        throw new UsageException("Others change what is granted at this moment, so nothing was changed. Try again.");
    }
}
