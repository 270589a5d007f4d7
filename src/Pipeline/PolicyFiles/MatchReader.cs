using System.Collections.Immutable;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>Reads <c>match</c>, and refuses patterns that no account, region or family can ever fit.</summary>
/// <param name="units">The organisational units that the file lists.</param>
internal sealed class MatchReader(ImmutableDictionary<string, ImmutableArray<string>> units)
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
            OrganizationalUnits = Each(members, "organizationalUnits", unit => Checked(unit, name => MatchValues.ProblemOfUnit(name, units))),
            Regions = Each(members, "regions", region => Checked(region, MatchValues.ProblemOfRegion)),
            Families = Each(members, "families", family => Checked(family, MatchValues.ProblemOfFamily)),
            Tags = members.TryGetValue("tags", out var tags) ? Tags(tags) : new Match().Tags,
        };
    }

    public static string? Account(YamlValue value) => Checked(value, MatchValues.ProblemOfAccount);

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

    private static string? Checked(YamlValue value, Func<string, string?> problemOf)
    {
        var text = value.Text();
        if (text is not null && problemOf(text) is { } problem)
        {
            value.Error($"{value.Path}: {problem}");
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
}
