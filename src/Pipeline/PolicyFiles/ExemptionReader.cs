using System.Collections.Immutable;

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

    private static DateTimeOffset? ReadEnd(YamlValue value)
    {
        if (value.Text() is not { } text)
        {
            return null;
        }

        if (Exemption.ParseEnd(text) is not { } end)
        {
            value.Error($"{value.Path}: {Exemption.NoEnd(text)}");
            return null;
        }

        return end;
    }
}
