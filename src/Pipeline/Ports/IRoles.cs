using EcsGuard.Policies.Iam;

namespace EcsGuard.Pipeline.Ports;

/// <summary>The roles of IAM.</summary>
public interface IRoles
{
    /// <summary>
    /// A role with all its policies, or why it cannot be read. What was read holds for some minutes. Throws when IAM cannot be reached or is too busy: asking
    /// later helps.
    /// </summary>
    /// <param name="account">The account that the role belongs to.</param>
    /// <param name="region">Any region of the account's partition.</param>
    /// <param name="name">The name without its path.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null where nobody can be asked about that account at all.</returns>
    Task<RoleAnswer?> ReadAsync(string account, string region, string name, CancellationToken cancellationToken);
}
