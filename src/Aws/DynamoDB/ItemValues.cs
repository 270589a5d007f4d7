using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>Values of attributes, to and fro.</summary>
internal static class ItemValues
{
    /// <summary>Of one width, so that texts sort as their times do, and exact to the tick.</summary>
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static AttributeValue Of(DateTimeOffset time) => new(Text(time));

    public static AttributeValue Of(int number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    /// <summary>What is not true is left out.</summary>
    public static AttributeValue? OfTrue(bool value) => value ? Of(value) : null;

    public static AttributeValue Of(bool value) => new() { BOOL = value };

    /// <summary>Seconds since 1970, as time to live has them.</summary>
    public static AttributeValue Seconds(DateTimeOffset time) => new() { N = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };

    public static string? TextOrNull(this Dictionary<string, AttributeValue> item, string name) => item.GetValueOrDefault(name)?.S;

    /// <exception cref="FormatException">The item has no such text.</exception>
    public static string Text(this Dictionary<string, AttributeValue> item, string name) => item.TextOrNull(name) ?? throw Missing(item, name);

    public static DateTimeOffset? TimeOrNull(this Dictionary<string, AttributeValue> item, string name) =>
        item.TextOrNull(name) is { } text ? DateTimeOffset.ParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;

    /// <exception cref="FormatException">The item has no such time.</exception>
    public static DateTimeOffset Time(this Dictionary<string, AttributeValue> item, string name) => item.TimeOrNull(name) ?? throw Missing(item, name);

    public static int? NumberOrNull(this Dictionary<string, AttributeValue> item, string name) =>
        item.GetValueOrDefault(name)?.N is { } number ? int.Parse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null;

    /// <exception cref="FormatException">The item has no such number.</exception>
    public static int Number(this Dictionary<string, AttributeValue> item, string name) => item.NumberOrNull(name) ?? throw Missing(item, name);

    public static bool IsTrue(this Dictionary<string, AttributeValue> item, string name) => item.GetValueOrDefault(name)?.BOOL == true;

    /// <summary>The maps in a list; none where there is no list.</summary>
    public static IEnumerable<Dictionary<string, AttributeValue>> Maps(this Dictionary<string, AttributeValue> item, string name) =>
        item.GetValueOrDefault(name)?.L?.Select(element => element.M) ?? [];

    /// <summary>Leaves out what is null.</summary>
    public static void AddIfAny(this Dictionary<string, AttributeValue> item, string name, AttributeValue? value)
    {
        if (value is not null)
        {
            item.Add(name, value);
        }
    }

    public static AttributeValue? OfAny(string? text) => text is null ? null : new(text);

    public static AttributeValue? OfAny(int? number) => number is { } value ? Of(value) : null;

    public static AttributeValue? OfAny(DateTimeOffset? time) => time is { } value ? Of(value) : null;

    private static FormatException Missing(Dictionary<string, AttributeValue> item, string name) =>
        new($"Item {item.TextOrNull(FindingTable.PartitionKey)} / {item.TextOrNull(FindingTable.SortKey)} has no {name}.");
}
