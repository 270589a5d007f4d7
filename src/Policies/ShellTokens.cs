using System.Text;

namespace EcsGuard.Policies;

internal enum ShellTokenKind { Word, Operator, Redirection }

/// <summary>A word, an operator (a line break among them), or a redirection together with its target.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Text">As it stands in the script.</param>
/// <param name="Start">Where it begins in the script.</param>
/// <param name="Value">A word without its quotes; null where the shell would expand something in it.</param>
internal readonly record struct ShellToken(ShellTokenKind Kind, string Text, int Start, string? Value)
{
    /// <summary>Part of the word is quoted, so it is no keyword.</summary>
    public bool IsQuoted => Text.AsSpan().ContainsAny('\'', '"', '\\');

    /// <summary><c>NAME=…</c>, which sets a variable where no command has begun.</summary>
    public bool IsAssignment
    {
        get
        {
            var equals = Text.IndexOf('=', StringComparison.Ordinal);
            var name = equals > 0 && Text[equals - 1] == '+' ? Text.AsSpan(0, equals - 1) : Text.AsSpan(0, Math.Max(equals, 0));
            return !name.IsEmpty && !char.IsAsciiDigit(name[0]) && !name.ContainsAnyExcept(NameCharacters);
        }
    }

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
}

/// <summary>Splits a shell script into words, operators and redirections, passing over comments and here-documents.</summary>
internal ref struct ShellTokens(string text)
{
    // Longest first.
    private static readonly string[] Operators = [";;&", ";;", ";&", "&&", "||", "|&", "\n", ";", "&", "|", "(", ")"];
    private static readonly string[] Redirections = ["&>>", "&>", "<<<", "<<-", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">"];

    private readonly List<ShellToken> _tokens = [];
    private readonly List<(string Delimiter, bool StripTabs)> _hereDocuments = [];
    private int _at;

    /// <summary>Null where a quote, substitution or here-document does not end.</summary>
    public static List<ShellToken>? Read(string text)
    {
        var tokens = new ShellTokens(text);
        return tokens.ReadAll() ? tokens._tokens : null;
    }

    private bool ReadAll()
    {
        while (SkipBlanks())
        {
            if (text[_at] == '#')
            {
                var lineBreak = text.IndexOf('\n', _at);
                _at = lineBreak < 0 ? text.Length : lineBreak;
            }
            else if (!ReadRedirection(out var fits) || !fits && !ReadOperator(out fits) || !fits && !ReadWord(ShellTokenKind.Word, _at))
            {
                return false;
            }
        }

        return _hereDocuments.Count == 0;
    }

    private bool SkipBlanks()
    {
        while (_at < text.Length && (text[_at] is ' ' or '\t' or '\r' || StartsWith("\\\n")))
        {
            _at += text[_at] == '\\' ? 2 : 1;
        }

        return _at < text.Length;
    }

    /// <summary>Reads <c>2&gt;&amp;1</c>, <c>&gt; file</c>, <c>&lt;&lt;EOF</c>. False if its target is missing.</summary>
    private bool ReadRedirection(out bool fits)
    {
        fits = false;
        var start = _at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
        {
            _at++;
        }

        var redirection = Match(Redirections);
        if (redirection is null || IsProcessSubstitution())
        {
            _at = start;
            return true;
        }

        fits = true;
        _at += redirection.Length;
        if (!SkipBlanks() || !ReadWord(ShellTokenKind.Redirection, start))
        {
            return false;
        }

        if (redirection is "<<" or "<<-")
        {
            _hereDocuments.Add((Unquote(_tokens[^1].Text[redirection.Length..].TrimStart()), redirection == "<<-"));
        }

        return true;
    }

    private readonly bool IsProcessSubstitution() => text[_at] is '<' or '>' && _at + 1 < text.Length && text[_at + 1] == '(';

    private bool ReadOperator(out bool fits)
    {
        var found = Match(Operators);
        fits = found is not null;
        if (found is not null)
        {
            _tokens.Add(new(ShellTokenKind.Operator, found, _at, null));
            _at += found.Length;
        }

        return found != "\n" || SkipHereDocuments();
    }

    private bool SkipHereDocuments()
    {
        foreach (var (delimiter, stripTabs) in _hereDocuments)
        {
            var found = false;
            while (!found && _at < text.Length)
            {
                var end = text.IndexOf('\n', _at);
                var line = text[_at..(end < 0 ? text.Length : end)];
                found = (stripTabs ? line.TrimStart('\t') : line) == delimiter;
                _at = end < 0 ? text.Length : end + 1;
            }

            if (!found)
            {
                return false;
            }
        }

        _hereDocuments.Clear();
        return true;
    }

    private bool ReadWord(ShellTokenKind kind, int start)
    {
        var value = new StringBuilder();
        var expands = false;
        var wordStart = _at;
        while (_at < text.Length && !EndsWord(wordStart))
        {
            switch (text[_at])
            {
                case '\\' when _at + 1 < text.Length:
                    value.Append(text[_at + 1] == '\n' ? "" : text[_at + 1]);
                    _at += 2;
                    break;
                case '\'':
                    var end = text.IndexOf('\'', _at + 1);
                    if (end < 0)
                    {
                        return false;
                    }

                    value.Append(text, _at + 1, end - _at - 1);
                    _at = end + 1;
                    break;
                case '"':
                    if (!ReadDoubleQuoted(value, ref expands))
                    {
                        return false;
                    }

                    break;
                case '$' or '`' or '<' or '>':
                    expands = true;
                    if (!SkipExpansion())
                    {
                        return false;
                    }

                    break;
                case '(':
                    expands = true;
                    if (!SkipBalanced('(', ')'))
                    {
                        return false;
                    }

                    break;
                case var plain:
                    expands |= plain is '*' or '?' || plain == '~' && _at == wordStart;
                    value.Append(plain);
                    _at++;
                    break;
            }
        }

        if (_at == wordStart)
        {
            return false;
        }

        _tokens.Add(new(kind, text[start.._at], start, expands ? null : value.ToString()));
        return true;
    }

    /// <summary>A parenthesis belongs to the word only as the value of an array: <c>NAME=(…)</c>.</summary>
    private readonly bool EndsWord(int wordStart) => text[_at] switch
    {
        ' ' or '\t' or '\r' or '\n' or ';' or '&' or '|' or ')' => true,
        '(' => _at == wordStart || text[_at - 1] != '=',
        '<' or '>' => !IsProcessSubstitution(),
        _ => false,
    };

    private bool ReadDoubleQuoted(StringBuilder value, ref bool expands)
    {
        for (_at++; _at < text.Length;)
        {
            switch (text[_at])
            {
                case '"':
                    _at++;
                    return true;
                case '\\' when _at + 1 < text.Length:
                    value.Append(text[_at + 1] is '$' or '`' or '"' or '\\' ? text[(_at + 1)..(_at + 2)] : text[_at + 1] == '\n' ? "" : text[_at..(_at + 2)]);
                    _at += 2;
                    break;
                case '$' or '`':
                    expands = true;
                    if (!SkipExpansion())
                    {
                        return false;
                    }

                    break;
                default:
                    value.Append(text[_at++]);
                    break;
            }
        }

        return false;
    }

    /// <summary>Passes over <c>$name</c>, <c>${…}</c>, <c>$(…)</c>, <c>`…`</c> or <c>&lt;(…)</c>. False if it does not end.</summary>
    private bool SkipExpansion()
    {
        var opening = text[_at];
        _at++;
        if (opening == '`')
        {
            return SkipTo('`');
        }

        return _at >= text.Length || text[_at] switch
        {
            '{' => SkipBalanced('{', '}'),
            '(' => SkipBalanced('(', ')'),
            _ => true,
        };
    }

    private bool SkipBalanced(char open, char close)
    {
        var depth = 0;
        while (_at < text.Length)
        {
            var character = text[_at++];
            if (character == '\\')
            {
                _at++;
            }
            else if (character is '\'' && open == '(' || character is '"' or '`')
            {
                if (!SkipTo(character))
                {
                    return false;
                }
            }
            else if (character == open)
            {
                depth++;
            }
            else if (character == close && --depth == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Passes over everything up to and including the mark; a backslash takes its meaning except between single quotes.</summary>
    private bool SkipTo(char mark)
    {
        while (_at < text.Length)
        {
            var character = text[_at++];
            if (character == mark)
            {
                return true;
            }

            if (character == '\\' && mark != '\'')
            {
                _at++;
            }
        }

        return false;
    }

    private static string Unquote(string delimiter) =>
        string.Concat(delimiter.Split('\'', '"', '\\'));

    private readonly string? Match(string[] candidates)
    {
        foreach (var candidate in candidates)
        {
            if (StartsWith(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    private readonly bool StartsWith(string expected) => text.AsSpan(Math.Min(_at, text.Length)).StartsWith(expected);
}
