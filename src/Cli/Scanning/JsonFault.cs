using System.Text.Json;

namespace EcsGuard.Cli.Scanning;

/// <summary>Explains why a text is no JSON, in words for the person who wrote it. Never quotes the text, which could hold a secret.</summary>
internal static class JsonFault
{
    private const string NotJson = "This is not JSON. scan reads task definitions in JSON; YAML, Terraform and templates are not read.";

    private const string Placeholder = "A template's stand-in stands bare here, so the file is no JSON yet. Render the template first, then scan the result.";

    // The depth at which System.Text.Json stops when it is not told otherwise.
    private const int DeepestReadable = 64;

    private const string HalfCharacter = "A `\\u` escape in this text names half a character. Write the character itself, or both halves.";

    public static InputError Explain(SourceText source, JsonException fault)
    {
        var at = source.OffsetOf(fault.LineNumber ?? 0, fault.BytePositionInLine ?? 0);
        return new(source.Name, source.PositionOf(at), fault.InnerException is InvalidOperationException ? HalfCharacter : Describe(source.Utf8, at));
    }

    private static string Describe(ReadOnlySpan<byte> utf8, int at)
    {
        var rest = utf8[at..];
        var before = utf8[..at].TrimEnd(" \t\r\n"u8);
        if (rest.Trim(", \t\r\n"u8).IsEmpty)
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
            '{' when utf8[at - 1] == '{' => Placeholder,
            '/' or '#' => "JSON has no comments. Remove it.",
            '\'' => "JSON wants double quotation marks, not single ones.",
            ']' or '}' when before.EndsWith(","u8) => "The comma before this bracket is one too many. Remove it.",
            ']' or '}' => "This bracket closes nothing, or something is missing before it.",
            '"' or '{' or '[' when !before.EndsWith(","u8) && !before.EndsWith(":"u8) && !before.EndsWith("["u8) && !before.EndsWith("{"u8) =>
                "Something is missing before this: a comma, or the bracket that closes what came before.",
            '{' or '[' => DepthAt(before) >= DeepestReadable ? "This is nested deeper than any task definition." : "A name in double quotation marks must stand here, not a bracket.",
            < ' ' => "A line break or tab stands inside a text. Write `\\n` or `\\t`, or close the quotation marks before the line ends.",
            '=' or ';' => "JSON separates name and value by a colon, and members by a comma.",
            _ => "This is no JSON: texts and names stand in double quotation marks; only numbers, true, false and null are written bare.",
        };
    }

    /// <summary>How many brackets are open; what stands in texts does not count.</summary>
    private static int DepthAt(ReadOnlySpan<byte> before)
    {
        var (depth, inText) = (0, false);
        for (var at = 0; at < before.Length; at++)
        {
            switch (before[at])
            {
                case (byte)'\\' when inText:
                    at++;
                    break;
                case (byte)'"':
                    inText = !inText;
                    break;
                case (byte)'{' or (byte)'[' when !inText:
                    depth++;
                    break;
                case (byte)'}' or (byte)']' when !inText:
                    depth--;
                    break;
                default:
                    break;
            }
        }

        return depth;
    }

    private static bool StartsPlaceholder(ReadOnlySpan<byte> text) =>
        text[0] is (byte)'$' or (byte)'<' or (byte)'%' or (byte)'@' || text.StartsWith("{{"u8) || text.StartsWith("{%"u8) || text.StartsWith("#{"u8) || text.StartsWith("__"u8);
}
