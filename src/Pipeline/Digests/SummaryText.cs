using System.Globalization;
using EcsGuard.Pipeline.Notifications;

namespace EcsGuard.Pipeline.Digests;

/// <summary>What the summaries about days and weeks write alike.</summary>
internal static class SummaryText
{
    /// <summary>UTF-16 units. Families, containers and reasons can be long; ten lines of each part stay far below what an item or a channel takes.</summary>
    private const int LineLimit = 600;

    public static SummaryLine Line(string text) => new(OneLine.Of(text, LineLimit));

    public static string Text(this int number) => number.ToString(CultureInfo.InvariantCulture);
}
