using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace EcsGuard.Policies.Credentials;

/// <summary>
/// Credentials that their issuers made recognisable, found anywhere in a text: one pass that looks for all beginnings at once, then a check of
/// what follows. No regular expressions, so no text can make it slow.
/// </summary>
internal static class TokenShapes
{
    /// <summary><c>Basic </c> and eight characters of base64: no other shape is shorter.</summary>
    private const int ShortestCredential = 14;

    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> UpperAndDigits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphanumeric);
    private static readonly SearchValues<char> Word = SearchValues.Create(Alphanumeric + "_-");
    private static readonly SearchValues<char> Dotted = SearchValues.Create(Alphanumeric + "_-.");
    private static readonly SearchValues<char> Path = SearchValues.Create(Alphanumeric + "_-/@");
    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\r\n\"',;");
    private static readonly SearchValues<char> Base64Characters = SearchValues.Create(Alphanumeric + "+/=_-");

    /// <summary>Issuers document the beginnings; lengths are lower bounds, so that a longer generation of tokens is still found.</summary>
    private static readonly Shape[] Shapes =
    [
        new("AKIA", "an AWS access key", 16, UpperAndDigits, Exact: true),
        new("ASIA", "an AWS access key", 16, UpperAndDigits, Exact: true),
        new("ABSK", "an Amazon Bedrock API key", 100, Base64Characters),
        new("ghp_", "a GitHub token", 30, Letters),
        new("gho_", "a GitHub token", 30, Letters),
        new("ghu_", "a GitHub token", 30, Letters),
        new("ghs_", "a GitHub token", 30, Dotted),
        new("ghr_", "a GitHub token", 30, Letters),
        new("github_pat_", "a GitHub token", 30, Word),
        new("glpat-", "a GitLab token", 16, Dotted),
        new("gldt-", "a GitLab token", 16, Dotted),
        new("glrt-", "a GitLab token", 16, Dotted),
        new("glptt-", "a GitLab token", 16, Dotted),
        new("glcbt-", "a GitLab token", 16, Dotted),
        new("glsoat-", "a GitLab token", 16, Dotted),
        new("ATBB", "a Bitbucket token", 28, Letters),
        new("ATATT3", "an Atlassian token", 50, Base64Characters),
        new("xoxb-", "a Slack token", 10, Word),
        new("xoxp-", "a Slack token", 10, Word),
        new("xoxa-", "a Slack token", 10, Word),
        new("xoxr-", "a Slack token", 10, Word),
        new("xoxs-", "a Slack token", 10, Word),
        new("xoxe-", "a Slack token", 10, Word),
        new("xoxe.", "a Slack token", 10, Word),
        new("xapp-", "a Slack token", 10, Word),
        new("hooks.slack.com/services/", "a Slack webhook", 20, Path),
        new("hooks.slack.com/workflows/", "a Slack webhook", 20, Path),
        new("hooks.slack.com/triggers/", "a Slack webhook", 20, Path),
        new("discord.com/api/webhooks/", "a Discord webhook", 40, Path),
        new("discordapp.com/api/webhooks/", "a Discord webhook", 40, Path),
        new("webhook.office.com/webhookb2/", "a Microsoft Teams webhook", 30, Path),
        new("sk_live_", "a Stripe key", 10, Letters),
        new("rk_live_", "a Stripe key", 10, Letters),
        new("sk_test_", "a Stripe key", 10, Letters),
        new("rk_test_", "a Stripe key", 10, Letters),
        new("whsec_", "a webhook signing secret", 20, Base64Characters),
        new("AIza", "a Google API key", 35, Word, Exact: true),
        new("GOCSPX-", "a Google client secret", 20, Word),
        new("ya29.", "a Google access token", 20, Dotted),
        new("npm_", "an npm token", 36, Letters),
        new("pypi-AgE", "a PyPI token", 50, Word),
        new("rubygems_", "a RubyGems key", 40, Hex),
        new("SG.", "a SendGrid key", 60, Dotted),
        new("SK", "a Twilio key", 32, Hex, Exact: true),
        new("key-", "a Mailgun key", 32, Hex, Exact: true),
        new("xkeysib-", "a Brevo key", 50, Word),
        new("dop_v1_", "a DigitalOcean token", 40, Hex),
        new("doo_v1_", "a DigitalOcean token", 40, Hex),
        new("dapi", "a Databricks token", 32, Hex, Exact: true),
        new("hf_", "a Hugging Face token", 30, Letters),
        new("sk-proj-", "an OpenAI key", 20, Word),
        new("sk-svcacct-", "an OpenAI key", 20, Word),
        new("sk-ant-", "an Anthropic key", 20, Word),
        new("sk-", "an API key", 32, Letters),
        new("gsk_", "a Groq key", 40, Letters),
        new("shpat_", "a Shopify token", 30, Hex),
        new("shpss_", "a Shopify secret", 30, Hex),
        new("sq0atp-", "a Square token", 20, Word),
        new("sq0csp-", "a Square secret", 30, Word),
        new("NRAK-", "a New Relic key", 20, UpperAndDigits),
        new("dckr_pat_", "a Docker Hub token", 20, Word),
        new("hvs.", "a Vault token", 20, Word),
        new("hvb.", "a Vault token", 20, Word),
        new(".atlasv1.", "a Terraform Cloud token", 50, Base64Characters, Inside: true),
        new("AGE-SECRET-KEY-1", "an age key", 40, UpperAndDigits),
        new("glsa_", "a Grafana token", 20, Word),
        new("glc_", "a Grafana token", 30, Base64Characters),
        new("sntrys_", "a Sentry token", 20, Base64Characters),
        new("sntryu_", "a Sentry token", 20, Hex),
        new("pscale_pw_", "a PlanetScale password", 20, Dotted),
        new("pscale_tkn_", "a PlanetScale token", 20, Dotted),
        new("sbp_", "a Supabase token", 40, Hex),
        new("sb_secret_", "a Supabase key", 20, Word),
        new("figd_", "a Figma token", 20, Word),
        new("lin_api_", "a Linear key", 30, Letters),
        new("PMAK-", "a Postman key", 30, Word),
        new("pul-", "a Pulumi token", 40, Hex, Exact: true),
        new("dp.pt.", "a Doppler token", 30, Letters),
    ];

    private static readonly SearchValues<string> Beginnings = SearchValues.Create([.. Shapes.Select(shape => shape.Beginning)], StringComparison.Ordinal);
    private static readonly SearchValues<string> Others = SearchValues.Create(["eyJ", "-----BEGIN ", "PuTTY-User-Key-File-", "Bearer ", "Basic ", ":AA"], StringComparison.Ordinal);

    /// <summary>The first credential in the text; where there is none, whether a stand-in for one is.</summary>
    public static CredentialFinding Find(ReadOnlySpan<char> text)
    {
        if (text.Length < ShortestCredential)
        {
            return CredentialFinding.None;
        }

        var standIn = false;
        for (var rest = text; rest.IndexOfAny(Beginnings) is var at and >= 0; rest = rest[(at + 1)..])
        {
            foreach (var shape in Shapes)
            {
                var start = text.Length - rest.Length + at;
                if (rest[at..].StartsWith(shape.Beginning) && Fits(shape, text, start) is var tail and > 0)
                {
                    if (!SecretText.IsStandIn(text.Slice(start + shape.Beginning.Length, tail)))
                    {
                        return CredentialFinding.Of(shape.Kind);
                    }

                    standIn = true;
                }
            }
        }

        for (var rest = text; rest.IndexOfAny(Others) is var at and >= 0; rest = rest[(at + 1)..])
        {
            if (FindOther(text, text.Length - rest.Length + at) is { } kind)
            {
                return CredentialFinding.Of(kind);
            }
        }

        return standIn ? CredentialFinding.StandIn : CredentialFinding.None;
    }

    /// <summary>The length of what follows the beginning, or 0 if it does not make up a token.</summary>
    private static int Fits(Shape shape, ReadOnlySpan<char> text, int start)
    {
        if (!shape.Inside && start > 0 && shape.Beginning[0] is not 'h' && Letters.Contains(text[start - 1]))
        {
            return 0;
        }

        var tail = text[(start + shape.Beginning.Length)..];
        var length = tail.IndexOfAnyExcept(shape.Tail) is var end and >= 0 ? end : tail.Length;
        return length < shape.TailLength || (shape.Exact && (length > shape.TailLength || (length < tail.Length && Letters.Contains(tail[length])))) ? 0 : length;
    }

    private static string? FindOther(ReadOnlySpan<char> text, int start)
    {
        var rest = text[start..];
        return rest[0] switch
        {
            'e' => start > 0 && Base64Characters.Contains(text[start - 1]) ? null : IsJsonWebToken(rest) ? "a JSON Web Token" : null,
            '-' => IsPrivateKey(rest) ? "a private key" : null,
            'P' => "a private key",
            'B' when rest.StartsWith("Bearer ") => SecretText.LooksRandom(FirstWord(rest["Bearer ".Length..])) ? "a bearer token" : null,
            'B' => IsBasicAuthentication(FirstWord(rest["Basic ".Length..])) ? "a user name with its password" : null,
            _ => IsTelegramToken(text, start) ? "a Telegram bot token" : null,
        };
    }

    /// <summary>Three parts of base64url, the first two of them JSON objects.</summary>
    private static bool IsJsonWebToken(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExcept(Dotted);
        Span<Range> parts = stackalloc Range[4];
        var token = end < 0 ? text : text[..end];
        return token.Split(parts, '.') == 3 && token[parts[0]].Length >= 10 && token[parts[1]].Length >= 10 && token[parts[1]].StartsWith("eyJ") && token[parts[2]].Length >= 10;
    }

    /// <summary><c>-----BEGIN RSA PRIVATE KEY-----</c> and its like; a certificate or public key is none.</summary>
    private static bool IsPrivateKey(ReadOnlySpan<char> text)
    {
        var label = text["-----BEGIN ".Length..];
        var end = label.IndexOf("-----");
        return end is > 0 and < 64 && label[..end].Contains("PRIVATE KEY", StringComparison.Ordinal);
    }

    private static bool IsBasicAuthentication(ReadOnlySpan<char> word) =>
        word.Length is >= 8 and <= 1024 && Decode(word) is { } decoded && decoded.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon < decoded.Length - 1;

    private static bool IsTelegramToken(ReadOnlySpan<char> text, int colon)
    {
        var digits = text[..colon].Length - text[..colon].TrimEnd("0123456789").Length;
        var tail = text[(colon + 1)..];
        return digits is >= 8 and <= 12 && (tail.IndexOfAnyExcept(Word) is var end and >= 0 ? end : tail.Length) == 35;
    }

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny(WordEnds);
        return end < 0 ? text : text[..end];
    }

    /// <summary>The text that base64 hides: null where it is none, or hides no text.</summary>
    public static string? Decode(ReadOnlySpan<char> base64)
    {
        if (base64.ContainsAnyExcept(Base64Characters))
        {
            return null;
        }

        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        if (!Convert.TryFromBase64Chars(base64, bytes, out var length))
        {
            return null;
        }

        var decoded = bytes.AsSpan(0, length);
        return Utf8.IsValid(decoded) ? Encoding.UTF8.GetString(decoded) : null;
    }

    /// <param name="Beginning">What the issuer starts every such token with.</param>
    /// <param name="Kind">With its article.</param>
    /// <param name="TailLength">Characters that follow at least, or exactly.</param>
    /// <param name="Tail">The characters that may follow.</param>
    /// <param name="Exact">Not one character more.</param>
    /// <param name="Inside">The beginning stands in the middle of the token.</param>
    private sealed record Shape(string Beginning, string Kind, int TailLength, SearchValues<char> Tail, bool Exact = false, bool Inside = false);
}
