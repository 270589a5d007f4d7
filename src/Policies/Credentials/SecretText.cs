using System.Buffers;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Credentials;

/// <summary>Tells what a text is that stands where a secret might: the secret, a stand-in for it, the way to it, or something else.</summary>
internal static class SecretText
{
    private static readonly SearchValues<char> Separators = SearchValues.Create("-_./\\:@# ,");
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./\\:#@ ");

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.,");
    private static readonly SearchValues<char> DurationCharacters = SearchValues.Create("PT0123456789.YMWDHS");
    private static readonly SearchValues<char> ConstantCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private static readonly HashSet<string> StandInWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "changeme", "change-me", "change_me", "changethis", "change-this", "replaceme", "replace-me", "replace_me", "todo", "tbd", "fixme", "placeholder", "dummy", "example", "sample",
        "fake", "redacted", "scrubbed", "masked", "hidden", "removed", "unused", "not-used", "notused", "not-a-secret", "xxx",
    };

    private static readonly string[] StandInBeginnings = ["insert-", "insert_", "enter-", "enter_", "replace-with", "replace_with", "replacewith"];

    private static readonly HashSet<string> StateWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "true", "false", "yes", "no", "on", "off", "y", "n", "none", "null", "nil", "undefined", "enabled", "disabled", "enable", "disable", "default", "optional", "required",
        "auto", "n/a", "na", "unset", "empty", "-", "file", "env", "vault", "ssm", "iam", "prompt", "always", "never",

        // The password of every JDK's own trust store, printed in its manual.
        "changeit",
    };

    /// <summary>How values begin that name a secret kept elsewhere, or hold it encrypted.</summary>
    private static readonly string[] ReferenceBeginnings =
    [
        "arn:", "ssm:", "aws-ssm:", "secretsmanager:", "aws-sm:", "awssm:", "aws-secretsmanager:", "vault:", "keyvault:", "file:", "env:", "ref:", "ref+", "sm:", "kms:", "alias/",
        "ENC(", "ENC[", "{cipher}", "encrypted:", "AQICAH", "AQECAH", "rds!",
        "$2a$", "$2b$", "$2y$", "$argon2", "$1$", "$5$", "$6$", "$apr1$", "$scrypt$", "{SHA}", "{SSHA}", "{bcrypt}", "pbkdf2",
        "ssh-rsa ", "ssh-ed25519 ", "ssh-dss ", "ecdsa-sha2-",
    ];

    private static readonly string[] FileEndings = [".pem", ".key", ".crt", ".cer", ".p12", ".pfx", ".jks", ".json", ".yml", ".yaml", ".txt", ".env", ".properties", ".conf", ".toml"];

    /// <summary>
    /// The text is no value yet: a template's stand-in, an UPPER_CASE name, a shell variable, a mask such as <c>****</c> or <c>xxxx-xxxx</c>, or
    /// words that ask to be replaced.
    /// </summary>
    public static bool IsStandIn(ReadOnlySpan<char> text) =>
        Placeholder.IsIn(text)
        || (Placeholder.IsConstantName(text) && IsWords(text))
        || IsVariable(text)
        || IsMask(text)
        || IsBracketed(text)
        || StandInWords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text)
        || (text.StartsWith("your", StringComparison.OrdinalIgnoreCase) && IsWords(text))
        || StartsWithAny(text, StandInBeginnings, StringComparison.OrdinalIgnoreCase)
        || text.EndsWith("-here", StringComparison.OrdinalIgnoreCase) || text.EndsWith("_here", StringComparison.OrdinalIgnoreCase);

    /// <summary>A switch, a number or a duration.</summary>
    public static bool IsState(ReadOnlySpan<char> text) =>
        StateWords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text) || IsNumber(text) || IsDuration(text);

    /// <summary>Digits, perhaps signed or with a fraction.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text) => text.ContainsAnyInRange('0', '9') && !text.TrimStart("+-").ContainsAnyExcept(NumberCharacters);

    /// <summary>The way to a secret (ARN, URL, path, file name, name in a vault), or one that only its key opens, or a public key.</summary>
    public static bool IsReference(ReadOnlySpan<char> text) =>
        StartsWithAny(text, ReferenceBeginnings, StringComparison.Ordinal)
        || text.Contains("://", StringComparison.Ordinal)
        || text.Contains("-----BEGIN ", StringComparison.Ordinal)
        || (text.ContainsAny('/', '\\') && !text.ContainsAnyExcept(PathCharacters) && IsWords(text))
        || (EndsWithAny(text, FileEndings) && IsWords(text));

    /// <summary>
    /// The text looks generated: at least 8 characters, no blanks, not made of words, and at least 3 bits of Shannon entropy a character (2.5 from 16
    /// characters on).
    /// </summary>
    public static bool LooksRandom(ReadOnlySpan<char> text) =>
        text.Length >= 8 && text[0] is not ('{' or '[') && !text.ContainsAny(" \t\r\n") && !IsWords(text) && Entropy(text) >= (text.Length < 16 ? 3 : 2.5);

    /// <summary>Nothing but words, short numbers and separators: <c>prod/db/password</c>, <c>us-east-1</c>, <c>myTokenName</c>.</summary>
    private static bool IsWords(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOfAny(Separators);
            var part = end < 0 ? text : text[..end];
            if (!IsWord(part))
            {
                return false;
            }

            text = end < 0 ? default : text[(end + 1)..];
        }

        return true;
    }

    /// <summary>Letters as people write them (few changes of case), with at most three digits at the end; or a number.</summary>
    private static bool IsWord(ReadOnlySpan<char> part)
    {
        var letters = part.TrimEnd("0123456789");
        var digits = part.Length - letters.Length;
        if (letters.IsEmpty)
        {
            return true;
        }

        if (digits > 3 || letters.Length > 24)
        {
            return false;
        }

        var humps = 0;
        for (var i = 0; i < letters.Length; i++)
        {
            if (!char.IsAsciiLetter(letters[i]))
            {
                return false;
            }

            if (i > 0 && char.IsAsciiLetterUpper(letters[i]) && char.IsAsciiLetterLower(letters[i - 1]))
            {
                humps++;
            }
        }

        return humps * 4 <= letters.Length;
    }

    private static double Entropy(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[128];
        var known = 0;
        foreach (var character in text)
        {
            if (character < 128)
            {
                counts[character]++;
                known++;
            }
        }

        var bits = 0.0;
        foreach (var count in counts)
        {
            if (count > 0)
            {
                var share = (double)count / known;
                bits -= share * Math.Log2(share);
            }
        }

        return bits;
    }

    /// <summary><c>$NAME</c>, <c>$a_name</c>, <c>$(NAME)</c> or <c>%(NAME)s</c> and nothing else. <c>$ecret</c> is none.</summary>
    private static bool IsVariable(ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || text[0] is not ('$' or '%'))
        {
            return false;
        }

        var name = text[1..];
        if (name[0] == '(' && name.IndexOf(')') is var end and > 1)
        {
            return end == name.Length - 1 || name[(end + 1)..] is "s";
        }

        return text[0] == '$' && char.IsAsciiLetter(name[0])
            && (char.IsAsciiLetterUpper(name[0]) ? !name.ContainsAnyExcept(ConstantCharacters) : name.Contains('_') && IsWords(name));
    }

    /// <summary>One character over and over, perhaps in groups.</summary>
    private static bool IsMask(ReadOnlySpan<char> text)
    {
        var mask = '\0';
        var length = 0;
        foreach (var character in text)
        {
            if (character is '-' or '_' or ' ' or ':' or '/')
            {
                continue;
            }

            length++;
            mask = mask == '\0' ? char.ToLowerInvariant(character) : mask;
            if (char.ToLowerInvariant(character) != mask)
            {
                return false;
            }
        }

        return length >= 3 && (char.IsAsciiLetter(mask) || mask is '*' or '.' or '0' or '?' or '•' or '#');
    }

    private static bool IsBracketed(ReadOnlySpan<char> text) =>
        text.Length >= 2 && ((text[0] == '<' && text[^1] == '>') || (text[0] == '[' && text[^1] == ']')) && IsWords(text[1..^1]);

    /// <summary><c>30s</c>, <c>15m</c>, <c>1h30m</c>, <c>500ms</c>, <c>7 days</c>, <c>PT15M</c>.</summary>
    private static bool IsDuration(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("P", StringComparison.Ordinal) && text.ContainsAnyInRange('0', '9'))
        {
            return !text.ContainsAnyExcept(DurationCharacters);
        }

        var rest = text;
        while (!rest.IsEmpty)
        {
            var unit = rest.TrimStart("0123456789.");
            if (unit.Length == rest.Length)
            {
                return false;
            }

            unit = unit.TrimStart(' ');
            var length = unit.IndexOfAnyInRange('0', '9') is var next and >= 0 ? next : unit.Length;
            if (unit[..length].TrimEnd(' ') is not ("ms" or "s" or "m" or "h" or "d" or "w" or "y" or "sec" or "secs" or "seconds" or "min" or "mins" or "minutes" or "hours" or "hour" or "day" or "days"))
            {
                return false;
            }

            rest = unit[length..];
        }

        return !text.IsEmpty;
    }

    private static bool StartsWithAny(ReadOnlySpan<char> text, string[] beginnings, StringComparison comparison)
    {
        foreach (var beginning in beginnings)
        {
            if (text.StartsWith(beginning, comparison))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsWithAny(ReadOnlySpan<char> text, string[] endings)
    {
        foreach (var ending in endings)
        {
            if (text.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
