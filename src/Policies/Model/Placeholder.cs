namespace EcsGuard.Policies.Model;

/// <summary>Recognises what stands in place of a value until a template or a pipeline fills it in.</summary>
public static class Placeholder
{
    /// <summary>What CloudTrail writes instead of values that might be secret, also where an array or object belongs.</summary>
    public const string RedactionMarker = "HIDDEN_DUE_TO_SECURITY_REASONS";

    /// <summary>Stands for anything where it is the whole text, and not for the same thing wherever it stands.</summary>
    internal const string AnyValue = "PLACEHOLDER";

    /// <summary>
    /// The text holds a stand-in: <c>${X}</c>, <c>{{ x }}</c>, <c>&lt;IMAGE&gt;</c>, <c>__X__</c>, <c>%s</c>, <c>%NAME%</c>,
    /// <c>#{X}#</c> or <c>@@X@@</c>; or it is the word <c>PLACEHOLDER</c>. An UPPER_CASE word is one only where a policy knows that no real value looks like that.
    /// </summary>
    public static bool IsIn(ReadOnlySpan<char> text)
    {
        if (text is AnyValue)
        {
            return true;
        }

        for (var at = text.IndexOfAny(Openers); at >= 0;)
        {
            var rest = text[at..];
            if (Starts(rest, "${", "}") || Starts(rest, "{{", "}}") || Starts(rest, "#{", "}") || Starts(rest, "<%", "%>")
                || StartsTag(rest) || StartsUnderscores(text, at) || StartsWord(rest, "@@", out _) || StartsPercent(rest, text))
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

    private static readonly System.Buffers.SearchValues<char> TagWord =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-. :/");

    private static bool Starts(ReadOnlySpan<char> text, string opening, string closing) =>
        text.StartsWith(opening) && text[opening.Length..].Contains(closing, StringComparison.Ordinal);

    // Names that Python itself spells so, met in commands.
    private static readonly string[] Dunders = ["__main__", "__name__", "__init__", "__file__", "__import__"];

    /// <summary><c>&lt;some words&gt;</c>, but no comparison, redirection or markup with attributes.</summary>
    private static bool StartsTag(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('>');
        return text[0] == '<' && end > 1 && char.IsAsciiLetter(text[1]) && char.IsAsciiLetterOrDigit(text[end - 1]) && !text[1..end].ContainsAnyExcept(TagWord);
    }

    /// <summary>
    /// <c>__WORD__</c> that stands by itself. Inside a longer word the underscores are the separator of .NET's and other frameworks'
    /// settings: <c>Logging__LogLevel__Default</c>.
    /// </summary>
    private static bool StartsUnderscores(ReadOnlySpan<char> text, int at)
    {
        if ((at > 0 && char.IsAsciiLetterOrDigit(text[at - 1])) || !StartsWord(text[at..], "__", out var length))
        {
            return false;
        }

        var word = text.Slice(at, length);
        var after = text[(at + length)..];
        return (after.IsEmpty || !char.IsAsciiLetterOrDigit(after[0])) && !IsDunder(word);
    }

    private static bool IsDunder(ReadOnlySpan<char> word)
    {
        foreach (var dunder in Dunders)
        {
            if (word.SequenceEqual(dunder))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A word between two marks; <paramref name="length"/> counts the marks.</summary>
    private static bool StartsWord(ReadOnlySpan<char> text, string mark, out int length)
    {
        length = 0;
        if (!text.StartsWith(mark))
        {
            return false;
        }

        var end = text[mark.Length..].IndexOf(mark);
        length = end + (2 * mark.Length);
        return end > 0 && char.IsAsciiLetterOrDigit(text[mark.Length]) && !text.Slice(mark.Length, end).ContainsAnyExcept(Word);
    }

    /// <summary>
    /// <c>%s</c>, <c>%d</c>, <c>%NAME%</c>; a percentage such as <c>50%</c>, an escaped character such as <c>%20</c> or a date format such as
    /// <c>%Y-%m-%d</c> is none.
    /// </summary>
    private static bool StartsPercent(ReadOnlySpan<char> text, ReadOnlySpan<char> whole)
    {
        if (text[0] != '%' || text.Length < 2)
        {
            return false;
        }

        if (text[1] is 's' or 'd' && (text.Length == 2 || !char.IsAsciiLetterOrDigit(text[2])))
        {
            return !HoldsOtherConversion(whole);
        }

        var end = text[1..].IndexOf('%');
        return end > 1 && char.IsAsciiLetter(text[1]) && !text.Slice(1, end).ContainsAnyExcept(ConstantName);
    }

    /// <summary>The text is a format of dates or log lines: it has conversions beside <c>%s</c> and <c>%d</c>.</summary>
    private static bool HoldsOtherConversion(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length - 1; at++)
        {
            if (text[at] == '%' && char.IsAsciiLetter(text[at + 1]) && text[at + 1] is not ('s' or 'd'))
            {
                return true;
            }
        }

        return false;
    }
}
