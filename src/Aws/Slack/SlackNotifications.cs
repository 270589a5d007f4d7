using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using EcsGuard.Pipeline.Notifications;

namespace EcsGuard.Aws.Slack;

/// <summary>
/// Tells teams through Slack's incoming webhooks. A message sent again after a lost answer comes twice: Slack does not know a message by an id.
/// Source: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks.
/// </summary>
internal sealed class SlackNotifications : IDisposable
{
    private const int LongestReason = 60;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    // Sockets outlive a change of DNS otherwise.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Where Slack refuses for being asked too often and does not say until when.</summary>
    private static readonly TimeSpan UsualHold = TimeSpan.FromSeconds(30);

    /// <summary>However long Slack says: a webhook must not be dead for a process because of one answer.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(15);

    private static readonly SearchValues<byte> ReasonCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz_"u8);

    private readonly SlackWebhooks _webhooks;
    private readonly TimeProvider _time;
    private readonly SlackPace _pace;
    private readonly HttpClient _http;

    public SlackNotifications(SlackWebhooks webhooks, TimeProvider time)
        : this(webhooks, time, TimeSpan.FromSeconds(6))
    {
    }

    internal SlackNotifications(SlackWebhooks webhooks, TimeProvider time, TimeSpan timeout)
    {
        _webhooks = webhooks;
        _time = time;
        _pace = new(time);
#pragma warning disable CA2000 // Justification: the client owns and disposes its handler.
        // A redirect could lead the message, which is for one channel only, anywhere.
        var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = ConnectTimeout, PooledConnectionLifetime = ConnectionLifetime };
        _http = new(sockets, disposeHandler: true) { Timeout = timeout };
#pragma warning restore CA2000
    }

    /// <param name="secretArn">The secret that holds the webhook's URL.</param>
    /// <param name="message">What is told.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ChannelException">Slack refused the message, or its turn has not come.</exception>
    /// <exception cref="HttpRequestException">Slack cannot be reached.</exception>
    /// <exception cref="TimeoutException">Slack did not answer in time.</exception>
    public async Task PublishAsync(string secretArn, Message message, CancellationToken cancellationToken)
    {
        var webhook = await _webhooks.FindAsync(secretArn, cancellationToken).ConfigureAwait(false);
        await _pace.WaitAsync(webhook, cancellationToken).ConfigureAwait(false);
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook) { Content = new ByteArrayContent(SlackMessage.Write(message)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw await RefusalAsync(secretArn, webhook, response, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException timeout) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Slack did not answer within {_http.Timeout.TotalSeconds} seconds.", timeout);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<ChannelException> RefusalAsync(string secretArn, Uri webhook, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            var until = Until(response.Headers.RetryAfter);
            _pace.Hold(webhook, until);
            return new ChannelException($"Slack answered {status}: too many messages for the webhook in {secretArn}.") { NotBefore = until };
        }

        var answer = $"Slack answered {status}{await ReasonAsync(response.Content, cancellationToken).ConfigureAwait(false)}";
        if (status >= 500)
        {
            return new($"{answer}.");
        }

        _webhooks.Forget(secretArn);
        return response.StatusCode switch
        {
            HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone =>
                new($"{answer}: the webhook in {secretArn} is not valid any more, or its channel takes no messages. Make a new webhook and store its URL in that secret.") { NeedsOperator = true },
            HttpStatusCode.BadRequest => new($"{answer}: it does not accept the message, which is a fault of EcsGuard. Please report it with this line.") { NeedsOperator = true },
            _ => new($"{answer}, which webhooks do not: check the URL in {secretArn}.") { NeedsOperator = true },
        };
    }

    private DateTimeOffset Until(RetryConditionHeaderValue? retryAfter)
    {
        var now = _time.GetUtcNow();
        var pause = retryAfter?.Date - now ?? retryAfter?.Delta ?? UsualHold;
        return now + (pause < LongestHold ? pause : LongestHold);
    }

    /// <summary>Slack's word for it, such as <c>no_service</c>. Anything else is not repeated: it may be a page that quotes the request.</summary>
    private static async Task<string> ReasonAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var answer = new byte[LongestReason + 1];
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var length = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return length is > 0 and <= LongestReason && !answer.AsSpan(0, length).ContainsAnyExcept(ReasonCharacters) ? $" {Encoding.ASCII.GetString(answer, 0, length)}" : "";
    }
}
