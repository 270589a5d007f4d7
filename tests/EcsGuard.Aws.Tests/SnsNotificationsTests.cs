using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SimpleNotificationService.Model;
using EcsGuard.Pipeline.Notifications;

namespace EcsGuard.Aws.Tests;

public sealed class SnsNotificationsTests(MotoServer moto)
{
    private const string Hub = "123456789012";
    private const string Web3 = "arn:aws:ecs:us-east-1:222233334444:task-definition/web:3";

    private static readonly Notification Message = new(
        $"{Web3}#event-1", "payments", Web3, "222233334444", "us-east-1", "web", "high", 2, 1, 0, "EcsGuard: web:3 has 2 new findings (high)", "web:3 has 2 new findings\n- [high] …\n");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tells_the_subscribers_of_the_topic()
    {
        var topic = await moto.CreateTopicAsync("notifications");
        var queue = await moto.SubscribeQueueAsync(topic, "notifications-queue");
        using var aws = moto.Clients();
        var notifications = new SnsNotifications(aws, topic);

        await notifications.PublishAsync(Message, Cancelled);

        Assert.Equal(topic, notifications.Channel);
        var received = Assert.Single(await moto.ReceiveAsync(queue));
        Assert.Equal(Message.Subject, received.GetProperty("Subject").GetString());
        Assert.Equal(Message.Text, received.GetProperty("Message").GetString());
        Assert.Equal(
            """
            {"account":{"Type":"String","Value":"222233334444"},"family":{"Type":"String","Value":"web"},"region":{"Type":"String","Value":"us-east-1"},"severity":{"Type":"String","Value":"high"},"team":{"Type":"String","Value":"payments"}}
            """,
            new JsonObject(JsonNode.Parse(received.GetProperty("MessageAttributes").GetRawText())!.AsObject().OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => new KeyValuePair<string, JsonNode?>(member.Key, member.Value!.DeepClone()))).ToJsonString());
    }

    [Fact]
    public async Task Fails_when_the_topic_is_gone_so_that_the_message_is_kept()
    {
        using var aws = moto.Clients();

        await Assert.ThrowsAsync<NotFoundException>(() => new SnsNotifications(aws, $"arn:aws:sns:{MotoServer.Region}:{MotoServer.Account}:gone").PublishAsync(Message, Cancelled));
    }

    [Fact]
    public async Task Fails_when_SNS_does_not_confirm_the_message()
    {
        using var stub = new StubAws(StubAnswer.Xml("<PublishResponse/>"));
        using var aws = Clients(stub);

        await Assert.ThrowsAsync<InvalidDataException>(() => new SnsNotifications(aws, "arn:aws:sns:eu-west-1:123456789012:topic").PublishAsync(Message, Cancelled));
    }

    [Fact]
    public async Task Calls_the_region_of_the_topic_with_the_credentials_of_the_hub()
    {
        using var stub = new StubAws(StubAnswer.Xml("<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>"));
        using var aws = Clients(stub);

        await new SnsNotifications(aws, "arn:aws:sns:ap-south-1:555566667777:topic").PublishAsync(Message with { Family = null }, Cancelled);

        var request = Assert.Single(stub.Requests);
        Assert.Equal("AKIAHUB ap-south-1/sns/aws4_request", request.SignedFor);
        Assert.Equal(
            ["MessageAttributes.entry.1.Name=team", "MessageAttributes.entry.2.Name=severity", "MessageAttributes.entry.3.Name=account", "MessageAttributes.entry.4.Name=region"],
            request.Form.Where(member => member.Contains(".Name=", StringComparison.Ordinal)));
        Assert.DoesNotContain(request.Form, member => member.StartsWith("MessageGroupId", StringComparison.Ordinal) || member.StartsWith("MessageDeduplicationId", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lets_a_FIFO_topic_drop_what_is_sent_twice()
    {
        using var stub = new StubAws(StubAnswer.Xml("<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>"));
        using var aws = Clients(stub);

        await new SnsNotifications(aws, "arn:aws:sns:eu-west-1:123456789012:topic.fifo").PublishAsync(Message, Cancelled);

        var form = Assert.Single(stub.Requests).Form;
        Assert.Contains($"MessageDeduplicationId={Hash(Message.Id)}", form);
        Assert.Contains($"MessageGroupId={Hash("222233334444 us-east-1 web")}", form);

        static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("topic")]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:")]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:queue")]
    [InlineData("arn:aws:sns:example.com/:123456789012:topic")]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:topic:subscription")]
    public void Refuses_what_is_no_topic(string arn)
    {
        using var aws = new AwsClients(new AwsClientOptions { Account = Hub, Region = "eu-west-1" });

        Assert.Throws<ArgumentException>(() => new SnsNotifications(aws, arn));
    }

    private static AwsClients Clients(StubAws stub) => new(
        new AwsClientOptions { Account = Hub, Region = "eu-west-1", Credentials = new BasicAWSCredentials("AKIAHUB", "test"), Endpoint = stub.Url, MaxRetries = 0 });
}
