using System.Buffers;
using System.Text.Json;
using EcsGuard.Cli.Scanning;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Cli.Reports;

/// <summary>
/// <c>--format json</c>: a contract with other programs. Members may be added; a change of meaning raises <see cref="SchemaVersion"/>.
/// Where a position is not known (a file that is missing), line and column are 1.
/// </summary>
internal static class JsonReport
{
    public const int SchemaVersion = 1;

    public static void Write(ScanResult result, Stream stream)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        using (var json = new Utf8JsonWriter(buffer, ReadableJson.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", SchemaVersion);
            json.WriteStartArray("definitions");
            foreach (var definition in result.Definitions)
            {
                Write(json, definition);
            }

            json.WriteEndArray();
            json.WriteStartArray("errors");
            foreach (var error in result.Errors)
            {
                Write(json, error);
            }

            json.WriteEndArray();
            WriteSummary(json, result);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        stream.Write(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, ScannedDefinition definition)
    {
        json.WriteStartObject();
        json.WriteString("source", definition.Source.Name);
        json.WriteString("address", definition.Address);
        json.WriteString("family", definition.Family);
        Write(json, definition.Outcomes);
        json.WriteStartArray("findings");
        foreach (var finding in definition.Findings)
        {
            Write(json, finding);
        }

        json.WriteEndArray();
        json.WriteStartArray("undetermined");
        foreach (var (policy, place) in definition.Undetermined)
        {
            json.WriteStartObject();
            json.WriteString("policy", policy.Metadata.Id);
            json.WriteString("path", place.Path);
            json.WriteString("reason", place.Reason.ToText());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("failures");
        foreach (var (policy, fault) in definition.Failures)
        {
            json.WriteStartObject();
            json.WriteString("policy", policy.Metadata.Id);
            json.WriteString("fault", fault);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("exempted");
        foreach (var (finding, exemption) in definition.Exempted)
        {
            json.WriteStartObject();
            json.WriteString("policy", finding.Policy.Metadata.Id);
            json.WriteString("path", finding.Violation.Path);
            json.WriteString("container", finding.Violation.Container);
            json.WriteString("exemptionId", exemption.Id);
            json.WriteString("owner", exemption.Owner);
            json.WriteString("reason", exemption.Reason);
            json.WriteString("until", exemption.End.UtcDateTime);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, OutcomeCounts outcomes)
    {
        json.WriteStartObject("outcomes");
        json.WriteNumber("passed", outcomes.Passed);
        json.WriteNumber("violated", outcomes.Violated);
        json.WriteNumber("notApplicable", outcomes.NotApplicable);
        json.WriteNumber("undetermined", outcomes.Undetermined);
        json.WriteNumber("failed", outcomes.Failed);
        json.WriteNumber("exempted", outcomes.Exempted);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ScanFinding finding)
    {
        var (metadata, violation) = (finding.Policy.Metadata, finding.Violation);
        json.WriteStartObject();
        json.WriteString("policy", metadata.Id);
        json.WriteString("kind", metadata.Kind.ToText());
        json.WriteString("severity", finding.Severity.ToText());
        if (finding.Scope is { } scope)
        {
            json.WriteString("scope", scope);
        }

        json.WriteString("path", violation.Path);
        json.WriteString("container", violation.Container);
        json.WriteNumber("line", finding.Position.Line);
        json.WriteNumber("column", finding.Position.Column);
        json.WriteString("message", violation.Message);
        json.WriteString("remediation", metadata.Fix);
        json.WriteStartArray("fix");
        foreach (var operation in violation.Fix)
        {
            json.WriteStartObject();
            json.WriteString("op", operation.Op);
            json.WriteString("path", operation.Path);
            if (operation.Value is { } value)
            {
                json.WritePropertyName("value");
                using var document = JsonDocument.Parse(value);
                document.RootElement.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, InputError error)
    {
        var at = error.At ?? SourcePosition.Start;
        json.WriteStartObject();
        json.WriteString("source", error.Source);
        json.WriteNumber("line", at.Line);
        json.WriteNumber("column", at.Column);
        json.WriteString("message", error.Message);
        json.WriteEndObject();
    }

    private static void WriteSummary(Utf8JsonWriter json, ScanResult result)
    {
        var counts = result.Findings.CountBy(finding => finding.Severity).ToDictionary();
        json.WriteStartObject("summary");
        json.WriteNumber("definitions", result.Definitions.Length);
        json.WriteNumber("findings", counts.Values.Sum());
        json.WriteStartObject("bySeverity");
        foreach (var severity in (ReadOnlySpan<Severity>)[Severity.Critical, Severity.High, Severity.Medium, Severity.Low, Severity.Info])
        {
            json.WriteNumber(severity.ToText(), counts.GetValueOrDefault(severity));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
