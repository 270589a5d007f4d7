using System.Collections.Immutable;
using System.Text.Json;
using EcsGuard.Cli.Local;
using EcsGuard.Cli.Reports;
using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Cli.Exemptions;

/// <summary><c>ecsguard exempt list --format json</c>: a stable, versioned document.</summary>
internal static class GrantJson
{
    private const int SchemaVersion = 1;

    public static void Write(Stream stream, GrantedExemptions grants, PolicyFile file, DateTimeOffset now)
    {
        using var json = new Utf8JsonWriter(stream, ReadableJson.Options);
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteStartArray("exemptions");
        foreach (var grant in grants.Grants)
        {
            Write(json, grant, file, now);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        stream.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter json, Grant grant, PolicyFile file, DateTimeOffset now)
    {
        var exemption = grant.Exemption;
        json.WriteStartObject();
        json.WriteString("id", exemption.Id);
        json.WriteString("policy", exemption.Policy);
        Write(json, exemption.Match);
        json.WriteString("reason", exemption.Reason);
        json.WriteString("owner", exemption.Owner);
        json.WriteString("until", FindingJson.Time(exemption.End));
        json.WriteBoolean("ended", exemption.End <= now);
        json.WriteString("grantedBy", grant.By);
        json.WriteString("grantedAt", FindingJson.Time(grant.At));
        json.WriteString("problem", grant.ProblemUnder(file));
        json.WriteEndObject();
    }

    /// <summary>As the policy file spells it.</summary>
    private static void Write(Utf8JsonWriter json, Match match)
    {
        json.WriteStartObject("match");
        Write(json, "accounts", match.Accounts);
        Write(json, "organizationalUnits", match.OrganizationalUnits);
        Write(json, "regions", match.Regions);
        Write(json, "families", match.Families);
        if (!match.Tags.IsEmpty)
        {
            json.WriteStartObject("tags");
            foreach (var (key, value) in match.Tags)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string key, ImmutableArray<string> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        json.WriteStartArray(key);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
