using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>Reads <c>match</c>, and refuses patterns that no account, region or family can ever fit.</summary>
/// <param name="units">The organisational units that the file lists.</param>
internal sealed partial class MatchReader(ImmutableDictionary<string, ImmutableArray<string>> units)
{
    internal static string[] Keys { get; } = ["accounts", "organizationalUnits", "regions", "families", "tags"];

    public Match Read(YamlValue value)
    {
        var members = value.Members(Keys);
        if (value.IsEmpty)
        {
            value.Error($"{value.Path} is empty; it takes {string.Join(", ", Keys)}. What is for everything needs no match.");
        }

        return new()
        {
            Accounts = Each(members, "accounts", Account),
            OrganizationalUnits = Each(members, "organizationalUnits", Unit),
            Regions = Each(members, "regions", value => Pattern(value, RegionPattern(), "regions hold lower-case letters, digits and -")),
            Families = Each(members, "families", value => Pattern(value, FamilyPattern(), "families hold letters, digits, - and _")),
            Tags = members.TryGetValue("tags", out var tags) ? Tags(tags) : new Match().Tags,
        };
    }

    public static string? Account(YamlValue value)
    {
        if (value.Text() is not { } text)
        {
            return null;
        }

        if (text.Length == 12 && text.All(char.IsAsciiDigit))
        {
            return text;
        }

        value.Error($"{value.Path}: '{text}' is no account: an account id has 12 digits.");
        return null;
    }

    private string? Unit(YamlValue value)
    {
        var name = value.Text();
        if (name is not null && !units.ContainsKey(name))
        {
            value.Error($"{value.Path}: the file does not say which accounts '{name}' holds: list them in `organizationalUnits`.{YamlValue.DidYouMean(name, units.Keys)}");
        }

        return name;
    }

    private static ImmutableArray<string> Each(IReadOnlyDictionary<string, YamlValue> members, string key, Func<YamlValue, string?> read)
    {
        if (!members.TryGetValue(key, out var list))
        {
            return [];
        }

        RefuseEmpty(list);
        return [.. list.List().Select(read).OfType<string>()];
    }

    /// <summary>What is empty would match everything, which nobody who writes it means.</summary>
    private static void RefuseEmpty(YamlValue value)
    {
        if (value.IsEmpty)
        {
            value.Error($"{value.Path} is empty, which would match everything; name something, or leave it out.");
        }
    }

    private static string? Pattern(YamlValue value, Regex possible, string rule)
    {
        if (value.Text() is not { } text)
        {
            return null;
        }

        if (!possible.IsMatch(text))
        {
            value.Error($"{value.Path}: '{text}' can never match: {rule}; * and ? stand for any text and any character.");
        }

        return text;
    }

    private static ImmutableSortedDictionary<string, string> Tags(YamlValue value)
    {
        RefuseEmpty(value);
        var tags = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, _, pattern) in value.Members() ?? [])
        {
            if (pattern.Text() is { } text)
            {
                tags[key] = text;
            }
        }

        return tags.ToImmutable();
    }

    // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html (family).
    [GeneratedRegex(@"^[A-Za-z0-9_*?-]{1,255}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FamilyPattern();

    [GeneratedRegex(@"^[a-z0-9*?-]{1,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegionPattern();
}
