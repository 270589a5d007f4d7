using System.Collections.Immutable;
using System.Globalization;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>Reads exemptions. Each has a reason, an owner and an end, or it is refused.</summary>
internal static class ExemptionReader
{
    internal static string[] Keys { get; } = ["policy", "match", "reason", "owner", "expires"];

    public static ImmutableArray<Exemption> Read(YamlValue? value, MatchReader matches, ImmutableSortedSet<string> mandatory) =>
        [.. (value?.List() ?? []).Select(item => ReadOne(item, matches, mandatory)).OfType<Exemption>()];

    private static Exemption? ReadOne(YamlValue item, MatchReader matches, ImmutableSortedSet<string> mandatory)
    {
        var errors = item.ErrorCount;
        var members = item.Members(Keys);
        var policy = item.Required(members, "policy", "the policy whose findings are accepted") is { } id ? PolicyRules.ReadId(id) : null;
        if (policy is not null && mandatory.Contains(policy.Metadata.Id))
        {
            item.Warn($"{item.Path} does not count: {policy.Metadata.Id} is mandatory, so no exemption applies to it.");
        }

        var reason = item.Required(members, "reason", "why the fault is accepted")?.Text();
        var owner = item.Required(members, "owner", "who answers for it, and is told before it ends")?.Text();
        var end = item.Required(members, "expires", "the last day on which it counts, such as 2027-01-31") is { } expires ? ReadEnd(expires) : null;
        var match = members.TryGetValue("match", out var given) ? matches.Read(given) : new();
        // One with a fault does not count at all: half of what it says might exempt more than was meant.
        return item.ErrorCount > errors || policy is null || reason is null || owner is null || end is null ? null : new(policy.Metadata.Id, match, reason, owner, end.Value, item.Line);
    }

    /// <summary>A day counts to its end, UTC; a time is meant to the second.</summary>
    private static DateTimeOffset? ReadEnd(YamlValue value)
    {
        if (value.Text() is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day == DateOnly.MaxValue ? DateTimeOffset.MaxValue : new(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        }

        if (DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            return time;
        }

        value.Error($"{value.Path}: '{text}' is no date; write 2027-01-31 (that day still counts, UTC) or 2027-01-31T12:00:00Z.");
        return null;
    }
}
