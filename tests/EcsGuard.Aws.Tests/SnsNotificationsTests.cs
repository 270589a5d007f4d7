using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.SimpleNotificationService.Model;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;
using EcsGuard.Testing;

namespace EcsGuard.Aws.Tests;

public sealed class SnsNotificationsTests(MotoServer moto)
{
    private const string Hub = "123456789012";
    private const string Topic = "arn:aws:sns:eu-west-1:123456789012:topic";

    private static readonly StubAnswer Published = StubAnswer.Xml("<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tells_the_subscribers_of_a_team_s_topic()
    {
        var topic = await moto.CreateTopicAsync("notifications");
        var queue = await moto.SubscribeQueueAsync(topic, "notifications-queue");
        using var aws = moto.Clients();

        await new SnsNotifications(aws).PublishAsync(topic, Messages.Revision, Cancelled);

        var received = Assert.Single(await moto.ReceiveAsync(queue));
        Assert.Equal(Messages.Revision.Subject, received.GetProperty("Subject").GetString());
        Assert.Equal(Messages.Revision.Text, received.GetProperty("Message").GetString());
        Assert.Equal(
            [
                "account String 111122223333", "family String web", "fixed Number 1", "kind String revision", "new Number 2",
                """policies String.Array ["privileged-container","blocking-log-driver"]""", "region String eu-west-1", "severity String critical", "stillOpen Number 3", "team String payments",
            ],
            received.GetProperty("MessageAttributes").EnumerateObject().Select(member => $"{member.Name} {member.Value.GetProperty("Type")} {member.Value.GetProperty("Value")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_kind_of_message_has_its_attributes()
    {
        var all = new StringBuilder();
        foreach (var (name, message) in new (string, Message)[] { ("revision", Messages.Revision), ("task", Messages.OfTask), ("only fixed", Messages.OnlyFixed), ("week", Messages.Week), ("exemption", Messages.ExemptionEnds), ("storm", Messages.Storm) })
        {
            all.Append(CultureInfo.InvariantCulture, $"{name}\n");
            foreach (var (attribute, value) in SnsNotifications.Request(Topic, message).MessageAttributes)
            {
                all.Append(CultureInfo.InvariantCulture, $"  {attribute} ({value.DataType}): {value.StringValue}\n");
            }
        }

        Golden.Assert("tests/EcsGuard.Aws.Tests/Golden/sns-attributes.txt", all.ToString());
    }

    [Theory]
    [MemberData(nameof(Messages.Characters), MemberType = typeof(Messages))]
    public void Stays_within_the_limits_of_SNS_at_worst(string character)
    {
        var worst = Messages.Worst(character);
        AssertLimits(SnsNotifications.Request(Topic, worst));
        AssertLimits(SnsNotifications.Request(Topic, worst.On(ChannelKind.Sns, Topic, ChannelFormat.AmazonQ)));
        AssertLimits(SnsNotifications.Request(Topic + ".fifo", worst));
        var summary = Messages.WorstSummary(character);
        AssertLimits(SnsNotifications.Request(Topic, summary));
        AssertLimits(SnsNotifications.Request(Topic, summary with { Channel = new(ChannelKind.Sns, Topic, Severity.Low, ChannelFormat.AmazonQ) }));
        AssertLimits(SnsNotifications.Request(Topic + ".fifo", summary));
    }

    [Fact]
    public async Task A_topic_for_Amazon_Q_gets_its_form_and_the_same_attributes()
    {
        using var stub = new StubAws(Published);
        using var aws = Clients(stub);
        var message = Messages.Revision.On(ChannelKind.Sns, Topic, ChannelFormat.AmazonQ);

        await new SnsNotifications(aws).PublishAsync(Topic, message, Cancelled);

        var form = Assert.Single(stub.Requests).Form;
        Assert.Contains($"Message={AmazonQMessage.Write(message)}", form);
        Assert.Equal(10, form.Count(member => member.Contains(".Name=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Says_what_to_do_when_the_topic_is_gone()
    {
        var gone = $"arn:aws:sns:{MotoServer.Region}:{MotoServer.Account}:gone";
        using var aws = moto.Clients();

        var fault = await Assert.ThrowsAsync<ChannelException>(() => new SnsNotifications(aws).PublishAsync(gone, Messages.Revision, Cancelled));

        Assert.Equal(($"There is no topic {gone}: create it, or correct the policy file.", true), (fault.Message, fault.NeedsOperator));
    }

    [Fact]
    public async Task Says_what_to_do_when_it_may_not_publish()
    {
        using var stub = new StubAws(StubAnswer.XmlError(403, "AuthorizationError", "not authorized to perform: SNS:Publish"));
        using var aws = Clients(stub);

        var fault = await Assert.ThrowsAsync<ChannelException>(() => new SnsNotifications(aws).PublishAsync(Topic, Messages.Revision, Cancelled));

        Assert.Equal(
            ($"EcsGuard may not publish to {Topic}: name the topic in the stack's parameter TeamTopics; if it is another account's, its policy must admit this account too.", true),
            (fault.Message, fault.NeedsOperator));
    }

    [Fact]
    public async Task Fails_when_SNS_does_not_confirm_the_message()
    {
        using var stub = new StubAws(StubAnswer.Xml("<PublishResponse/>"));
        using var aws = Clients(stub);

        await Assert.ThrowsAsync<InvalidDataException>(() => new SnsNotifications(aws).PublishAsync(Topic, Messages.Revision, Cancelled));
    }

    [Fact]
    public async Task Calls_the_region_of_the_topic_with_the_credentials_of_the_hub()
    {
        using var stub = new StubAws(Published);
        using var aws = Clients(stub);

        await new SnsNotifications(aws).PublishAsync("arn:aws:sns:ap-south-1:555566667777:topic", Messages.Revision with { Family = null, Findings = [] }, Cancelled);

        var request = Assert.Single(stub.Requests);
        Assert.Equal("AKIAHUB ap-south-1/sns/aws4_request", request.SignedFor);
        Assert.Equal(
            ["1.Name=team", "2.Name=kind", "3.Name=severity", "4.Name=account", "5.Name=region", "6.Name=new", "7.Name=stillOpen", "8.Name=fixed"],
            request.Form.Where(member => member.Contains(".Name=", StringComparison.Ordinal)).Select(member => member["MessageAttributes.entry.".Length..]));
        Assert.DoesNotContain(request.Form, member => member.StartsWith("MessageGroupId", StringComparison.Ordinal) || member.StartsWith("MessageDeduplicationId", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lets_a_FIFO_topic_drop_what_is_sent_twice()
    {
        using var stub = new StubAws(Published);
        using var aws = Clients(stub);

        await new SnsNotifications(aws).PublishAsync($"{Topic}.fifo", Messages.Revision, Cancelled);

        var form = Assert.Single(stub.Requests).Form;
        Assert.Contains($"MessageDeduplicationId={Hash(Messages.Revision.Id)}", form);
        Assert.Contains($"MessageGroupId={Hash("111122223333 eu-west-1 web")}", form);

        static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("topic")]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:")]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:queue")]
    [InlineData("arn:aws:sns:example.com/:123456789012:topic")]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:topic:subscription")]
    public async Task Refuses_what_is_no_topic(string arn)
    {
        using var aws = new AwsClients(new AwsClientOptions { Account = Hub, Region = "eu-west-1" });

        Assert.Throws<ArgumentException>(() => new AwsNotifications(aws, arn, TimeProvider.System));
        var fault = await Assert.ThrowsAsync<ChannelException>(() => new SnsNotifications(aws).PublishAsync(arn, Messages.Revision, Cancelled));
        Assert.Equal(($"'{arn}' is not the ARN of an SNS topic: correct the policy file.", true), (fault.Message, fault.NeedsOperator));
    }

    [Fact]
    public async Task Each_message_goes_to_the_topic_of_its_channel_or_else_to_the_default_one()
    {
        using var stub = new StubAws(Published);
        using var aws = Clients(stub);
        using var notifications = new AwsNotifications(aws, Topic, TimeProvider.System);

        await notifications.PublishAsync(Messages.Revision, Cancelled);
        await notifications.PublishAsync(Messages.Revision.On(ChannelKind.Sns, "arn:aws:sns:us-east-1:123456789012:payments"), Cancelled);

        Assert.Equal(Topic, notifications.DefaultChannel);
        Assert.Equal(
            [("AKIAHUB eu-west-1/sns/aws4_request", $"TopicArn={Topic}"), ("AKIAHUB us-east-1/sns/aws4_request", "TopicArn=arn:aws:sns:us-east-1:123456789012:payments")],
            stub.Requests.Select(request => (request.SignedFor, request.Form.Single(member => member.StartsWith("TopicArn=", StringComparison.Ordinal)))));
    }

    /// <summary>
    /// Limits of https://docs.aws.amazon.com/sns/latest/api/API_Publish.html and https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html; what an
    /// SQS queue behind the topic takes, https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html.
    /// </summary>
    private static void AssertLimits(PublishRequest request)
    {
        Assert.InRange(request.Subject!.Length, 1, 99);
        Assert.All(request.Subject, character => Assert.InRange(character, ' ', '~'));
        Assert.InRange(request.MessageAttributes.Count, 1, 10);
        Assert.All(request.MessageAttributes, attribute =>
        {
            Assert.Matches("^[A-Za-z0-9_.-]{1,256}$", attribute.Key);
            Assert.NotEqual("", attribute.Value.StringValue);
        });
        var size = Encoding.UTF8.GetByteCount(request.Message!) + request.MessageAttributes.Sum(attribute => Encoding.UTF8.GetByteCount($"{attribute.Key}{attribute.Value.DataType}{attribute.Value.StringValue}"));
        Assert.InRange(size, 1, 256 * 1024);
        Assert.DoesNotContain(request.Message!, character => (char.IsControl(character) && character != '\n') || character is '\ufffe' or '\uffff');
        Assert.All(new[] { request.MessageGroupId, request.MessageDeduplicationId }.OfType<string>(), id => Assert.Matches("^[!-~]{1,128}$", id));
    }

    private static AwsClients Clients(StubAws stub) => new(
        new AwsClientOptions { Account = Hub, Region = "eu-west-1", Credentials = new BasicAWSCredentials("AKIAHUB", "test"), Endpoint = stub.Url, MaxRetries = 0 });
}
