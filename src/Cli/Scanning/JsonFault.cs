using System.Text.Json;

namespace EcsGuard.Cli.Scanning;

/// <summary>Explains why a text is no JSON, in words for the person who wrote it. Never quotes the text, which could hold a secret.</summary>
internal static class JsonFault
{
    private const string NotJson = "This is not JSON. scan reads task definitions in JSON; YAML, Terraform and templates are not read.";

    public static InputError Explain(SourceText source, JsonException fault)
    {
        var at = source.OffsetOf(fault.LineNumber ?? 0, fault.BytePositionInLine ?? 0);
        return new(source.Name, source.PositionOf(at), Describe(source.Utf8, at));
    }

    /// <summary>The text whose escapes name half a character (<c>\ud800</c> alone), which no program can turn into a value.</summary>
    public static InputError? FindBrokenText(SourceText source)
    {
        var reader = new Utf8JsonReader(source.Utf8);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !CanBeRead(in reader))
            {
                return new(source.Name, source.PositionOf((int)reader.TokenStartIndex), "A `\\u` escape in this text names half a character. Write the character itself, or both halves.");
            }
        }

        return null;
    }

    private static bool CanBeRead(in Utf8JsonReader reader)
    {
        try
        {
            reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string Describe(ReadOnlySpan<byte> utf8, int at)
    {
        var rest = utf8[at..];
        var before = utf8[..at].TrimEnd(" \t\r\n"u8);
        if (rest.Trim(" \t\r\n"u8).IsEmpty)
        {
            return "The JSON stops here, but something is still open: a bracket, brace or quotation mark is missing, or the file was cut off.";
        }

        if (before.IsEmpty)
        {
            return StartsPlaceholder(rest) ? Placeholder : NotJson;
        }

        return (char)rest[0] switch
        {
            _ when StartsPlaceholder(rest) => Placeholder,
            '/' or '#' => "JSON has no comments. Remove it.",
            '\'' => "JSON wants double quotation marks, not single ones.",
            ']' or '}' when before.EndsWith(","u8) => "The comma before this bracket is one too many. Remove it.",
            ']' or '}' => "This bracket closes nothing, or something is missing before it.",
            '"' or '{' or '[' when !before.EndsWith(","u8) && !before.EndsWith(":"u8) && !before.EndsWith("["u8) && !before.EndsWith("{"u8) =>
                "Something is missing before this: a comma, or the bracket that closes what came before.",
            '{' or '[' when !before.EndsWith("{"u8) => "This is nested deeper than any task definition.",
            < ' ' => "A line break or tab stands inside a text. Write `\\n` or `\\t`, or close the quotation marks before the line ends.",
            '=' or ';' => "JSON separates name and value by a colon, and members by a comma.",
            _ => "This is no JSON value: texts stand in double quotation marks; numbers, true, false and null are written bare.",
        };
    }

    private const string Placeholder = "A template's stand-in stands bare here, so the file is no JSON yet. Render the template first, then scan the result.";

    private static bool StartsPlaceholder(ReadOnlySpan<byte> text) =>
        text[0] is (byte)'$' or (byte)'<' or (byte)'%' or (byte)'@' || text.StartsWith("{{"u8) || text.StartsWith("{%"u8) || text.StartsWith("#{"u8) || text.StartsWith("__"u8)
        || (text[0] == '{' && text[1..].TrimStart(" "u8).StartsWith("{"u8));
}
