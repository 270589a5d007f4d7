using System.Globalization;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>
/// The numbers of a scope and day as an item. No attribute of it is called as a key of an index is: <c>open</c> is a text there, and DynamoDB refuses an item in
/// which a key has another type.
/// </summary>
internal static class SnapshotItem
{
    private const string DayFormat = "yyyy-MM-dd";

    public static string PartitionKeyOf(SnapshotScope scope) => scope.Kind switch
    {
        SnapshotKind.All => "COUNT#all",
        SnapshotKind.Account => $"COUNT#account#{scope.Name}",
        SnapshotKind.Team => SortText.Bounded($"COUNT#team#{scope.Name}"),
        SnapshotKind.Policy => $"COUNT#policy#{scope.Name}",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "Unknown scope."),
    };

    public static string SortKeyOf(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    public static Dictionary<string, AttributeValue> Write(Snapshot snapshot)
    {
        var item = FindingKeys.Key(PartitionKeyOf(snapshot.Scope), SortKeyOf(snapshot.Day));
        item.Add("openFindings", Write(snapshot.Open));
        item.Add("observed", Write(snapshot.Observed));
        item.Add("exempted", ItemValues.Of(snapshot.Exempted));
        item.Add("opened", ItemValues.Of(snapshot.Opened));
        item.Add("fixed", ItemValues.Of(snapshot.Fixed));
        item.Add("at", ItemValues.Of(snapshot.At));
        return item;
    }

    /// <exception cref="FormatException">The item is not a snapshot.</exception>
    public static Snapshot Read(SnapshotScope scope, Dictionary<string, AttributeValue> item) => new(
        scope,
        DateOnly.ParseExact(item.Text(FindingTable.SortKey), DayFormat, CultureInfo.InvariantCulture),
        ReadCounts(item, "openFindings"),
        ReadCounts(item, "observed"),
        item.Number("exempted"),
        item.Number("opened"),
        item.Number("fixed"),
        item.Time("at"));

    private static AttributeValue Write(SeverityCounts counts) =>
        new() { M = Enum.GetValues<Severity>().ToDictionary(severity => severity.ToText(), severity => ItemValues.Of(counts.Of(severity)), StringComparer.Ordinal) };

    private static SeverityCounts ReadCounts(Dictionary<string, AttributeValue> item, string name) =>
        item.GetValueOrDefault(name)?.M is { } map
            ? Enum.GetValues<Severity>().Aggregate(SeverityCounts.None, (counts, severity) => counts.Plus(severity, map.Number(severity.ToText())))
            : throw new FormatException($"The snapshot {item.Text(FindingTable.PartitionKey)} / {item.Text(FindingTable.SortKey)} has no {name}.");
}
