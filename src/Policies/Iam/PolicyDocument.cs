using System.Collections.Immutable;
using System.Text.Json;

namespace EcsGuard.Policies.Iam;

/// <summary>
/// An IAM policy document, as far as a verdict needs it.
/// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html.
/// </summary>
internal sealed record PolicyDocument(ImmutableArray<PolicyStatement> Statements)
{
    /// <summary>The document; null for a text that does not follow the grammar, of which nothing can be told.</summary>
    public static PolicyDocument? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("Statement", out var statements)
                ? new([.. Items(statements).Select(ReadStatement)])
                : null;
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            return null;
        }
    }

    private static PolicyStatement ReadStatement(JsonElement statement)
    {
        if (statement.ValueKind != JsonValueKind.Object || !statement.TryGetProperty("Effect", out var effect) || effect.ValueKind != JsonValueKind.String)
        {
            throw Unknown();
        }

        return new(
            effect.GetString() switch { "Allow" => true, "Deny" => false, _ => throw Unknown() },
            ReadPatterns(statement, "Action") ?? throw Unknown(),
            ReadPatterns(statement, "Resource"),
            ReadPrincipals(statement),
            ReadConditions(statement));
    }

    private static PatternSet? ReadPatterns(JsonElement statement, string name) => ReadEither(statement, name) is var (value, isNegated) ? new([.. Texts(value)], isNegated) : null;

    private static PrincipalSet? ReadPrincipals(JsonElement statement) => ReadEither(statement, "Principal") switch
    {
        null => null,
        var (value, isNegated) when value.ValueKind == JsonValueKind.Object =>
            new([.. value.EnumerateObject().SelectMany(kind => Texts(kind.Value).Select(name => (kind.Name, name)))], isNegated),
        var (value, isNegated) => new([.. Texts(value).Select(name => ("", name))], isNegated),
    };

    private static ImmutableArray<PolicyCondition> ReadConditions(JsonElement statement) =>
        !statement.TryGetProperty("Condition", out var conditions) ? []
        : conditions.ValueKind != JsonValueKind.Object ? throw Unknown()
        :
        [
            .. from test in conditions.EnumerateObject()
               from key in test.Value.ValueKind == JsonValueKind.Object ? test.Value.EnumerateObject() : throw Unknown()
               select new PolicyCondition(test.Name, key.Name, [.. Items(key.Value).Select(value => value.ToString())]),
        ];

    /// <summary>An element or its opposite. IAM refuses a statement with both.</summary>
    private static (JsonElement Value, bool IsNegated)? ReadEither(JsonElement statement, string name)
    {
        var (has, hasNot) = (statement.TryGetProperty(name, out var value), statement.TryGetProperty($"Not{name}", out var opposite));
        return (has, hasNot) switch
        {
            (true, true) => throw Unknown(),
            (true, false) => (value, false),
            (false, true) => (opposite, true),
            _ => null,
        };
    }

    private static IEnumerable<string> Texts(JsonElement value) =>
        Items(value).Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Unknown());

    /// <summary>A list of one may be written without the list.</summary>
    private static JsonElement[] Items(JsonElement value) => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];

    private static FormatException Unknown() => new("This is no policy document.");
}
