using Amazon.DynamoDBv2.Model;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>A finding as an item.</summary>
internal static class FindingItem
{
    /// <summary>Orders the writes of a finding that is recorded for a single task.</summary>
    public const string Version = "version";

    public const string FirstSeen = "firstSeen";

    /// <summary>Attributes that an item has or has not.</summary>
    public static readonly string[] Optional =
    [
        FindingTable.Account, "family", "revision", "container", "resolvedIn", "resolvedAt", "regression", "evidence", "ruling", FindingTable.DueAt,
        FindingTable.Open, FindingTable.TaskFamily, FindingTable.DueShard, FindingTable.ExpiresAttribute,
    ];

    /// <summary>How long a closed finding is kept: a year's audit and a month to hold it.</summary>
    internal static readonly TimeSpan KeptClosed = TimeSpan.FromDays(400);

    /// <param name="finding">The finding.</param>
    /// <param name="now">From when on a closed finding is kept for its time.</param>
    public static Dictionary<string, AttributeValue> Write(Finding finding, DateTimeOffset now)
    {
        var item = FindingKeys.Of(finding);
        var partitionKey = item.Text(FindingTable.PartitionKey);
        item.Add("resource", new(finding.Resource));
        // It is the key of an index, and no key may be empty.
        item.AddIfAny(FindingTable.Account, finding.Account.Length == 0 ? null : new(finding.Account));
        item.Add("region", new(finding.Region));
        item.AddIfAny("family", ItemValues.OfAny(finding.Family));
        item.AddIfAny("revision", ItemValues.OfAny(finding.Revision));
        item.Add(FindingTable.Policy, new(finding.Policy));
        item.Add("kind", new(finding.Kind.ToText()));
        item.Add("severity", new(finding.Severity.ToText()));
        item.Add("subject", new(finding.Subject));
        item.Add("path", new(finding.Path));
        item.AddIfAny("container", ItemValues.OfAny(finding.Container));
        item.Add("message", new(finding.Message));
        item.Add("state", new(finding.State.ToText()));
        item.AddIfAny("resolvedIn", ItemValues.OfAny(finding.ResolvedIn));
        item.AddIfAny("resolvedAt", ItemValues.OfAny(finding.ResolvedAt));
        item.AddIfAny("regression", finding.Regression is { } regression ? Write(regression) : null);
        item.Add(FirstSeen, ItemValues.Of(finding.FirstSeen));
        item.Add("lastSeen", ItemValues.Of(finding.LastSeen));
        item.Add("count", ItemValues.Of(finding.Count));
        item.AddIfAny("evidence", finding.Evidence.IsEmpty ? null : new() { L = [.. finding.Evidence.Select(Write)] });
        item.Add(FindingTable.Team, new(finding.Team));
        item.AddIfAny(FindingTable.DueAt, ItemValues.OfAny(finding.DueAt));
        item.AddIfAny("ruling", finding.Ruling is { } ruling ? Write(ruling) : null);
        if (!finding.IsUnresolved)
        {
            item.Add(FindingTable.ExpiresAttribute, ItemValues.Seconds(now + KeptClosed));
            return item;
        }

        item.AddIfAny(FindingTable.Open, finding.State == FindingState.Open ? new(SortText.OfOpen(finding)) : null);
        item.AddIfAny(FindingTable.TaskFamily, finding.IsOfTask && finding.Family is not null ? new(partitionKey) : null);
        item.AddIfAny(FindingTable.DueShard, finding.DueAt is null ? null : new(FindingKeys.DueShardOf(partitionKey)));
        return item;
    }

    /// <exception cref="FormatException">The item is not a finding.</exception>
    public static Finding Read(Dictionary<string, AttributeValue> item) => new()
    {
        Resource = item.Text("resource"),
        Account = item.TextOrNull(FindingTable.Account) ?? "",
        Region = item.Text("region"),
        Family = item.TextOrNull("family"),
        Revision = item.NumberOrNull("revision"),
        Policy = item.Text(FindingTable.Policy),
        Kind = Enum.Parse<PolicyKind>(item.Text("kind"), ignoreCase: true),
        Severity = Enum.Parse<Severity>(item.Text("severity"), ignoreCase: true),
        Subject = item.Text("subject"),
        Path = item.Text("path"),
        Container = item.TextOrNull("container"),
        Message = item.Text("message"),
        State = FindingStateText.Parse(item.Text("state")),
        ResolvedIn = item.NumberOrNull("resolvedIn"),
        ResolvedAt = item.TimeOrNull("resolvedAt"),
        Regression = item.GetValueOrDefault("regression")?.M is { } regression ? new(regression.Time("at"), regression.NumberOrNull("of")) : null,
        FirstSeen = item.Time(FirstSeen),
        LastSeen = item.Time("lastSeen"),
        Count = item.Number("count"),
        Evidence = [.. item.Maps("evidence").Select(ReadEvidence)],
        Team = item.Text(FindingTable.Team),
        DueAt = item.TimeOrNull(FindingTable.DueAt),
        Ruling = item.GetValueOrDefault("ruling")?.M is { } ruling ? ReadRuling(ruling) : null,
    };

    private static AttributeValue Write(Regression regression)
    {
        var map = new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { ["at"] = ItemValues.Of(regression.At) };
        map.AddIfAny("of", ItemValues.OfAny(regression.Of));
        return new() { M = map };
    }

    private static AttributeValue Write(Ruling ruling)
    {
        var map = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
        {
            ["enforcement"] = new(ruling.Enforcement.ToText()),
        };
        map.AddIfAny("policyFile", ItemValues.OfAny(ruling.PolicyFile));
        map.AddIfAny("scope", ItemValues.OfAny(ruling.Scope));
        if (ruling.Exemption is { } exemption)
        {
            map.Add("exemptedUntil", ItemValues.Of(exemption.Until));
            map.Add("exemptionOwner", new(exemption.Owner));
            map.Add("exemptionReason", new(exemption.Reason));
            map.AddIfAny("exemptionId", ItemValues.OfAny(exemption.Id));
        }

        return new() { M = map };
    }

    private static Ruling ReadRuling(Dictionary<string, AttributeValue> map) => new(
        map.TextOrNull("policyFile"),
        map.TextOrNull("scope"),
        EnforcementModeText.Parse(map.Text("enforcement")),
        map.TimeOrNull("exemptedUntil") is { } until ? new(until, map.Text("exemptionOwner"), map.Text("exemptionReason"), map.TextOrNull("exemptionId")) : null);

    private static AttributeValue Write(Evidence evidence)
    {
        var map = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
        {
            ["task"] = new(evidence.Task),
            ["at"] = ItemValues.Of(evidence.At),
            ["text"] = new(evidence.Text),
        };
        map.AddIfAny("version", ItemValues.OfAny(evidence.Version));
        return new() { M = map };
    }

    private static Evidence ReadEvidence(Dictionary<string, AttributeValue> map) => new(map.Text("task"), map.Time("at"), map.NumberOrNull("version"), map.Text("text"));
}
