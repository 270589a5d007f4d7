using System.Buffers;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Credentials;

/// <summary>
/// Finds credentials in the value of a setting: by their own shape, in URLs, in connection strings and other lists of settings, and by the
/// setting's name.
/// </summary>
internal static class CredentialDetector
{
    /// <summary>Longer encoded texts are looked at as they stand: certificates, images and the like.</summary>
    private const int LongestEncoded = 16 * 1024;

    private static readonly SearchValues<char> PairMarks = SearchValues.Create("=:");
    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");
    private static readonly SearchValues<char> AuthorityEnds = SearchValues.Create("/?# \t\r\n\"'");
    private static readonly SearchValues<char> Ends = SearchValues.Create(";&,\"' \t\r\n)}|");

    /// <summary>What <paramref name="value"/> holds, whatever it is called.</summary>
    public static CredentialFinding InValue(ReadOnlySpan<char> value)
    {
        var finding = InPlainText(value);
        return finding.Certainty == CredentialCertainty.None && value.Length is >= 64 and <= LongestEncoded && TokenShapes.Decode(value) is { } decoded && decoded[0] is '{' or '-'
            ? InPlainText(decoded)
            : finding;
    }

    /// <summary>What <paramref name="value"/> holds, given that it is called <paramref name="name"/>.</summary>
    public static CredentialFinding InSetting(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        var finding = InValue(value);
        return finding.Certainty == CredentialCertainty.Credential ? (finding.Kind == "a JSON Web Token" && SecretName.IsPublic(name) ? CredentialFinding.None : finding)
            : ByName(name, value, isOption: false) is { Certainty: not CredentialCertainty.None } named ? named
            : finding;
    }

    /// <summary>What a name makes of a literal beside it. No shape is looked for.</summary>
    private static CredentialFinding ByName(ReadOnlySpan<char> name, ReadOnlySpan<char> value, bool isOption)
    {
        var kind = SecretName.Classify(name, isOption);
        value = value.Trim();
        if (kind == SecretNameKind.None || value.IsEmpty || IsPublicKey(value))
        {
            return CredentialFinding.None;
        }

        if (SecretText.IsStandIn(value) || IsSameWord(name, value))
        {
            return CredentialFinding.StandIn;
        }

        // A number of five digits or more is a poor password; a shorter one is a setting of it.
        var isPoorPassword = kind != SecretNameKind.Token && value.Length >= 5 && SecretText.IsNumber(value);
        if ((SecretText.IsState(value) && !isPoorPassword) || SecretText.IsReference(value))
        {
            return CredentialFinding.None;
        }

        return kind == SecretNameKind.Password ? CredentialFinding.Of("a password")
            : (kind == SecretNameKind.KeyMaterial && value.Length >= 6) || SecretText.LooksRandom(value) ? CredentialFinding.Of("a secret")
            : CredentialFinding.None;
    }

    private static CredentialFinding InPlainText(ReadOnlySpan<char> text)
    {
        var finding = TokenShapes.Find(text);
        if (finding.Certainty == CredentialCertainty.Credential)
        {
            return finding;
        }

        var inUrl = InUrls(text);
        if (inUrl.Certainty == CredentialCertainty.Credential)
        {
            return inUrl;
        }

        var inPair = InPairs(text);
        return inPair.Certainty != CredentialCertainty.None ? inPair
            : inUrl.Certainty != CredentialCertainty.None ? inUrl
            : finding;
    }

    /// <summary><c>scheme://user:password@host</c>, and Oracle's <c>jdbc:oracle:thin:user/password@host</c>. A user alone is no credential.</summary>
    private static CredentialFinding InUrls(ReadOnlySpan<char> text)
    {
        var standIn = false;
        for (var rest = text; rest.IndexOf("://") is var at and >= 0;)
        {
            rest = rest[(at + 3)..];
            var end = rest.IndexOfAny(AuthorityEnds);
            var authority = end < 0 ? rest : rest[..end];
            var finding = PasswordIn(authority[..Math.Max(0, authority.LastIndexOf('@'))], ':');
            if (finding.Certainty == CredentialCertainty.Credential)
            {
                return finding;
            }

            standIn |= finding.Certainty == CredentialCertainty.StandIn;
        }

        const string Oracle = "jdbc:oracle:thin:";
        if (text.IndexOf(Oracle) is var oracle and >= 0)
        {
            var rest = text[(oracle + Oracle.Length)..];
            var finding = PasswordIn(rest[..Math.Max(0, rest.IndexOf('@'))], '/');
            if (finding.Certainty != CredentialCertainty.None)
            {
                return finding;
            }
        }

        return standIn ? CredentialFinding.StandIn : CredentialFinding.None;
    }

    private static CredentialFinding PasswordIn(ReadOnlySpan<char> user, char mark)
    {
        var at = user.IndexOf(mark);
        return at < 0 || at == user.Length - 1 ? CredentialFinding.None
            : SecretText.IsStandIn(user[(at + 1)..]) ? CredentialFinding.StandIn
            : CredentialFinding.Of("a URL with a password");
    }

    /// <summary>Settings inside the value: <c>Password=…;</c>, <c>?password=…&amp;</c>, <c>-Ddb.password=…</c>, <c>"password": "…"</c>.</summary>
    private static CredentialFinding InPairs(ReadOnlySpan<char> text)
    {
        var standIn = false;
        for (var at = text.IndexOfAny(PairMarks); at >= 0;)
        {
            var finding = InPair(text, at);
            if (finding.Certainty == CredentialCertainty.Credential)
            {
                return finding;
            }

            standIn |= finding.Certainty == CredentialCertainty.StandIn;
            var next = text[(at + 1)..].IndexOfAny(PairMarks);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return standIn ? CredentialFinding.StandIn : CredentialFinding.None;
    }

    private static CredentialFinding InPair(ReadOnlySpan<char> text, int mark)
    {
        const int LongestKey = 64;
        const int LongestValue = 1024;
        var before = text[Math.Max(0, mark - LongestKey)..mark].TrimEnd(" \t");
        var isQuoted = before.EndsWith("\"") || before.EndsWith("'");
        if (text[mark] == ':' && !isQuoted)
        {
            return CredentialFinding.None;
        }

        before = before.TrimEnd("\"'\\");
        var keyStart = before.LastIndexOfAnyExcept(KeyCharacters) + 1;
        var key = before[keyStart..];
        var after = text[(mark + 1)..];
        after = after[..Math.Min(after.Length, LongestValue)].TrimStart(" \t").TrimStart("\\");
        var opening = after.IsEmpty || after[0] is not ('"' or '\'') ? '\0' : after[0];
        after = opening == '\0' ? after : after[1..];
        var end = opening == '\0' ? after.IndexOfAny(Ends) : after.IndexOfAny(opening, '\\');
        var value = end < 0 ? after : after[..end];
        if (key.Equals("sig", StringComparison.OrdinalIgnoreCase))
        {
            return value.Length >= 30 && SecretText.LooksRandom(value) ? CredentialFinding.Of("a shared access signature") : CredentialFinding.None;
        }

        if (IsPattern(value))
        {
            return CredentialFinding.None;
        }

        var finding = ByName(key, IsStandIn(value, after) ? after : value, isOption: true);
        return finding.Certainty == CredentialCertainty.Credential ? CredentialFinding.Of(isQuoted ? "a document with " + finding.Kind : "a connection string or option with " + finding.Kind) : finding;
    }

    /// <summary>A stand-in may hold characters that end a value, as <c>{{ password }}</c> does.</summary>
    private static bool IsStandIn(ReadOnlySpan<char> value, ReadOnlySpan<char> whole) =>
        !value.IsEmpty && value[0] is '$' or '{' or '#' or '<' or '%' or '_' or '@' && Placeholder.IsIn(whole);

    /// <summary>A regular expression that finds passwords, to mask them in a log for instance, holds none.</summary>
    private static bool IsPattern(ReadOnlySpan<char> value) =>
        value.StartsWith("(") || value.StartsWith("[") || value.Contains(".*", StringComparison.Ordinal) || value.Contains(".+", StringComparison.Ordinal) || value.Contains("[^", StringComparison.Ordinal);

    /// <summary>PEM of a public key or certificate, plain or in base64. (A private one has been found before.)</summary>
    private static bool IsPublicKey(ReadOnlySpan<char> value) =>
        value.Length <= LongestEncoded && value.StartsWith("LS0tLS1CRUdJTi") && TokenShapes.Decode(value) is not null;

    /// <summary>The value repeats the name: <c>API_KEY=api-key</c>.</summary>
    private static bool IsSameWord(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (name.Length != value.Length)
        {
            return false;
        }

        for (var i = 0; i < name.Length; i++)
        {
            var isSeparator = !char.IsAsciiLetterOrDigit(name[i]);
            if (isSeparator ? char.IsAsciiLetterOrDigit(value[i]) : char.ToLowerInvariant(name[i]) != char.ToLowerInvariant(value[i]))
            {
                return false;
            }
        }

        return true;
    }
}
