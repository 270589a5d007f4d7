using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Tests;

/// <summary>A plain reading of RFC 6902 for the three operations that fixes use; it refuses what the RFC refuses.</summary>
internal static class JsonPatch
{
    public static string Normalise(string json) => JsonNode.Parse(json)!.ToJsonString();

    public static string Apply(string json, IEnumerable<PatchOperation> operations)
    {
        var root = JsonNode.Parse(json)!;
        foreach (var operation in operations)
        {
            var tokens = operation.Path[1..].Split('/').Select(JsonPointer.Unescape).ToArray();
            var parent = tokens[..^1].Aggregate(root, (node, token) =>
                (node is JsonArray array ? array[Index(token)] : node[token]) ?? throw new JsonException($"Nothing stands at '{token}' of {operation.Path}."));
            Apply(parent, tokens[^1], operation);
        }

        return root.ToJsonString();
    }

    private static void Apply(JsonNode parent, string token, PatchOperation operation)
    {
        var value = operation.Value is null ? null : JsonNode.Parse(operation.Value);
        switch (operation.Op, parent)
        {
            case ("add", JsonArray array) when token == "-":
                array.Add(value);
                break;
            case ("add", JsonArray array):
                array.Insert(Index(token), value);
                break;
            case ("add", JsonObject members):
                members[token] = value;
                break;
            case ("replace", JsonArray array):
                array[Index(token)] = value;
                break;
            case ("replace", JsonObject members) when members.ContainsKey(token):
                members[token] = value;
                break;
            case ("remove", JsonArray array):
                array.RemoveAt(Index(token));
                break;
            case ("remove", JsonObject members) when members.ContainsKey(token):
                members.Remove(token);
                break;
            default:
                throw new JsonException($"'{operation.Op}' does not fit {operation.Path}.");
        }
    }

    private static int Index(string token) => int.Parse(token, NumberStyles.None, CultureInfo.InvariantCulture);
}
