using System.Globalization;
using EcsGuard.Pipeline.Notifications;

namespace EcsGuard.Pipeline.Digests;

/// <summary>What the summaries about days and weeks write alike.</summary>
internal static class SummaryText
{
    /// <summary>
    /// UTF-16 units, since containers and reasons can be long. A digest has 80 lines at most, which is 240 KB in an item of 400 KB if JSON escapes each character.
    /// </summary>
    private const int LineLimit = 500;

    public static SummaryLine Line(string text) => new(OneLine.Of(text, LineLimit));

    public static string Text(this int number) => number.ToString(CultureInfo.InvariantCulture);
}
