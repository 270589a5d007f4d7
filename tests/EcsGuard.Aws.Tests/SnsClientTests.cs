using System.Net;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;

namespace EcsGuard.Aws.Tests;

public sealed class SnsClientTests(MotoServer moto)
{
    private const string Published = "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult><MessageId>m-1</MessageId><SequenceNumber>7</SequenceNumber></PublishResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></PublishResponse>";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publishes_what_a_subscriber_then_reads()
    {
        var topic = await moto.CreateTopicAsync("publish");
        var queue = await moto.SubscribeQueueAsync(topic, "publish-queue");
        using var sns = Client(moto.Url);

        var answer = await sns.PublishAsync(
            new PublishRequest
            {
                TopicArn = topic,
                Subject = "web:3 in 123456789012",
                Message = "Ä & <b>\n100 % + \"quoted\"",
                MessageAttributes = { ["severity"] = new MessageAttributeValue { DataType = "String", StringValue = "high" } },
            },
            Cancelled);

        var notification = Assert.Single(await moto.ReceiveAsync(queue));
        Assert.Equal(answer.MessageId, notification.GetProperty("MessageId").GetString());
        Assert.Equal("web:3 in 123456789012", notification.GetProperty("Subject").GetString());
        Assert.Equal("Ä & <b>\n100 % + \"quoted\"", notification.GetProperty("Message").GetString());
        Assert.Equal("""{"severity":{"Type":"String","Value":"high"}}""", JsonNode.Parse(notification.GetProperty("MessageAttributes").GetRawText())!.ToJsonString());
    }

    [Fact]
    public async Task Tells_a_missing_topic()
    {
        using var sns = Client(moto.Url);

        var missing = await Assert.ThrowsAsync<NotFoundException>(() => sns.PublishAsync(
            new PublishRequest { TopicArn = $"arn:aws:sns:{MotoServer.Region}:{MotoServer.Account}:missing", Message = "hello" }, Cancelled));

        Assert.Equal("NotFound", missing.ErrorCode);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Sends_every_member_as_a_signed_form()
    {
        using var aws = new StubAws(StubAnswer.Xml(Published));
        using var sns = Client(aws.Url, new SessionAWSCredentials("AKIASESSION", "secret", "the-session-token"));

        var answer = await sns.PublishAsync(
            new PublishRequest
            {
                TopicArn = "arn:aws:sns:eu-west-1:123456789012:topic.fifo",
                Message = """{"default":"a+b c"}""",
                Subject = "Subject",
                MessageStructure = "json",
                MessageGroupId = "web",
                MessageDeduplicationId = "web:3",
                MessageAttributes =
                {
                    ["severity"] = new MessageAttributeValue { DataType = "String", StringValue = "high" },
                    ["new"] = new MessageAttributeValue { DataType = "Number", StringValue = "2" },
                },
            },
            Cancelled);

        Assert.Equal(("m-1", "7"), (answer.MessageId, answer.SequenceNumber));
        var request = Assert.Single(aws.Requests);
        Assert.Equal(
            [
                "Action=Publish",
                """Message={"default":"a+b c"}""",
                "MessageAttributes.entry.1.Name=severity",
                "MessageAttributes.entry.1.Value.DataType=String",
                "MessageAttributes.entry.1.Value.StringValue=high",
                "MessageAttributes.entry.2.Name=new",
                "MessageAttributes.entry.2.Value.DataType=Number",
                "MessageAttributes.entry.2.Value.StringValue=2",
                "MessageDeduplicationId=web:3",
                "MessageGroupId=web",
                "MessageStructure=json",
                "Subject=Subject",
                "TopicArn=arn:aws:sns:eu-west-1:123456789012:topic.fifo",
                "Version=2010-03-31",
            ],
            request.Form);
        Assert.Equal("application/x-www-form-urlencoded; charset=utf-8", request.Headers["Content-Type"]);
        Assert.Equal("AKIASESSION eu-west-1/sns/aws4_request", request.SignedFor);
        Assert.Equal("the-session-token", request.Headers["x-amz-security-token"]);
    }

    [Theory]
    [InlineData(429, "Throttled")]
    [InlineData(400, "Throttling")]
    [InlineData(500, "InternalError")]
    public async Task Asks_again_when_that_may_help(int status, string code)
    {
        using var aws = new StubAws(StubAnswer.XmlError(status, code, "Later."), StubAnswer.Xml(Published));
        using var sns = Client(aws.Url);

        Assert.Equal("m-1", (await Publish(sns)).MessageId);
        Assert.Equal(2, aws.Requests.Length);
    }

    [Fact]
    public async Task Gives_up_when_throttled_for_too_long()
    {
        using var aws = new StubAws(StubAnswer.XmlError(429, "Throttled", "Rate exceeded"));
        using var sns = Client(aws.Url);

        var failure = await Assert.ThrowsAsync<ThrottledException>(() => Publish(sns));

        Assert.Equal(("Throttled", "Rate exceeded", "request-id"), (failure.ErrorCode, failure.Message, failure.RequestId));
        Assert.Equal(2, aws.Requests.Length);
    }

    [Theory]
    [InlineData(403, "AuthorizationError", typeof(AuthorizationErrorException))]
    [InlineData(400, "InvalidParameter", typeof(InvalidParameterException))]
    [InlineData(404, "NotFound", typeof(NotFoundException))]
    [InlineData(403, "InvalidClientTokenId", typeof(AmazonSimpleNotificationServiceException))]
    public async Task Does_not_ask_again_when_refused(int status, string code, Type exception)
    {
        using var aws = new StubAws(StubAnswer.XmlError(status, code, "No."));
        using var sns = Client(aws.Url);

        var refused = await Assert.ThrowsAnyAsync<AmazonSimpleNotificationServiceException>(() => Publish(sns));

        Assert.IsType(exception, refused);
        Assert.Equal((code, "No."), (refused.ErrorCode, refused.Message));
        Assert.Single(aws.Requests);
    }

    [Fact]
    public async Task Takes_a_damaged_answer_for_a_failure()
    {
        using var aws = new StubAws(StubAnswer.Xml("<PublishResponse><Publish"));
        using var sns = Client(aws.Url);

        await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => Publish(sns));

        Assert.Equal(2, aws.Requests.Length);
    }

    [Theory]
    [InlineData("eu-west-1", false, "https://sns.eu-west-1.amazonaws.com/")]
    [InlineData("us-east-1", true, "https://sns-fips.us-east-1.amazonaws.com/")]
    [InlineData("us-gov-west-1", true, "https://sns.us-gov-west-1.amazonaws.com/")]
    public void Finds_the_endpoint_of_a_region(string region, bool fips, string url)
    {
        var config = new AmazonSimpleNotificationServiceConfig { IgnoreConfiguredEndpointUrls = true, RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region), UseFIPSEndpoint = fips };

        Assert.Equal(url, config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new PublishRequest())).URL);
    }

    private static Task<PublishResponse> Publish(AmazonSimpleNotificationServiceClient sns) =>
        sns.PublishAsync(new PublishRequest { TopicArn = "arn:aws:sns:eu-west-1:123456789012:topic", Message = "hello" }, Cancelled);

    private static AmazonSimpleNotificationServiceClient Client(Uri url, AWSCredentials? credentials = null) => new(
        credentials ?? new BasicAWSCredentials("test", "test"),
        new AmazonSimpleNotificationServiceConfig { ServiceURL = url.AbsoluteUri, AuthenticationRegion = MotoServer.Region, MaxErrorRetry = 1 });
}
