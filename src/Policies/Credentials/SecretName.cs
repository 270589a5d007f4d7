namespace EcsGuard.Policies.Credentials;

/// <summary>What the name of a setting says about its value.</summary>
internal enum SecretNameKind
{
    /// <summary>Nothing: <c>LOG_LEVEL</c>, <c>TOKEN_TTL</c>, <c>SECRET_NAME</c>, <c>PUBLIC_KEY</c>.</summary>
    None,

    /// <summary>A password: whatever stands there is one, however weak.</summary>
    Password,

    /// <summary>A secret that the application itself signs or encrypts with, such as <c>JWT_SECRET</c>: whatever stands there is used as one.</summary>
    KeyMaterial,

    /// <summary>A token, key or secret, or perhaps only its name or label: the value has to look like one too.</summary>
    Token,
}

/// <summary>
/// Reads names as people write them: the last word says what the value is. <c>PASSWORD_MIN_LENGTH</c> is a length, <c>SECRET_ARN</c> an ARN,
/// <c>FtpConfiguration__Password</c> a password.
/// </summary>
internal static class SecretName
{
    private static readonly System.Buffers.SearchValues<string> Stems =
        System.Buffers.SearchValues.Create(["pass", "pwd", "pw", "secret", "token", "key", "cred", "auth", "salt"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Words after the noun that do not change what it is.</summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Suffixes = Words(
        "PROD", "PRODUCTION", "STAGING", "STAGE", "STG", "DEV", "DEVELOPMENT", "TEST", "QA", "UAT", "LIVE", "SANDBOX", "PRIMARY", "SECONDARY", "CURRENT", "PREVIOUS",
        "OLD", "NEW", "VALUE", "PLAIN", "PLAINTEXT", "RAW", "BASE", "B", "V", "DATA", "STRING");

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Passwords =
        Words("PASSWORD", "PASSWD", "PASSPHRASE", "PASSCODE", "REQUIREPASS", "DBPASS", "SMTPPASS", "MAILPASS", "FTPPASS", "USERPASS", "PASS", "PW");

    /// <summary>What stands before SECRET where the value is the secret itself.</summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> OwnSecrets = Words(
        "JWT", "APP", "APPLICATION", "SESSION", "COOKIE", "CLIENT", "WEBHOOK", "SIGNING", "SIGNATURE", "API", "AUTH", "HMAC", "CSRF", "XSRF", "NEXTAUTH", "OAUTH", "OIDC",
        "TOKEN", "CONSUMER", "ENCRYPTION", "HASH", "REFRESH", "ACCESS", "SHARED", "MASTER");

    /// <summary>What stands before KEY where the key opens something. Other keys (cache, partition, site, public …) are names or meant to be seen.</summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> OpeningKeys = Words(
        "API", "APP", "APPLICATION", "ACCESS", "PRIVATE", "ENCRYPTION", "ENCRYPT", "DECRYPTION", "CIPHER", "CRYPTO", "SIGNING", "SIGNATURE", "MASTER", "AUTH", "ACCOUNT",
        "LICENSE", "LICENCE", "SHARED", "SSH", "DEPLOY", "SERVICE", "WRITE", "JWT", "HMAC", "SESSION", "ADMIN", "WEBHOOK", "SERVER", "INTEGRATION", "INGEST", "INGESTION",
        "SUBSCRIPTION", "FUNCTION", "STORAGE", "SECURITY", "AES", "RSA", "GPG", "PGP", "TLS", "SSL");

    /// <summary>Nouns that may as well stand for a label or a setting: the value decides.</summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Tokens =
        Words("CREDENTIAL", "CREDENTIALS", "CREDS", "AUTH", "AUTHORIZATION", "SALT", "ACCESSKEY", "AUTHKEY", "PRIVATEKEY", "LICENSEKEY", "ACCOUNTKEY");

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> OwnSecretsInOneWord = Words("JWTSECRET", "CLIENTSECRET", "APPSECRET", "SECRETKEY");

    /// <summary>Words that say a value is meant to be seen, in browsers for instance.</summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> PublicWords = Words("PUBLIC", "PUBLISHABLE", "ANON");

    private static readonly string[] PublicPrefixes = ["REACT_APP_", "VITE_", "GATSBY_", "VUE_APP_"];

    /// <summary>Judges a name by its last meaningful word.</summary>
    /// <param name="name">The name of a variable, or of an option inside a value.</param>
    /// <param name="isOption">
    /// In a connection string <c>Pwd</c> is a password. A variable <c>PWD</c> is the working directory.
    /// </param>
    public static SecretNameKind Classify(ReadOnlySpan<char> name, bool isOption)
    {
        if (!name.ContainsAny(Stems))
        {
            return SecretNameKind.None;
        }

        var rest = name;
        var noun = TakeLastWord(ref rest);
        var before = TakeLastWord(ref rest);
        while (!before.IsEmpty && (char.IsAsciiDigit(noun[0]) || Suffixes.Contains(noun)))
        {
            noun = before;
            before = TakeLastWord(ref rest);
        }

        var kind = Classify(noun, before.IsEmpty && isOption ? "OPTION" : before);
        return kind == SecretNameKind.Token && IsPublic(name) ? SecretNameKind.None : kind;
    }

    /// <summary>The name says that the value is meant to be seen: <c>NEXT_PUBLIC_…</c>, <c>…_ANON_KEY</c>.</summary>
    public static bool IsPublic(ReadOnlySpan<char> name)
    {
        foreach (var prefix in PublicPrefixes)
        {
            if (name.StartsWith(prefix))
            {
                return true;
            }
        }

        while (TakeLastWord(ref name) is { IsEmpty: false } word)
        {
            if (PublicWords.Contains(word))
            {
                return true;
            }
        }

        return false;
    }

    private static SecretNameKind Classify(ReadOnlySpan<char> noun, ReadOnlySpan<char> before)
    {
        const StringComparison AnyCase = StringComparison.OrdinalIgnoreCase;
        if (Passwords.Contains(noun) || noun.EndsWith("PASSWORD", AnyCase) || noun.EndsWith("PASSWD", AnyCase) || (noun.Equals("PWD", AnyCase) && !before.IsEmpty))
        {
            return SecretNameKind.Password;
        }

        if (noun.Equals("KEY", AnyCase))
        {
            return before.Equals("SECRET", AnyCase) ? SecretNameKind.KeyMaterial
                : OpeningKeys.Contains(before) ? SecretNameKind.Token
                : SecretNameKind.None;
        }

        return OwnSecretsInOneWord.Contains(noun) || (noun.Equals("SECRET", AnyCase) && OwnSecrets.Contains(before)) ? SecretNameKind.KeyMaterial
            : Tokens.Contains(noun) || noun.EndsWith("SECRET", AnyCase) || noun.EndsWith("TOKEN", AnyCase) || noun.EndsWith("APIKEY", AnyCase) ? SecretNameKind.Token
            : SecretNameKind.None;
    }

    private static HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Words(params string[] words) =>
        new HashSet<string>(words, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Cuts the last word off: split at anything but letters and digits, between letters and digits, and at humps.</summary>
    private static ReadOnlySpan<char> TakeLastWord(ref ReadOnlySpan<char> name)
    {
        var end = name.Length;
        while (end > 0 && !char.IsAsciiLetterOrDigit(name[end - 1]))
        {
            end--;
        }

        var start = end - 1;
        while (start > 0 && char.IsAsciiLetterOrDigit(name[start - 1]) && !IsBoundary(name, start))
        {
            start--;
        }

        var word = end == 0 ? default : name[start..end];
        name = end == 0 ? default : name[..start];
        return word;
    }

    private static bool IsBoundary(ReadOnlySpan<char> name, int i) =>
        char.IsAsciiDigit(name[i]) != char.IsAsciiDigit(name[i - 1])
        || (char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterLower(name[i - 1]))
        || (char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterUpper(name[i - 1]) && i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1]));
}
