using System.Collections.Immutable;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>The granted exemptions as one item, beside the one that says which policy file is the latest: one query reads both.</summary>
internal static class GrantsItem
{
    /// <summary>The sort key.</summary>
    public const string SortKey = "EXEMPTIONS";

    public const string Number = "number";

    /// <summary>Tells a write from another one.</summary>
    public const string Token = "token";

    public static Dictionary<string, AttributeValue> Key => FindingKeys.Key(FindingTable.PolicyFiles, SortKey);

    public static Dictionary<string, AttributeValue> Write(GrantedExemptions grants, string token)
    {
        var item = Key;
        item.Add(Number, ItemValues.Of(grants.Number));
        item.Add(Token, new(token));
        item.Add("grants", new() { L = [.. grants.Grants.Select(Write)] });
        return item;
    }

    /// <summary>What an item holds; nothing was granted where there is none.</summary>
    /// <exception cref="FormatException">It is another item.</exception>
    public static GrantedExemptions Read(Dictionary<string, AttributeValue>? item) =>
        item is { Count: > 0 } ? new(item.Number(Number), [.. item.Maps("grants").Select(ReadGrant)]) : GrantedExemptions.None;

    private static AttributeValue Write(Grant grant)
    {
        var exemption = grant.Exemption;
        var map = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
        {
            ["policy"] = new(exemption.Policy),
            ["reason"] = new(exemption.Reason),
            ["owner"] = new(exemption.Owner),
            ["end"] = ItemValues.Of(exemption.End),
            ["by"] = new(grant.By),
            ["at"] = ItemValues.Of(grant.At),
        };
        map.AddIfAny("accounts", List(exemption.Match.Accounts));
        map.AddIfAny("organizationalUnits", List(exemption.Match.OrganizationalUnits));
        map.AddIfAny("regions", List(exemption.Match.Regions));
        map.AddIfAny("families", List(exemption.Match.Families));
        map.AddIfAny("tags", exemption.Match.Tags.IsEmpty ? null : new() { M = exemption.Match.Tags.ToDictionary(tag => tag.Key, tag => new AttributeValue(tag.Value), StringComparer.Ordinal) });
        return new() { M = map };
    }

    private static Grant ReadGrant(Dictionary<string, AttributeValue> map) => new(
        new(
            map.Text("policy"),
            new()
            {
                Accounts = Texts(map, "accounts"),
                OrganizationalUnits = Texts(map, "organizationalUnits"),
                Regions = Texts(map, "regions"),
                Families = Texts(map, "families"),
                Tags = map.GetValueOrDefault("tags")?.M is { } tags ? tags.ToImmutableSortedDictionary(tag => tag.Key, tag => tag.Value.S, StringComparer.Ordinal) : new Match().Tags,
            },
            map.Text("reason"),
            map.Text("owner"),
            map.Time("end"),
            Line: 0),
        map.Text("by"),
        map.Time("at"));

    private static AttributeValue? List(ImmutableArray<string> texts) => texts.IsEmpty ? null : new() { L = [.. texts.Select(text => new AttributeValue(text))] };

    private static ImmutableArray<string> Texts(Dictionary<string, AttributeValue> map, string name) => [.. map.GetValueOrDefault(name)?.L?.Select(element => element.S) ?? []];
}
