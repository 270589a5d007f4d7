using System.Globalization;
using System.Text;
using Amazon.Runtime;
using EcsGuard.Aws.Slack;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Testing;

namespace EcsGuard.Aws.Tests.Slack;

/// <summary>Webhooks on a server of this machine, their URLs in the secrets of moto.</summary>
public sealed class SlackNotificationsTests(MotoServer moto)
{
    /// <summary>Whoever sees this could post to the channel.</summary>
    private const string Canary = "services/T012/B345/canaryCanaryCanary";

    private static readonly StubAnswer Ok = new(200, "ok", "text/html");

    private readonly FakeTime _time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("url", "{0}")]
    [InlineData("spaces", "  {0}\n")]
    [InlineData("json", "{{ \"url\": \"{0}\", \"channel\": \"#payments\" }}")]
    public async Task Posts_the_message_to_the_webhook_in_the_secret(string name, string form)
    {
        using var slack = new StubAws(Ok);
        using var aws = moto.Clients();
        using var notifications = Notifications(aws);
        var secret = await moto.CreateSecretAsync($"slack-{name}", string.Format(CultureInfo.InvariantCulture, form, Webhook(slack)));

        await notifications.PublishAsync(secret, Messages.Revision, Cancelled);

        var request = Assert.Single(slack.Requests);
        Assert.Equal($"POST /{Canary}", request.Target);
        Assert.Equal("application/json; charset=utf-8", request.Headers["Content-Type"]);
        Assert.Equal(Encoding.UTF8.GetString(SlackMessage.Write(Messages.Revision)), request.Body);
        Assert.DoesNotContain("Authorization", request.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Keeps_the_webhook_for_five_minutes()
    {
        using var slack = new StubAws(Ok);
        using var other = new StubAws(Ok);
        using var aws = moto.Clients();
        using var notifications = Notifications(aws);
        var secret = await moto.CreateSecretAsync("slack-kept", Webhook(slack));

        await notifications.PublishAsync(secret, Messages.Revision, Cancelled);
        await moto.PutSecretAsync(secret, Webhook(other));
        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        await notifications.PublishAsync(secret, Messages.Revision, Cancelled);
        Assert.Equal((2, 0), (slack.Requests.Length, other.Requests.Length));

        _time.Advance(TimeSpan.FromSeconds(1));
        await notifications.PublishAsync(secret, Messages.Revision, Cancelled);
        Assert.Equal((2, 1), (slack.Requests.Length, other.Requests.Length));
    }

    /// <summary>Somebody stores another webhook, and the next attempt uses it.</summary>
    [Theory]
    [InlineData(404, "no_service")]
    [InlineData(403, "invalid_token")]
    [InlineData(403, "action_prohibited")]
    [InlineData(410, "channel_is_archived")]
    public async Task Says_what_to_do_when_the_webhook_is_not_valid_any_more(int status, string reason)
    {
        using var slack = new StubAws(new StubAnswer(status, reason, "text/html"));
        using var other = new StubAws(Ok);
        using var aws = moto.Clients();
        using var notifications = Notifications(aws);
        var secret = await moto.CreateSecretAsync($"slack-{reason}", Webhook(slack));

        var fault = await AssertFails<ChannelException>(notifications, secret);
        Assert.Equal(
            ($"Slack answered {status} {reason}: the webhook in {secret} is not valid any more, or its channel takes no messages. Make a new webhook and store its URL in that secret.", true, null),
            (fault.Message, fault.NeedsOperator, fault.NotBefore));

        await moto.PutSecretAsync(secret, Webhook(other));
        await notifications.PublishAsync(secret, Messages.Revision, Cancelled);
        Assert.Equal((1, 1), (slack.Requests.Length, other.Requests.Length));
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("899", 899)]
    [InlineData("3600", 900)]
    [InlineData(null, 30)]
    [InlineData("soon", 30)]
    public async Task Waits_for_as_long_as_Slack_says(string? retryAfter, int seconds)
    {
        using var slack = new StubAws(new StubAnswer(429, "rate_limited", "text/html", Header: retryAfter is null ? null : ("Retry-After", retryAfter)), Ok);
        using var aws = moto.Clients();
        using var notifications = Notifications(aws);
        var secret = await moto.CreateSecretAsync($"slack-429-{retryAfter}", Webhook(slack));
        var until = _time.GetUtcNow().AddSeconds(seconds);

        var fault = await AssertFails<ChannelException>(notifications, secret);
        Assert.Equal(($"Slack answered 429: too many messages for the webhook in {secret}.", until, false), (fault.Message, fault.NotBefore, fault.NeedsOperator));

        // Nobody else asks meanwhile.
        Assert.Equal(until, (await AssertFails<ChannelException>(notifications, secret)).NotBefore);
        Assert.Single(slack.Requests);
        _time.Advance(TimeSpan.FromSeconds(seconds));
        await notifications.PublishAsync(secret, Messages.Revision, Cancelled);
        Assert.Equal(2, slack.Requests.Length);
    }

    [Fact]
    public async Task Waits_until_the_time_that_Slack_names()
    {
        var until = DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds() + 120);
        using var slack = new StubAws(new StubAnswer(429, "", "text/html", Header: ("Retry-After", until.ToString("R", CultureInfo.InvariantCulture))));
        using var aws = moto.Clients();
        using var notifications = Notifications(aws);
        var secret = await moto.CreateSecretAsync("slack-429-date", Webhook(slack));

        Assert.Equal(until, (await AssertFails<ChannelException>(notifications, secret)).NotBefore);
    }

    [Theory]
    [InlineData(500, "rollup_error", "Slack answered 500 rollup_error.", false)]
    [InlineData(503, "<html>services/T012/B345/canaryCanaryCanary</html>", "Slack answered 503.", false)]
    [InlineData(400, "invalid_blocks", "Slack answered 400 invalid_blocks: it does not accept the message, which is a fault of EcsGuard. Please report it with this line.", true)]
    [InlineData(405, "", "Slack answered 405, which webhooks do not: check the URL in SECRET.", true)]
    public async Task Says_what_Slack_answered(int status, string body, string message, bool needsOperator)
    {
        using var slack = new StubAws(new StubAnswer(status, body, "text/html"));
        using var aws = moto.Clients();
        using var notifications = Notifications(aws);
        var secret = await moto.CreateSecretAsync($"slack-{status}", Webhook(slack));

        var fault = await AssertFails<ChannelException>(notifications, secret);

        Assert.Equal((message.Replace("SECRET", secret, StringComparison.Ordinal), needsOperator, null), (fault.Message, fault.NeedsOperator, fault.NotBefore));
        Assert.Single(slack.Requests);
    }

    [Fact]
    public async Task Follows_no_redirect()
    {
        using var elsewhere = new StubAws(Ok);
        using var slack = new StubAws(new StubAnswer(302, "", "text/html", Header: ("Location", elsewhere.Url.AbsoluteUri)));
        using var aws = moto.Clients();
        using var notifications = Notifications(aws);
        var secret = await moto.CreateSecretAsync("slack-redirect", Webhook(slack));

        var fault = await AssertFails<ChannelException>(notifications, secret);

        Assert.Equal(($"Slack answered 302, which webhooks do not: check the URL in {secret}.", true), (fault.Message, fault.NeedsOperator));
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Does_not_wait_for_ever()
    {
        using var slack = new StubAws(Ok with { Stall = Stall.BeforeHeaders });
        using var aws = moto.Clients();
        using var notifications = Notifications(aws, TimeSpan.FromMilliseconds(300));
        var secret = await moto.CreateSecretAsync("slack-timeout", Webhook(slack));

        var fault = await AssertFails<TimeoutException>(notifications, secret);

        Assert.Equal("Slack did not answer within 0.3 seconds.", fault.Message);
    }

    /// <summary>A message that Slack took is not sent again because the rest of the answer does not come.</summary>
    [Fact]
    public async Task The_status_is_the_answer()
    {
        using var slack = new StubAws(Ok with { Stall = Stall.InBody });
        using var aws = moto.Clients();
        using var notifications = Notifications(aws);
        var secret = await moto.CreateSecretAsync("slack-body", Webhook(slack));

        await notifications.PublishAsync(secret, Messages.Revision, Cancelled);
        Assert.Single(slack.Requests);
    }

    [Fact]
    public async Task Fails_when_nobody_listens()
    {
        using var aws = moto.Clients();
        using var notifications = Notifications(aws);
        var secret = await moto.CreateSecretAsync("slack-nobody", $"http://127.0.0.1:{Moto.FreePort()}/{Canary}");

        await AssertFails<HttpRequestException>(notifications, secret);
    }

    [Theory]
    [InlineData("empty", " ")]
    [InlineData("word", "canaryCanaryCanary")]
    [InlineData("http", "http://hooks.slack.com/services/T012/B345/canaryCanaryCanary")]
    [InlineData("other-host", "https://example.com/services/T012/B345/canaryCanaryCanary")]
    [InlineData("like-host", "https://hooks.slack.com.example.com/services/T012/B345/canaryCanaryCanary")]
    [InlineData("user", "https://hooks.slack.com@example.com/services/T012/B345/canaryCanaryCanary")]
    [InlineData("port", "https://hooks.slack.com:8443/services/T012/B345/canaryCanaryCanary")]
    [InlineData("no-path", "https://hooks.slack.com/")]
    [InlineData("other-json", """{"webhook":"https://hooks.slack.com/services/T012/B345/canaryCanaryCanary"}""")]
    [InlineData("number", """{"url":1}""")]
    [InlineData("broken-json", """{"url":"https://hooks.slack.com/services/T012/B345/canaryCanaryCanary""")]
    public async Task Posts_nowhere_but_to_Slack(string name, string value)
    {
        using var aws = moto.Clients();
        using var notifications = new AwsNotifications(aws, $"arn:aws:sns:{MotoServer.Region}:{MotoServer.Account}:default", _time);
        var secret = await moto.CreateSecretAsync($"slack-wrong-{name}", value);

        var fault = await AssertFails<ChannelException>(() => notifications.PublishAsync(Messages.Revision.On(ChannelKind.Slack, secret), Cancelled));

        Assert.Equal(
            ($"The secret {secret} holds no webhook of Slack: store the webhook's URL in it, which begins with https://hooks.slack.com/, or {{\"url\": \"https://hooks.slack.com/…\"}}.", true),
            (fault.Message, fault.NeedsOperator));
    }

    [Theory]
    [InlineData("https://hooks.slack.com/services/T012/B345/x")]
    [InlineData("https://hooks.slack-gov.com/services/T012/B345/x")]
    public async Task Knows_the_hosts_of_Slack(string url)
    {
        using var aws = moto.Clients();
        var secret = await moto.CreateSecretAsync($"slack-host-{url.Length}", url);

        Assert.Equal(new Uri(url), await new SlackWebhooks(aws, _time).FindAsync(secret, Cancelled));
    }

    [Fact]
    public async Task Says_what_to_do_when_there_is_no_secret()
    {
        var missing = $"arn:aws:secretsmanager:{MotoServer.Region}:{MotoServer.Account}:secret:missing-AbCdEf";
        using var aws = moto.Clients();
        using var notifications = Notifications(aws);

        var fault = await AssertFails<ChannelException>(notifications, missing);

        Assert.Equal(
            ($"There is no secret {missing}, or it has no value: create it, and store the webhook's URL in it, which begins with https://hooks.slack.com/, or {{\"url\": \"https://hooks.slack.com/…\"}}.", true),
            (fault.Message, fault.NeedsOperator));
    }

    [Theory]
    [InlineData("AccessDeniedException")]
    [InlineData("DecryptionFailure")]
    public async Task Says_what_to_do_when_it_may_not_read_the_secret(string code)
    {
        const string Secret = "arn:aws:secretsmanager:us-east-1:555566667777:secret:slack-AbCdEf";
        using var stub = new StubAws(StubAnswer.JsonError(400, code, "No."));
        using var aws = new AwsClients(new() { Account = MotoServer.Account, Region = MotoServer.Region, Credentials = new BasicAWSCredentials("AKIAHUB", "test"), Endpoint = stub.Url, MaxRetries = 0 });
        using var notifications = Notifications(aws);

        var fault = await AssertFails<ChannelException>(notifications, Secret);

        Assert.Equal(
            ($"EcsGuard may not read the secret {Secret}: name it in the stack's parameter SlackSecrets, and let the functions use its KMS key if it has one of its own.", true),
            (fault.Message, fault.NeedsOperator));
        Assert.Equal("AKIAHUB us-east-1/secretsmanager/aws4_request", Assert.Single(stub.Requests).SignedFor);
    }

    [Fact]
    public async Task Refuses_what_is_no_secret()
    {
        using var aws = moto.Clients();
        using var notifications = Notifications(aws);

        var fault = await AssertFails<ChannelException>(notifications, "arn:aws:secretsmanager:eu-west-1:123456789012:secret");

        Assert.Equal("'arn:aws:secretsmanager:eu-west-1:123456789012:secret' is not the ARN of a secret: correct the policy file.", fault.Message);
    }

    private SlackNotifications Notifications(AwsClients aws, TimeSpan? timeout = null) =>
        new(new SlackWebhooks(aws, _time, static url => url.IsLoopback), _time, timeout ?? TimeSpan.FromSeconds(10));

    private static string Webhook(StubAws slack) => $"{slack.Url}{Canary}";

    private static Task<T> AssertFails<T>(SlackNotifications notifications, string secret)
        where T : Exception => AssertFails<T>(() => notifications.PublishAsync(secret, Messages.Revision, Cancelled));

    /// <summary>Fails, and gives nothing of the webhook away, however deep one looks.</summary>
    private static async Task<T> AssertFails<T>(Func<Task> publish)
        where T : Exception
    {
        var fault = await Assert.ThrowsAsync<T>(publish);
        Assert.DoesNotContain("canary", fault.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("T012", fault.ToString(), StringComparison.Ordinal);
        return fault;
    }
}
