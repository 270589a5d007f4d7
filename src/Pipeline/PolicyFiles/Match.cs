using System.Collections.Immutable;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>
/// Which targets a scope, team or exemption is about: each list that is given must have an element that fits, and each tag must. Nothing given matches
/// everything.
/// </summary>
public sealed record Match
{
    /// <summary>Account ids.</summary>
    public ImmutableArray<string> Accounts { get; init; } = [];

    /// <summary>Organisational units; the policy file's <c>organizationalUnits</c> says which accounts they hold.</summary>
    public ImmutableArray<string> OrganizationalUnits { get; init; } = [];

    /// <summary>Regions, as globs.</summary>
    public ImmutableArray<string> Regions { get; init; } = [];

    /// <summary>Families, as globs.</summary>
    public ImmutableArray<string> Families { get; init; } = [];

    /// <summary>Tags by key; values as globs.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Whether it is about <paramref name="target"/>.</summary>
    /// <param name="target">What is judged.</param>
    /// <param name="units">Accounts of each organisational unit.</param>
    public bool Includes(Target target, ImmutableDictionary<string, ImmutableArray<string>> units) =>
        (Accounts.IsEmpty || (target.Account is { } own && Accounts.Contains(own)))
        && (OrganizationalUnits.IsEmpty || OrganizationalUnits.Any(unit => target.Account is { } account && units.TryGetValue(unit, out var accounts) && accounts.Contains(account)))
        && AnyGlob(Regions, target.Region)
        && AnyGlob(Families, target.Family)
        && Tags.All(tag => target.Tags.TryGetValue(tag.Key, out var value) && Glob.IsMatch(tag.Value, value));

    /// <summary>
    /// How narrow this is; of two that match, the greater one wins. What names the workload itself counts before where it runs: a family by its name, a
    /// family by a pattern (the longer, the narrower), tags, then accounts, organisational units and regions.
    /// </summary>
    public (int Family, int Tags, int Account, int OrganizationalUnit, int Region) Specificity(Target target) => (
        Families.Where(pattern => target.Family is { } family && Glob.IsMatch(pattern, family)).Select(FamilyRank).DefaultIfEmpty(AnyFamily).Max(),
        Tags.Count,
        Accounts.IsEmpty ? 0 : 1,
        OrganizationalUnits.IsEmpty ? 0 : 1,
        Regions.IsEmpty ? 0 : 1);

    /// <summary>Whether a target can exist for which neither this nor <paramref name="other"/> is narrower, as far as their forms tell.</summary>
    public bool CanTie(Match other) =>
        Tags.Count == other.Tags.Count
        && Accounts.IsEmpty == other.Accounts.IsEmpty
        && OrganizationalUnits.IsEmpty == other.OrganizationalUnits.IsEmpty
        && Regions.IsEmpty == other.Regions.IsEmpty
        && FamilyForms.Intersect(other.FamilyForms).Any();

    /// <summary>What it asks for, in one line.</summary>
    public string ToText()
    {
        (string Key, IEnumerable<string> Values)[] parts =
        [
            ("accounts", Accounts),
            ("organizationalUnits", OrganizationalUnits),
            ("regions", Regions),
            ("families", Families),
            ("tags", Tags.Select(tag => $"{tag.Key}={tag.Value}")),
        ];
        var given = parts.Where(part => part.Values.Any()).Select(part => $"{part.Key} {string.Join(' ', part.Values.Order(StringComparer.Ordinal))}");
        return string.Join(", ", given) is { Length: > 0 } text ? text : "everything";
    }

    private const int AnyFamily = 0;

    private const int OneFamily = int.MaxValue;

    /// <summary>Ranks, and for a family by its name the name: two names never fit one family.</summary>
    private IEnumerable<(int Rank, string? Name)> FamilyForms =>
        Families.IsEmpty ? [(AnyFamily, null)] : Families.Select(pattern => (FamilyRank(pattern), FamilyRank(pattern) == OneFamily ? pattern : null));

    private static int FamilyRank(string pattern) =>
        pattern.AsSpan().IndexOfAny('*', '?') < 0 ? OneFamily : 1 + pattern.Count(character => character is not ('*' or '?'));

    private static bool AnyGlob(ImmutableArray<string> patterns, string? text) => patterns.IsEmpty || (text is not null && patterns.Any(pattern => Glob.IsMatch(pattern, text)));
}
