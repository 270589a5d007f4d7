using System.Globalization;
using System.Text;

namespace EcsGuard.Pipeline.Notifications;

/// <summary>Texts from elsewhere, made fit for a message: one line, nothing invisible, bounded.</summary>
public static class OneLine
{
    /// <summary>
    /// <paramref name="text"/> with a space for each character that breaks a line or cannot be seen, so that nobody can write a line of his own into a message,
    /// and at most <paramref name="limit"/> UTF-16 units, the last of them an ellipsis where something was cut off.
    /// </summary>
    public static string Of(string text, int limit)
    {
        var line = new StringBuilder(Math.Min(text.Length, limit));
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = IsSeen(rune) ? rune : new Rune(' ');
            if (line.Length + shown.Utf16SequenceLength > limit)
            {
                return Shortened(line, limit);
            }

            line.Append(shown.ToString());
        }

        return line.ToString();
    }

    private static string Shortened(StringBuilder line, int limit)
    {
        line.Length = Math.Min(line.Length, limit - 1);
        if (char.IsHighSurrogate(line[^1]))
        {
            line.Length--;
        }

        return line.Append('…').ToString();
    }

    private static bool IsSeen(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned);
}
