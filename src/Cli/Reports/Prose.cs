using System.Text;

namespace EcsGuard.Cli.Reports;

/// <summary>Sets running text in lines.</summary>
internal static class Prose
{
    /// <summary>The words in lines of at most <paramref name="width"/> columns; a longer word has a line of its own. Colour sequences take no room.</summary>
    public static List<string> Wrap(string text, int width)
    {
        List<string> lines = [];
        var line = new StringBuilder();
        var cells = 0;
        foreach (var word in text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            var length = Cells(word);
            if (cells > 0 && cells + 1 + length > width)
            {
                lines.Add(line.ToString());
                line.Clear();
                cells = 0;
            }

            line.Append(cells > 0 ? " " : "").Append(word);
            cells += length + (cells > 0 ? 1 : 0);
        }

        lines.Add(line.ToString());
        return lines;
    }

    private static int Cells(string word)
    {
        var cells = 0;
        var inSequence = false;
        foreach (var rune in word.EnumerateRunes())
        {
            inSequence |= rune.Value == '\e';
            cells += inSequence ? 0 : Printable.Cells(rune);
            inSequence &= rune.Value != 'm';
        }

        return cells;
    }
}
