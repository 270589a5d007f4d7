using System.Text.Json;
using System.Text.Json.Nodes;

namespace EcsGuard.Policies;

/// <summary>One operation of a JSON Patch (RFC 6902).</summary>
/// <param name="Op"><c>add</c>, <c>replace</c> or <c>remove</c>.</param>
/// <param name="Path">RFC 6901 pointer into the task definition.</param>
/// <param name="Value">The new value as JSON text; null for <c>remove</c>.</param>
public sealed record PatchOperation(string Op, string Path, string? Value)
{
    public static PatchOperation Add(string path, JsonNode value) => new("add", path, value.ToJsonString(JsonText.Plain));

    public static PatchOperation Replace(string path, JsonNode value) => new("replace", path, value.ToJsonString(JsonText.Plain));

    public static PatchOperation Remove(string path) => new("remove", path, null);

    private static class JsonText
    {
        // Patches are read by people: `&&` stays `&&`. The text never enters HTML unescaped.
        public static readonly JsonSerializerOptions Plain = new()
        {
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = System.Text.Json.Serialization.Metadata.JsonTypeInfoResolver.Combine(),
        };
    }
}
