using System.Collections.Immutable;
using System.Text;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>Exemptions that were granted by command. They hold beside those of whatever policy file is in force.</summary>
/// <param name="Number">How often they were changed: 0 before the first grant, and one more with each grant and each revocation.</param>
/// <param name="Grants">In the order in which they were granted; those that have ended stay until they are revoked.</param>
public sealed record GrantedExemptions(int Number, ImmutableArray<Grant> Grants)
{
    /// <summary>The most grants: with <see cref="LargestGrant"/> they fit an item of 400 KB. A policy file has no such limit.</summary>
    public const int Most = 200;

    /// <summary>The largest grant: bytes of UTF-8 of all that its exemption says.</summary>
    public const int LargestGrant = 1200;

    /// <summary>Nothing was ever granted.</summary>
    public static GrantedExemptions None { get; } = new(0, []);

    /// <summary>Whether an exemption says no more than a grant may.</summary>
    public static bool Fits(Exemption exemption) => Encoding.UTF8.GetByteCount(exemption.CanonicalText) <= LargestGrant;

    /// <summary>The grant of that id; null where there is none.</summary>
    public Grant? Find(string id) => Grants.FirstOrDefault(grant => grant.Exemption.Id == id);

    /// <summary>These and one more.</summary>
    public GrantedExemptions With(Grant grant) => new(Number + 1, Grants.Add(grant));

    /// <summary>These but one.</summary>
    public GrantedExemptions Without(Grant grant) => new(Number + 1, Grants.Remove(grant));

    /// <summary>A policy file under which they hold too, as far as they count under it.</summary>
    public PolicyFile AddTo(PolicyFile file) =>
        Grants.IsEmpty ? file : file with { Exemptions = [.. file.Exemptions, .. Grants.Select(grant => grant.Under(file)).OfType<Exemption>()] };
}

/// <summary>That an exemption was granted by command.</summary>
/// <param name="Exemption">What was granted.</param>
/// <param name="By">By whom: the ARN of the caller.</param>
/// <param name="At">When.</param>
public sealed record Grant(Exemption Exemption, string By, DateTimeOffset At)
{
    /// <summary>What of it counts under a policy file; null where nothing does, and <see cref="ProblemUnder"/> says why.</summary>
    public Exemption? Under(PolicyFile file) =>
        PolicyCatalog.Find(Exemption.Policy) is { Metadata.Id: var policy } && !file.Mandatory.Contains(policy) ? Exemption with { Policy = policy } : null;

    /// <summary>Why it does not count, or does not count everywhere, under a policy file; null where it does.</summary>
    public string? ProblemUnder(PolicyFile file) => PolicyCatalog.Find(Exemption.Policy) switch
    {
        null => $"does not count: this version of EcsGuard knows no policy '{Exemption.Policy}'",
        { Metadata.Id: var policy } when file.Mandatory.Contains(policy) => $"does not count: {policy} is mandatory in the policy file",
        _ when Exemption.Match.OrganizationalUnits.FirstOrDefault(unit => !file.OrganizationalUnits.ContainsKey(unit)) is { } unknown =>
            $"does not count for '{unknown}': the policy file does not say which accounts that holds",
        _ => null,
    };
}
