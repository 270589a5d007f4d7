namespace EcsGuard.Policies.Model;

/// <summary>Recognises what stands in place of a value until a template or a pipeline fills it in.</summary>
public static class Placeholder
{
    /// <summary>What CloudTrail writes instead of values that might be secret, also where an array or object belongs.</summary>
    public const string RedactionMarker = "HIDDEN_DUE_TO_SECURITY_REASONS";

    /// <summary>
    /// The text holds a stand-in: <c>${X}</c>, <c>{{ x }}</c>, <c>&lt;IMAGE&gt;</c>, <c>__X__</c>, <c>%s</c>, <c>%NAME%</c>,
    /// <c>#{X}#</c> or <c>@@X@@</c>. An UPPER_CASE word is one only where a policy knows that no real value looks like that.
    /// </summary>
    public static bool IsIn(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAny(Openers); at >= 0;)
        {
            var rest = text[at..];
            if (Starts(rest, "${", "}") || Starts(rest, "{{", "}}") || Starts(rest, "#{", "}") || Starts(rest, "<%", "%>")
                || StartsTag(rest) || StartsWord(rest, "__") || StartsWord(rest, "@@") || StartsPercent(rest))
            {
                return true;
            }

            var next = rest[1..].IndexOfAny(Openers);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    /// <summary>The whole text is one UPPER_CASE word with an underscore, such as <c>IMAGE_TAG</c>.</summary>
    public static bool IsConstantName(ReadOnlySpan<char> text) =>
        text.Contains('_') && char.IsAsciiLetterUpper(text[0]) && !text.ContainsAnyExcept(ConstantName);

    private static readonly System.Buffers.SearchValues<char> Openers = System.Buffers.SearchValues.Create("$#{<_@%");
    private static readonly System.Buffers.SearchValues<char> ConstantName = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    private static readonly System.Buffers.SearchValues<char> Word =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-. ");

    private static bool Starts(ReadOnlySpan<char> text, string opening, string closing) =>
        text.StartsWith(opening) && text[opening.Length..].Contains(closing, StringComparison.Ordinal);

    /// <summary><c>&lt;some words&gt;</c>, but no comparison, redirection or markup with attributes.</summary>
    private static bool StartsTag(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('>');
        return text[0] == '<' && end > 1 && !text[1..end].ContainsAnyExcept(Word) && char.IsAsciiLetter(text[1]);
    }

    private static bool StartsWord(ReadOnlySpan<char> text, string mark)
    {
        if (!text.StartsWith(mark))
        {
            return false;
        }

        var end = text[mark.Length..].IndexOf(mark);
        return end > 0 && !text.Slice(mark.Length, end).ContainsAnyExcept(Word);
    }

    /// <summary><c>%s</c>, <c>%d</c>, <c>%NAME%</c>; a percentage such as <c>50%</c> or an escaped character such as <c>%20</c> is none.</summary>
    private static bool StartsPercent(ReadOnlySpan<char> text)
    {
        if (text[0] != '%' || text.Length < 2)
        {
            return false;
        }

        if (text[1] is 's' or 'd' && (text.Length == 2 || !char.IsAsciiLetterOrDigit(text[2])))
        {
            return true;
        }

        var end = text[1..].IndexOf('%');
        return end > 1 && char.IsAsciiLetter(text[1]) && !text.Slice(1, end).ContainsAnyExcept(ConstantName);
    }
}
