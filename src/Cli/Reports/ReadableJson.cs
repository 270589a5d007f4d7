using System.Text.Encodings.Web;
using System.Text.Json;

namespace EcsGuard.Cli.Reports;

/// <summary>How the command writes JSON.</summary>
internal static class ReadableJson
{
    public static JsonWriterOptions Options { get; } = new()
    {
        Indented = true,
        NewLine = "\n",
        // People read it too: `'` and `é` stay. It never enters HTML unescaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
