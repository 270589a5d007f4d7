using System.Text.Encodings.Web;
using System.Text.Json;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Reports;

/// <summary><c>policies list --format json</c>. Members may be added; a change of meaning raises the version.</summary>
internal static class PolicyListJson
{
    public const int SchemaVersion = 1;

    public static void Write(IEnumerable<Policy> policies, Stream stream)
    {
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", SchemaVersion);
            json.WriteStartArray("policies");
            foreach (var metadata in policies.Select(policy => policy.Metadata))
            {
                Write(json, metadata);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter json, PolicyMetadata metadata)
    {
        json.WriteStartObject();
        json.WriteString("id", metadata.Id);
        json.WriteString("title", metadata.Title);
        json.WriteString("category", metadata.Category.ToString().ToLowerInvariant());
        json.WriteString("kind", metadata.Kind.ToText());
        json.WriteString("set", metadata.Set.ToText());
        json.WriteString("severity", metadata.Severity.ToText());
        json.WriteString("stage", metadata.Stage.ToString().ToLowerInvariant());
        json.WriteString("since", metadata.Since);
        Write(json, "aliases", metadata.Aliases);
        Write(json, "controls", metadata.Controls);
        json.WriteString("documentation", metadata.Documentation);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
