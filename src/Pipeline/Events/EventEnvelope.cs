using System.Globalization;
using System.Text.Json;

namespace EcsGuard.Pipeline.Events;

/// <summary>
/// One event as EventBridge delivers it.
/// Source: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html.
/// </summary>
/// <param name="Id">The envelope's id. Two deliveries of one CloudTrail record have two of them: deduplicate on the record's own.</param>
/// <param name="Source"><c>aws.ecs</c> for everything that concerns EcsGuard.</param>
/// <param name="DetailType">What kind of thing <paramref name="Detail"/> is.</param>
/// <param name="Account">Twelve digits; empty where neither envelope nor CloudTrail record say.</param>
/// <param name="Region">Taken from the CloudTrail record or the resources where the envelope leaves it out, as AWS's own samples do.</param>
/// <param name="Time">When it happened; null where neither envelope nor CloudTrail record say.</param>
/// <param name="Resources">ARNs.</param>
/// <param name="Detail">The event itself.</param>
public sealed record EventEnvelope(
    string Id, string Source, string DetailType, string Account, string Region, DateTimeOffset? Time, IReadOnlyList<string> Resources, JsonElement Detail)
{
    /// <summary>The <c>detail-type</c> of API calls that CloudTrail recorded.</summary>
    public const string ApiCall = "AWS API Call via CloudTrail";

    /// <summary>
    /// Reads an envelope, or a bare CloudTrail record, which is given the envelope that EventBridge would put around it.
    /// </summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static EventEnvelope Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"An event is a JSON object, not {json.ValueKind.ToString().ToLowerInvariant()}.");
        }

        if (json.Text("detail-type") is { } detailType && json.Member("detail") is { ValueKind: JsonValueKind.Object } detail)
        {
            var resources = json.Member("resources") is { ValueKind: JsonValueKind.Array } array
                ? array.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToArray()
                : [];
            return new(
                json.Text("id") ?? "",
                json.Text("source") ?? "",
                detailType,
                json.Name("account") ?? detail.Name("recipientAccountId") ?? "",
                json.Name("region") ?? detail.Name("awsRegion") ?? resources.Select(RegionOf).FirstOrDefault(region => region is { Length: > 0 }) ?? "",
                json.Time("time") ?? detail.Time("eventTime"),
                resources,
                detail);
        }

        if (json.Text("eventSource") is { } eventSource && json.Text("eventName") is not null)
        {
            return new(
                json.Text("eventID") ?? "",
                $"aws.{eventSource.Split('.')[0]}",
                ApiCall,
                json.Text("recipientAccountId") ?? "",
                json.Text("awsRegion") ?? "",
                json.Time("eventTime"),
                [],
                json);
        }

        throw new FormatException("Neither an EventBridge event (`detail-type` and `detail`) nor a CloudTrail record (`eventSource` and `eventName`).");
    }

    private static string? RegionOf(string arn) => arn.Split(':') is { Length: > 3 } parts ? parts[3] : null;
}

/// <summary>Reading events: members of another type than expected count as missing, since nothing in an event is promised.</summary>
internal static class JsonElementReading
{
    public static JsonElement? Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A text that says something: CloudTrail also writes empty ones.</summary>
    public static string? Name(this JsonElement json, string name) => json.Text(name) is { Length: > 0 } text ? text : null;

    public static DateTimeOffset? Time(this JsonElement json, string name) =>
        DateTimeOffset.TryParse(json.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
