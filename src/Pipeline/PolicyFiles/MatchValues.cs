using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>
/// What may stand in a <see cref="Match"/>, wherever it is written: texts that no account, region, family or unit can ever fit have a problem, which is told
/// in one sentence. Null: there is none.
/// </summary>
public static partial class MatchValues
{
    public static string? ProblemOfAccount(string text) =>
        text.Length == 12 && text.All(char.IsAsciiDigit) ? null : $"'{text}' is no account: an account id has 12 digits.";

    public static string? ProblemOfRegion(string pattern) =>
        RegionPattern().IsMatch(pattern) ? null : NeverMatches(pattern, "regions hold lower-case letters, digits and -");

    public static string? ProblemOfFamily(string pattern) =>
        FamilyPattern().IsMatch(pattern) ? null : NeverMatches(pattern, "families hold letters, digits, - and _");

    /// <param name="name">The organisational unit.</param>
    /// <param name="units">Those that the policy file lists.</param>
    public static string? ProblemOfUnit(string name, ImmutableDictionary<string, ImmutableArray<string>> units) =>
        units.ContainsKey(name) ? null : $"the policy file does not say which accounts '{name}' holds: list them in `organizationalUnits`.{YamlValue.DidYouMean(name, units.Keys)}";

    private static string NeverMatches(string pattern, string rule) => $"'{pattern}' can never match: {rule}; * and ? stand for any text and any character.";

    // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html (family).
    [GeneratedRegex(@"^[A-Za-z0-9_*?-]{1,255}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FamilyPattern();

    [GeneratedRegex(@"^[a-z0-9*?-]{1,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegionPattern();
}
