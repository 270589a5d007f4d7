using System.Globalization;
using System.Text;

namespace EcsGuard.Cli.Reports;

/// <summary>Makes texts that strangers wrote harmless on a terminal, and measures them.</summary>
internal static class Printable
{
    /// <summary>The text with every control or invisible character written as an escape: a name must not move the cursor or turn the reading direction.</summary>
    public static string Text(string text)
    {
        StringBuilder? printable = null;
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsHidden(rune))
            {
                printable ??= new(text, 0, at, text.Length + 16);
                printable.Append(Of(rune));
            }
            else
            {
                printable?.Append(rune);
            }

            at += rune.Utf16SequenceLength;
        }

        return printable?.ToString() ?? text;
    }

    /// <summary>One character, or its escape.</summary>
    public static string Of(Rune rune) =>
        IsHidden(rune) ? string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}") : rune.ToString();

    /// <summary>Columns that a printable character takes on a terminal: 0 for one that joins the one before, 2 for the wide ones of East Asia and emoji.</summary>
    public static int Cells(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => 0,
        >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F
            or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6 or >= 0x1F300 and <= 0x1F64F or >= 0x1F900 and <= 0x1F9FF or >= 0x20000 and <= 0x3FFFD => 2,
        _ => 1,
    };

    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
