using System.Text.Json;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Simulation;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Reports;

/// <summary>A simulation for programs: a contract. Members may be added; a change of meaning raises <see cref="SchemaVersion"/>.</summary>
internal static class SimulationJsonReport
{
    public const int SchemaVersion = 1;

    private const int LargestBuffer = 1 << 16;

    public static void Write(SimulationResult result, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, ReadableJson.Options);
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteString("version", result.Files.After.Version);
        json.WriteString("against", result.VersionBefore);
        json.WriteBoolean("estate", result.Estate is not null);
        json.WriteBoolean("rolesRead", result.Estate is { RolesRead: true });
        json.WriteStartArray("changes");
        foreach (var change in result.Report.Changes)
        {
            Write(json, change);
            if (json.BytesPending > LargestBuffer)
            {
                json.Flush();
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("notJudged");
        foreach (var (resource, reason) in result.Report.NotJudged)
        {
            json.WriteStartObject();
            json.WriteString("resource", resource);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteSummary(json, result.Report);
        json.WriteEndObject();
        json.Flush();
        stream.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter json, SimulatedChange change)
    {
        json.WriteStartObject();
        json.WriteString("change", change.Kind.ToText());
        json.WriteString("resource", change.Resource);
        json.WriteString("account", change.Account);
        json.WriteString("region", change.Region);
        json.WriteString("family", change.Family);
        json.WriteString("team", change.Team);
        json.WriteString("from", change.From);
        json.WriteString("to", change.To);
        if (change.Finding is { } finding)
        {
            json.WriteString("policy", finding.Policy);
            json.WriteString("kind", finding.Kind.ToText());
            json.WriteString("severity", finding.Severity.ToText());
            json.WriteString("container", finding.Container);
            json.WriteString("path", finding.Path);
            json.WriteString("subject", finding.Subject);
            json.WriteString("message", finding.Message);
            json.WriteString("scope", finding.Ruling?.Scope);
            json.WriteString("enforcement", (finding.Ruling?.Enforcement ?? EnforcementMode.Notify).ToText());
            json.WriteBoolean("exempt", finding.State == FindingState.Exempted);
        }

        json.WriteEndObject();
    }

    private static void WriteSummary(Utf8JsonWriter json, SimulationReport report)
    {
        json.WriteStartObject("summary");
        json.WriteNumber("revisions", report.Revisions);
        json.WriteNumber("revisionsDeregistered", report.Counts.Deregistered);
        json.WriteNumber("notJudged", report.NotJudged.Count);
        json.WriteStartObject("changes");
        foreach (var kind in Enum.GetValues<SimulatedChangeKind>())
        {
            json.WriteNumber(kind.ToText(), report.CountOf(kind));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
