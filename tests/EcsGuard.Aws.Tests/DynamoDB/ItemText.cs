using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;

namespace EcsGuard.Aws.Tests.DynamoDB;

/// <summary>Items in DynamoDB's own JSON, with attributes in alphabetical order.</summary>
internal static class ItemText
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Compact = Readable with { Indented = false };

    public static string Write(IEnumerable<Dictionary<string, AttributeValue>> items) => Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            Write(writer, item);
        }

        writer.WriteEndArray();
    });

    public static string Write(Dictionary<string, AttributeValue> item) => Write(writer => Write(writer, item));

    private static string Write(Action<Utf8JsonWriter> write) => Write(write, Readable) + "\n";

    private static string Write(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, options))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>One line for each attribute.</summary>
    private static void Write(Utf8JsonWriter writer, Dictionary<string, AttributeValue> map)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in map.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(Write(line => Write(line, value), Compact));
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, AttributeValue value)
    {
        writer.WriteStartObject();
        if (value.S is { } text)
        {
            writer.WriteString("S", text);
        }
        else if (value.N is { } number)
        {
            writer.WriteString("N", number);
        }
        else if (value.BOOL is { } boolean)
        {
            writer.WriteBoolean("BOOL", boolean);
        }
        else if (value.M is { Count: > 0 } map)
        {
            writer.WritePropertyName("M");
            Write(writer, map);
        }
        else
        {
            writer.WriteStartArray("L");
            value.L.ForEach(element => Write(writer, element));
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
