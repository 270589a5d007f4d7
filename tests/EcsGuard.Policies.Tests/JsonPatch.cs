using Microsoft.AspNetCore.JsonPatch;
using Microsoft.AspNetCore.JsonPatch.Operations;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;

namespace EcsGuard.Policies.Tests;

/// <summary>Applies fixes by an RFC 6902 implementation that is not ours; it refuses what the RFC refuses.</summary>
internal static class JsonPatch
{
    private static readonly DefaultContractResolver Contracts = new();

    public static string Normalise(string json) => ToText(Parse(json));

    public static string Apply(string json, IEnumerable<PatchOperation> operations) => ToText(Apply(Parse(json), operations));

    /// <summary>Applies the operations to <paramref name="root"/> itself.</summary>
    public static JToken Apply(JToken root, IEnumerable<PatchOperation> operations)
    {
        var patch = operations.Select(operation => new Operation(operation.Op, operation.Path, null, operation.Value is null ? null : Parse(operation.Value))).ToList();
        new JsonPatchDocument(patch, Contracts).ApplyTo(root);
        return root;
    }

    /// <summary>Texts stay texts, also where they look like dates.</summary>
    public static JToken Parse(string json)
    {
        using var reader = new JsonTextReader(new StringReader(json)) { DateParseHandling = DateParseHandling.None };
        return JToken.ReadFrom(reader);
    }

    public static string ToText(JToken json) => json.ToString(Formatting.None);
}
