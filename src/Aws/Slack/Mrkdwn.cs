using System.Text;

namespace EcsGuard.Aws.Slack;

/// <summary>
/// Texts from elsewhere in Slack's mrkdwn, so that no name in them becomes a mention, a link, an emoji or a style. <c>&amp;</c>, <c>&lt;</c> and <c>&gt;</c>
/// are escaped, without which there is no mention or link; a word that could be read as anything else stands as code, where nothing is read. Names between
/// backticks, as policies write them, are code already.
/// Source: https://docs.slack.dev/messaging/formatting-message-text.
/// </summary>
internal static class Mrkdwn
{
    private const char CodeMark = '`';
    private const char Ellipsis = '…';

    /// <summary><paramref name="text"/>, escaped; at most <paramref name="limit"/> UTF-16 units, whole escapes and characters.</summary>
    public static string Text(string text, int limit)
    {
        var parts = text.Split(CodeMark);
        // An odd backtick opens code that nothing ends, and two that follow each other are no code.
        return parts.Length % 2 == 0 || parts.Where((part, place) => place % 2 == 1 && part.Length == 0).Any()
            ? Fit(Words(text.Replace(CodeMark, '\'')), limit)
            : Fit(parts.SelectMany((part, place) => place % 2 == 1 ? [(part, true)] : Words(part)), limit);
    }

    /// <summary><paramref name="text"/> as code, escaped; at most <paramref name="limit"/> UTF-16 units.</summary>
    public static string Code(string text, int limit) => Fit([(text.Replace(CodeMark, '\''), true)], limit);

    /// <summary><c>&amp;</c>, <c>&lt;</c> and <c>&gt;</c> escaped, which is all that is needed between code fences.</summary>
    public static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>Words and the spaces between them, each with whether it has to be code.</summary>
    private static IEnumerable<(string Text, bool IsCode)> Words(string text) =>
        text.Split(' ').SelectMany((word, place) => place == 0 ? [(word, IsRead(word))] : new[] { (" ", false), (word, IsRead(word)) });

    /// <summary>Whether Slack could read something else than its characters in a word: a style's mark at a word's edge, or an emoji.</summary>
    private static bool IsRead(string word)
    {
        for (var index = 0; index < word.Length; index++)
        {
            if (word[index] is '*' or '_' or '~' && !(index > 0 && index < word.Length - 1 && char.IsLetterOrDigit(word[index - 1]) && char.IsLetterOrDigit(word[index + 1])))
            {
                return true;
            }
        }

        // Times have only digits between their colons, and there is no emoji without a letter.
        return word.Split(':') is [_, .. var inner, _] && inner.Any(part => part.Any(char.IsLetter));
    }

    private static string Fit(IEnumerable<(string Text, bool IsCode)> parts, int limit)
    {
        var fitted = new StringBuilder();
        var pieces = parts.Select(part => (part.Text, part.IsCode, Escaped: part is { IsCode: true, Text.Length: > 0 } ? $"{CodeMark}{Escape(part.Text)}{CodeMark}" : Escape(part.Text))).ToArray();
        foreach (var (place, (text, isCode, escaped)) in pieces.Index())
        {
            // Behind all but the last there has to be room for an ellipsis.
            if (fitted.Length + escaped.Length > (place == pieces.Length - 1 ? limit : limit - 1))
            {
                return Cut(fitted, text, isCode, limit);
            }

            fitted.Append(escaped);
        }

        return fitted.ToString();
    }

    /// <summary>What fits, as much of <paramref name="text"/> as fits behind it, and an ellipsis.</summary>
    private static string Cut(StringBuilder fitted, string text, bool isCode, int limit)
    {
        var (open, close) = isCode ? ($"{CodeMark}", $"{Ellipsis}{CodeMark}") : ("", $"{Ellipsis}");
        if (fitted.Length + open.Length + close.Length >= limit)
        {
            return $"{fitted}{Ellipsis}";
        }

        fitted.Append(open);
        foreach (var rune in text.EnumerateRunes())
        {
            var escaped = Escape(rune.ToString());
            if (fitted.Length + escaped.Length + close.Length > limit)
            {
                break;
            }

            fitted.Append(escaped);
        }

        return fitted.Append(close).ToString();
    }
}
