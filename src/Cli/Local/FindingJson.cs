using System.Globalization;
using System.Text.Json;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Local;

/// <summary>Findings as JSON: the shape of <c>replay --format json</c> and of <c>GET /findings</c>.</summary>
internal static class FindingJson
{
    public static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("id", finding.Id);
        json.WriteString("resource", finding.Resource);
        json.WriteString("account", finding.Account);
        json.WriteString("region", finding.Region);
        json.WriteString("family", finding.Family);
        json.WriteString("policy", finding.Policy);
        json.WriteString("kind", finding.Kind.ToText());
        json.WriteString("severity", finding.Severity.ToText());
        json.WriteString("state", finding.State.ToText());
        if (finding.ResolvedIn is { } revision)
        {
            json.WriteNumber("resolvedIn", revision);
        }

        json.WriteString("path", finding.Path);
        json.WriteString("container", finding.Container);
        json.WriteString("message", finding.Message);
        json.WriteString("remediation", PolicyCatalog.Find(finding.Policy)?.Metadata.Fix);
        json.WriteString("team", finding.Team);
        json.WriteString("firstSeen", Time(finding.FirstSeen));
        json.WriteString("lastSeen", Time(finding.LastSeen));
        json.WriteNumber("count", finding.Count);
        if (finding.Ruling is { } ruling)
        {
            Write(json, ruling);
        }

        json.WriteStartArray("evidence");
        foreach (var evidence in finding.Evidence)
        {
            json.WriteStartObject();
            json.WriteString("task", evidence.Task);
            json.WriteString("at", Time(evidence.At));
            json.WriteString("text", evidence.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Ruling ruling)
    {
        if (ruling.PolicyFile is { } version)
        {
            json.WriteString("policyFile", version);
        }

        if (ruling.Scope is { } scope)
        {
            json.WriteString("scope", scope);
        }

        json.WriteString("enforcement", ruling.Enforcement.ToText());
        if (ruling.Exemption is { } exemption)
        {
            json.WriteStartObject("exemption");
            json.WriteString("id", exemption.Id);
            json.WriteString("until", Time(exemption.Until));
            json.WriteString("owner", exemption.Owner);
            json.WriteString("reason", exemption.Reason);
            json.WriteEndObject();
        }
    }

    /// <summary>ISO 8601, UTC, with as much of the second's fraction as there is.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
