using System.Buffers;
using System.Collections.Frozen;

namespace EcsGuard.Policies;

/// <summary>Recognises credentials in the options of log drivers and of the outputs that FireLens routes to.</summary>
internal static class LogCredential
{
    /// <summary>Ends of option names, in small letters without separators, after which a credential stands.</summary>
    private static readonly string[] Names =
        ["token", "apikey", "password", "passwd", "passphrase", "secret", "secretkey", "secretaccesskey", "licensekey", "sharedkey", "privatekey", "authkey", "accountkey", "cloudauth"];

    /// <summary>Ends of option names that hold an address, with or without a scheme.</summary>
    private static readonly string[] AddressNames = ["address", "url", "uri", "host", "endpoint"];

    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

    private static readonly FrozenSet<string> Switches = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "", "true", "false", "on", "off");

    /// <summary>Headers that carry a credential, as Fluent Bit's http output spells them: name, space, value.</summary>
    private static readonly string[] Headers = ["authorization ", "x-api-key ", "api-key ", "dd-api-key ", "x-license-key ", "x-auth-token "];

    /// <summary>The option is a credential by its name: <c>splunk-token</c>, <c>HTTP_Passwd</c>, <c>apikey</c>, <c>tls.key_passwd</c>.</summary>
    public static bool IsNamed(string key)
    {
        var plain = string.Concat(key.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return Names.Any(name => plain.EndsWith(name, StringComparison.Ordinal));
    }

    /// <summary>The text can be a credential, which a switch such as <c>on</c> cannot.</summary>
    public static bool IsValue(string value) => !Switches.Contains(value);

    /// <summary>The option is an address with a password: <c>tcp://user:password@host</c>; without its scheme in options that hold addresses.</summary>
    public static bool IsInAddress(string key, string text)
    {
        var authority = text.AsSpan();
        if (authority.IndexOf("://") is >= 0 and var scheme && !authority[..scheme].ContainsAnyExcept(SchemeCharacters))
        {
            authority = authority[(scheme + 3)..];
        }
        else if (!AddressNames.Any(name => key.EndsWith(name, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        if (authority.IndexOfAny('/', '?', '#') is >= 0 and var end)
        {
            authority = authority[..end];
        }

        var user = authority[..Math.Max(authority.LastIndexOf('@'), 0)];
        return user.IndexOf(':') is >= 0 and var colon && colon < user.Length - 1;
    }

    /// <summary>The option is a header that carries a credential.</summary>
    public static bool IsInHeader(string key, string value) =>
        key.Equals("header", StringComparison.OrdinalIgnoreCase) && Headers.Any(header => value.StartsWith(header, StringComparison.OrdinalIgnoreCase) && value.Length > header.Length);
}
