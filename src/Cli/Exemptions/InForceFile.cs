using EcsGuard.Cli.Commands;
using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Cli.Exemptions;

/// <summary>What the functions judge by at this moment.</summary>
internal static class InForceFile
{
    /// <summary>The policy file in force, without the grants; <see cref="PolicyFile.None"/> where none was published.</summary>
    /// <exception cref="UsageException">This version cannot read it.</exception>
    public static async Task<(PolicyFile File, GrantedExemptions Grants)> ReadAsync(AwsConnection aws, CancellationToken cancellationToken)
    {
        var (publication, grants) = await aws.PolicyFiles.InForceAsync(cancellationToken);
        if (publication is null)
        {
            return (PolicyFile.None, grants);
        }

        var text = await aws.PolicyFiles.TextAsync(publication.Version, cancellationToken);
        return text is not null && PolicyFileReader.Read(text).InForce is { } file
            ? (file, grants)
            : throw new UsageException($"This version of ecsguard cannot read the policy file in force (publication {publication.Number}, version {publication.Version[..PolicyFile.ShownVersion]}). Use the version that published it.");
    }
}
