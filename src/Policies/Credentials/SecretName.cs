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
    private static readonly HashSet<string> Suffixes = new(StringComparer.Ordinal)
    {
        "PROD", "PRODUCTION", "STAGING", "STAGE", "STG", "DEV", "DEVELOPMENT", "TEST", "QA", "UAT", "LIVE", "SANDBOX", "PRIMARY", "SECONDARY", "CURRENT", "PREVIOUS",
        "OLD", "NEW", "VALUE", "PLAIN", "PLAINTEXT", "RAW", "BASE", "B", "V", "DATA", "STRING",
    };

    private static readonly HashSet<string> Passwords = new(StringComparer.Ordinal) { "PASSWORD", "PASSWD", "PASSPHRASE", "PASSCODE", "REQUIREPASS", "DBPASS", "SMTPPASS", "MAILPASS", "FTPPASS", "USERPASS", "PASS", "PW" };

    /// <summary>What stands before SECRET where the value is the secret itself.</summary>
    private static readonly HashSet<string> OwnSecrets = new(StringComparer.Ordinal)
    {
        "JWT", "APP", "APPLICATION", "SESSION", "COOKIE", "CLIENT", "WEBHOOK", "SIGNING", "SIGNATURE", "API", "AUTH", "HMAC", "CSRF", "XSRF", "NEXTAUTH", "OAUTH", "OIDC",
        "TOKEN", "CONSUMER", "ENCRYPTION", "HASH", "REFRESH", "ACCESS", "SHARED", "MASTER",
    };

    /// <summary>What stands before KEY where the key opens something. Other keys (cache, partition, site, public …) are names or meant to be seen.</summary>
    private static readonly HashSet<string> OpeningKeys = new(StringComparer.Ordinal)
    {
        "API", "APP", "APPLICATION", "ACCESS", "PRIVATE", "ENCRYPTION", "ENCRYPT", "DECRYPTION", "CIPHER", "CRYPTO", "SIGNING", "SIGNATURE", "MASTER", "AUTH", "ACCOUNT",
        "LICENSE", "LICENCE", "SHARED", "SSH", "DEPLOY", "SERVICE", "WRITE", "JWT", "HMAC", "SESSION", "ADMIN", "WEBHOOK", "SERVER", "INTEGRATION", "INGEST", "INGESTION",
        "SUBSCRIPTION", "FUNCTION", "STORAGE", "SECURITY", "AES", "RSA", "GPG", "PGP", "TLS", "SSL",
    };

    /// <summary>Words that say a value is meant to be seen, in browsers for instance.</summary>
    private static readonly HashSet<string> PublicWords = new(StringComparer.Ordinal) { "PUBLIC", "PUBLISHABLE", "ANON" };

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

        var words = Words(name);
        var last = words.Count - 1;
        while (last > 0 && (char.IsAsciiDigit(words[last][0]) || Suffixes.Contains(words[last])))
        {
            last--;
        }

        if (last < 0)
        {
            return SecretNameKind.None;
        }

        var kind = Classify(words[last], last > 0 ? words[last - 1] : isOption ? "OPTION" : "");
        return kind == SecretNameKind.Token && (IsMeantForBrowsers(name) || words.Exists(PublicWords.Contains)) ? SecretNameKind.None : kind;
    }

    /// <summary>The name says that the value is meant to be seen: <c>NEXT_PUBLIC_…</c>, <c>…_ANON_KEY</c>.</summary>
    public static bool IsPublic(ReadOnlySpan<char> name) => IsMeantForBrowsers(name) || Words(name).Exists(PublicWords.Contains);

    private static SecretNameKind Classify(string noun, string before) =>
        Passwords.Contains(noun) || noun.EndsWith("PASSWORD", StringComparison.Ordinal) || noun.EndsWith("PASSWD", StringComparison.Ordinal) ? SecretNameKind.Password
        : noun == "PWD" && before.Length > 0 ? SecretNameKind.Password
        : noun == "SECRET" && OwnSecrets.Contains(before) ? SecretNameKind.KeyMaterial
        : noun is "JWTSECRET" or "CLIENTSECRET" or "APPSECRET" or "SECRETKEY" ? SecretNameKind.KeyMaterial
        : noun == "KEY" && before == "SECRET" ? SecretNameKind.KeyMaterial
        : noun == "KEY" ? (OpeningKeys.Contains(before) ? SecretNameKind.Token : SecretNameKind.None)
        : noun is "CREDENTIAL" or "CREDENTIALS" or "CREDS" or "AUTH" or "AUTHORIZATION" or "SALT" ? SecretNameKind.Token
        : noun.EndsWith("SECRET", StringComparison.Ordinal) || noun.EndsWith("TOKEN", StringComparison.Ordinal) || noun.EndsWith("APIKEY", StringComparison.Ordinal)
            || noun is "ACCESSKEY" or "AUTHKEY" or "PRIVATEKEY" or "LICENSEKEY" or "ACCOUNTKEY" ? SecretNameKind.Token
        : SecretNameKind.None;

    private static bool IsMeantForBrowsers(ReadOnlySpan<char> name)
    {
        foreach (var prefix in PublicPrefixes)
        {
            if (name.StartsWith(prefix))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The words in upper case: split at anything but letters and digits, between letters and digits, and at humps.</summary>
    private static List<string> Words(ReadOnlySpan<char> name)
    {
        List<string> words = [];
        var start = -1;
        for (var i = 0; i <= name.Length; i++)
        {
            var inside = i < name.Length && char.IsAsciiLetterOrDigit(name[i]);
            if (start >= 0 && (!inside || IsBoundary(name, i)))
            {
                words.Add(name[start..i].ToString().ToUpperInvariant());
                start = -1;
            }

            if (inside && start < 0)
            {
                start = i;
            }
        }

        return words;
    }

    private static bool IsBoundary(ReadOnlySpan<char> name, int i) =>
        char.IsAsciiDigit(name[i]) != char.IsAsciiDigit(name[i - 1])
        || (char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterLower(name[i - 1]))
        || (char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterUpper(name[i - 1]) && i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1]));
}
