using System.Collections.Concurrent;
using System.Text.Json;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;
using EcsGuard.Pipeline.Notifications;

namespace EcsGuard.Aws.Slack;

/// <summary>
/// Webhooks by the secret that holds them, kept for some minutes. Whoever knows a webhook's URL can post to the channel: it goes into the request to Slack and
/// nowhere else.
/// </summary>
/// <param name="clients">Where Secrets Manager is asked.</param>
/// <param name="time">How long is some minutes.</param>
/// <param name="isWebhook">What a webhook's URL looks like, for tests; null for Slack's own.</param>
internal sealed class SlackWebhooks(AwsClients clients, TimeProvider time, Func<Uri, bool>? isWebhook = null)
{
    private const string Advice = "store the webhook's URL in it, which begins with https://hooks.slack.com/, or {\"url\": \"https://hooks.slack.com/…\"}";

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    private readonly Func<Uri, bool> _isWebhook = isWebhook ?? IsSlack;
    private readonly ConcurrentDictionary<string, (Uri Url, DateTimeOffset Until)> _known = new(StringComparer.Ordinal);

    /// <exception cref="ChannelException">The secret is not there, may not be read, or holds no webhook.</exception>
    public async ValueTask<Uri> FindAsync(string secretArn, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(secretArn, out var known) && time.GetUtcNow() < known.Until)
        {
            return known.Url;
        }

        var url = Read(secretArn, await AskAsync(secretArn, cancellationToken).ConfigureAwait(false));
        _known[secretArn] = (url, time.GetUtcNow() + KeptFor);
        return url;
    }

    /// <summary>Asks for the secret anew next time: Slack refused the webhook, so somebody may store another one.</summary>
    public void Forget(string secretArn) => _known.TryRemove(secretArn, out _);

    private async Task<string?> AskAsync(string secretArn, CancellationToken cancellationToken)
    {
        var region = AwsClients.RegionOf(secretArn, "secretsmanager", parts: 7)
            ?? throw new ChannelException($"'{secretArn}' is not the ARN of a secret: correct the policy file.") { NeedsOperator = true };
        try
        {
            return (await clients.SecretsManager(region).GetSecretValueAsync(new() { SecretId = secretArn }, cancellationToken).ConfigureAwait(false)).SecretString;
        }
        catch (AmazonSecretsManagerException refusal) when (refusal is DecryptionFailureException || refusal.ErrorCode == "AccessDeniedException")
        {
            throw new ChannelException($"EcsGuard may not read the secret {secretArn}: name it in the stack's parameter SlackSecrets, and let the functions use its KMS key if it has one of its own.") { NeedsOperator = true };
        }
        catch (AmazonSecretsManagerException refusal) when (refusal is ResourceNotFoundException or InvalidRequestException)
        {
            throw new ChannelException($"There is no secret {secretArn}, or it has no value: create it, and {Advice}.") { NeedsOperator = true };
        }
    }

    private Uri Read(string secretArn, string? secret) =>
        Uri.TryCreate(UrlIn(secret?.Trim() ?? ""), UriKind.Absolute, out var url) && _isWebhook(url)
            ? url
            : throw new ChannelException($"The secret {secretArn} holds no webhook of Slack: {Advice}.") { NeedsOperator = true };

    private static string? UrlIn(string secret)
    {
        if (!secret.StartsWith('{'))
        {
            return secret;
        }

        try
        {
            using var document = JsonDocument.Parse(secret);
            return document.RootElement.TryGetProperty("url", out var url) && url.ValueKind == JsonValueKind.String ? url.GetString() : null;
        }
        catch (JsonException)
        {
            // What the parser says may quote the secret.
            return null;
        }
    }

    /// <summary>Slack's hosts for webhooks, GovSlack's included.</summary>
    private static bool IsSlack(Uri url) =>
        url is { Scheme: "https", IsDefaultPort: true, UserInfo.Length: 0, Host: "hooks.slack.com" or "hooks.slack-gov.com", AbsolutePath.Length: > 1 };
}
