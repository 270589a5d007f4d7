using System.Collections.Immutable;
using System.Text.Json;

namespace EcsGuard.Cli.Scanning;

/// <summary>
/// Tells an array of task definitions, as scripts collect them, from an array of container definitions: in the first, an element has
/// <c>containerDefinitions</c>, or <c>taskDefinition</c> as DescribeTaskDefinition answers it.
/// </summary>
internal static class DefinitionArray
{
    /// <summary>Where the definitions stand; empty where the text is no array of definitions.</summary>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static ImmutableArray<SourceSpan> Split(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return [];
        }

        var elements = ImmutableArray.CreateBuilder<SourceSpan>();
        var holdsDefinitions = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            holdsDefinitions |= PassOver(ref reader);
            elements.Add(new(start, (int)reader.BytesConsumed - start));
        }

        reader.Read();
        return holdsDefinitions ? elements.ToImmutable() : [];
    }

    /// <summary>Moves to the end of the element; true if it is a task definition.</summary>
    private static bool PassOver(ref Utf8JsonReader reader)
    {
        var isDefinition = false;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                isDefinition |= reader.ValueTextEquals("containerDefinitions"u8) || reader.ValueTextEquals("taskDefinition"u8);
                reader.Read();
                reader.Skip();
            }
        }
        else
        {
            reader.Skip();
        }

        return isDefinition;
    }
}
