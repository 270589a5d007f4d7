using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace EcsGuard.Cli.Scanning;

/// <summary>A place in a file as editors count it.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters (Unicode code points); a tab is one.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SourcePosition(int Line, int Column)
{
    public static SourcePosition Start { get; } = new(1, 1);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Line}:{Column}");
}

/// <summary>A stretch of a file, in bytes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SourceSpan(int Start, int Length)
{
    public int End => Start + Length;

    public SourceSpan Shift(int by) => this with { Start = Start + by };
}

/// <summary>The text of one input. A byte order mark is not part of it.</summary>
internal sealed class SourceText
{
    private readonly ReadOnlyMemory<byte> _utf8;
    private int[]? _lineStarts;

    /// <param name="name">What the user called it; slashes, whatever the system.</param>
    /// <param name="bytes">The file as it lies on disk.</param>
    public SourceText(string name, ReadOnlyMemory<byte> bytes)
    {
        Name = name;
        _utf8 = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
    }

    public string Name { get; }

    public ReadOnlySpan<byte> Utf8 => _utf8.Span;

    /// <summary>Where a byte stands; one past the end is the place where the text stops.</summary>
    public SourcePosition PositionOf(int offset)
    {
        var line = LineOf(offset);
        var column = 1;
        foreach (var value in Utf8[LineStarts[line]..offset])
        {
            // Every character has one byte that is no continuation byte.
            column += (value & 0xC0) == 0x80 ? 0 : 1;
        }

        return new(line + 1, column);
    }

    /// <summary>The byte that line and byte in the line name, both from 0, as <see cref="System.Text.Json.JsonException"/> counts.</summary>
    public int OffsetOf(long line, long byteInLine) =>
        line >= LineStarts.Length ? Utf8.Length : (int)Math.Min(LineStarts[line] + byteInLine, Utf8.Length);

    /// <summary>The line of a number from 1, without its end; null where there is no such line.</summary>
    public SourceSpan? Line(int number)
    {
        if (number > LineStarts.Length)
        {
            return null;
        }

        var start = LineStarts[number - 1];
        var end = number < LineStarts.Length ? LineStarts[number] - 1 : Utf8.Length;
        return new(start, (end > start && Utf8[end - 1] == '\r' ? end - 1 : end) - start);
    }

    /// <summary>The first byte that is not UTF-8, or -1.</summary>
    public int FindInvalidByte()
    {
        if (System.Text.Unicode.Utf8.IsValid(Utf8))
        {
            return -1;
        }

        var at = 0;
        while (Rune.DecodeFromUtf8(Utf8[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }

    private int[] LineStarts => _lineStarts ??= FindLineStarts();

    private int LineOf(int offset)
    {
        var found = Array.BinarySearch(LineStarts, offset);
        return found >= 0 ? found : ~found - 1;
    }

    private int[] FindLineStarts()
    {
        List<int> starts = [0];
        for (var at = 0; Utf8[at..].IndexOf((byte)'\n') is >= 0 and var next;)
        {
            at += next + 1;
            starts.Add(at);
        }

        return [.. starts];
    }
}
