using System.Text;
using EcsGuard.Cli.Scanning;

namespace EcsGuard.Cli.Reports;

/// <summary>A line of a file as it is shown below a finding: tabs set, secrets masked, cut to the width at hand around the place.</summary>
/// <param name="Text">The line.</param>
/// <param name="MarkStart">The column of <see cref="Text"/>, from 0, where the place begins.</param>
/// <param name="MarkLength">How many columns it takes, at least 1.</param>
internal sealed record QuotedLine(string Text, int MarkStart, int MarkLength)
{
    private const string Mask = "***";
    private const string Cut = "...";
    private const string Tab = "    ";

    /// <param name="source">The file.</param>
    /// <param name="line">The line to show.</param>
    /// <param name="place">What to mark; may lie outside the line, then nothing is marked.</param>
    /// <param name="masked">See <see cref="SecretMask"/>.</param>
    /// <param name="width">Columns for the line.</param>
    public static QuotedLine Of(SourceText source, SourceSpan line, SourceSpan place, List<SourceSpan> masked, int width)
    {
        var glyphs = Glyphs(source.Utf8, line, masked);
        var first = glyphs.FindIndex(glyph => glyph.Offset >= place.Start);
        first = first < 0 ? glyphs.Count : first;
        var last = glyphs.FindIndex(first, glyph => glyph.Offset >= place.End);
        last = last < 0 ? glyphs.Count : last;

        var (from, to) = Window(glyphs, first, width);
        var (left, right) = (from > 0 ? Cut : "", to < glyphs.Count ? Cut : "");
        var text = new StringBuilder(left);
        foreach (var glyph in glyphs[from..to])
        {
            text.Append(glyph.Text);
        }

        return new(text.Append(right).ToString(), left.Length + CellsOf(glyphs[from..first]), Math.Max(1, CellsOf(glyphs[first..Math.Max(first, Math.Min(last, to))])));
    }

    private static List<Glyph> Glyphs(ReadOnlySpan<byte> utf8, SourceSpan line, List<SourceSpan> masked)
    {
        List<Glyph> glyphs = [];
        var next = masked.FindIndex(span => span.End > line.Start);
        for (var at = line.Start; at < line.End;)
        {
            if (next >= 0 && next < masked.Count && masked[next].Start == at)
            {
                glyphs.Add(new(Mask, Mask.Length, at));
                at = masked[next++].End;
                continue;
            }

            Rune.DecodeFromUtf8(utf8[at..line.End], out var rune, out var length);
            var text = rune.Value == '\t' ? Tab : Printable.Of(rune);
            glyphs.Add(new(text, text.Length > rune.Utf16SequenceLength ? text.Length : Printable.Cells(rune), at));
            at += length;
        }

        return glyphs;
    }

    /// <summary>The whole line where it fits; otherwise the part around the mark, a third of the width before it.</summary>
    private static (int From, int To) Window(List<Glyph> glyphs, int mark, int width)
    {
        if (CellsOf(glyphs) <= width)
        {
            return (0, glyphs.Count);
        }

        var room = Math.Max(width - 2 * Cut.Length, 10);
        var from = mark;
        for (var cells = 0; from > 0 && cells + glyphs[from - 1].Cells <= room / 3; from--)
        {
            cells += glyphs[from - 1].Cells;
        }

        var to = from;
        for (var cells = 0; to < glyphs.Count && cells + glyphs[to].Cells <= room; to++)
        {
            cells += glyphs[to].Cells;
        }

        return (from, to);
    }

    private static int CellsOf(List<Glyph> glyphs) => glyphs.Sum(glyph => glyph.Cells);

    /// <summary>What one character of the file is shown as.</summary>
    private readonly record struct Glyph(string Text, int Cells, int Offset);
}
