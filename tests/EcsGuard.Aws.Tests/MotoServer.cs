using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using EcsGuard.Testing;

[assembly: AssemblyFixture(typeof(EcsGuard.Aws.Tests.MotoServer))]

namespace EcsGuard.Aws.Tests;

/// <summary>One moto for all tests of this assembly; they keep apart by names of their own. Sets up what the clients under test cannot.</summary>
public sealed class MotoServer : IAsyncLifetime
{
    /// <summary>Account of callers whose access key moto has not handed out.</summary>
    public const string Account = "123456789012";

    public const string Region = "eu-west-1";

    private readonly HttpClient _http = new();
    private Moto? _moto;

    public Uri Url => _moto!.Url;

    /// <summary>Clients as production makes them, pointed here.</summary>
    public AwsClients Clients() => new(
        new AwsClientOptions { Account = Account, Region = Region, Credentials = new BasicAWSCredentials("test", "test"), MemberRole = "EcsGuard", ExternalId = "organisation", Endpoint = Url });

    public async ValueTask InitializeAsync() => _moto = await Moto.StartAsync();

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _moto?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>One call of a JSON service, as the key <paramref name="accessKey"/>. Moto reads the service and region from the signature's scope, and checks nothing else of it.</summary>
    public async Task<byte[]> JsonAsync(string service, string target, string body, string accessKey = "test")
    {
        using var request = Request(service, accessKey);
        request.Content = new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", target);
        return await SendAsync(request);
    }

    public Task<byte[]> EcsAsync(string operation, string body, string accessKey = "test") => JsonAsync("ecs", $"AmazonEC2ContainerServiceV20141113.{operation}", body, accessKey);

    /// <summary>Registers a revision of a family with one tag, and answers its ARN.</summary>
    public async Task<string> RegisterAsync(string family, string accessKey = "test")
    {
        var answer = await EcsAsync(
            "RegisterTaskDefinition",
            $$"""
            { "family": "{{family}}", "networkMode": "awsvpc", "cpu": "256", "memory": "512", "requiresCompatibilities": ["FARGATE"],
              "containerDefinitions": [{ "name": "app", "image": "example/app:1", "essential": true }], "tags": [{ "key": "team", "value": "payments" }] }
            """,
            accessKey);
        return JsonDocument.Parse(answer).RootElement.GetProperty("taskDefinition").GetProperty("taskDefinitionArn").GetString()!;
    }

    /// <summary>Access key of a role in another account: moto keeps accounts apart by it.</summary>
    public async Task<string> AssumeRoleAsync(string account)
    {
        var answer = await FormAsync("sts", [new("Action", "AssumeRole"), new("Version", "2011-06-15"), new("RoleArn", $"arn:aws:iam::{account}:role/Setup"), new("RoleSessionName", "setup")]);
        return Between(answer, "<AccessKeyId>", "</AccessKeyId>");
    }

    /// <summary>Creates a topic and answers its ARN.</summary>
    public async Task<string> CreateTopicAsync(string name)
    {
        var answer = await FormAsync("sns", [new("Action", "CreateTopic"), new("Version", "2010-03-31"), new("Name", name)]);
        return Between(answer, "<TopicArn>", "</TopicArn>");
    }

    /// <summary>Creates a secret and answers its ARN.</summary>
    public async Task<string> CreateSecretAsync(string name, string value)
    {
        var answer = await JsonAsync("secretsmanager", "secretsmanager.CreateSecret", $$"""{ "Name": "{{name}}", "SecretString": "{{JsonEncodedText.Encode(value)}}", "ClientRequestToken": "{{Guid.NewGuid()}}" }""");
        return JsonDocument.Parse(answer).RootElement.GetProperty("ARN").GetString()!;
    }

    /// <summary>Gives a secret another value.</summary>
    public Task PutSecretAsync(string arn, string value) =>
        JsonAsync("secretsmanager", "secretsmanager.PutSecretValue", $$"""{ "SecretId": "{{arn}}", "SecretString": "{{JsonEncodedText.Encode(value)}}", "ClientRequestToken": "{{Guid.NewGuid()}}" }""");

    /// <summary>Creates a queue that gets what is published to the topic, and answers its URL.</summary>
    public async Task<string> SubscribeQueueAsync(string topicArn, string queue)
    {
        var answer = await JsonAsync("sqs", "AmazonSQS.CreateQueue", $$"""{ "QueueName": "{{queue}}" }""");
        await FormAsync("sns", [new("Action", "Subscribe"), new("Version", "2010-03-31"), new("TopicArn", topicArn), new("Protocol", "sqs"), new("Endpoint", $"arn:aws:sqs:{Region}:{Account}:{queue}")]);
        return JsonDocument.Parse(answer).RootElement.GetProperty("QueueUrl").GetString()!;
    }

    /// <summary>The notifications waiting in a queue, as SNS wraps them.</summary>
    public async Task<JsonElement[]> ReceiveAsync(string queueUrl)
    {
        var answer = await JsonAsync("sqs", "AmazonSQS.ReceiveMessage", $$"""{ "QueueUrl": "{{queueUrl}}", "MaxNumberOfMessages": 10 }""");
        return JsonDocument.Parse(answer).RootElement.TryGetProperty("Messages", out var messages)
            ? [.. messages.EnumerateArray().Select(message => JsonDocument.Parse(message.GetProperty("Body").GetString()!).RootElement)]
            : [];
    }

    /// <summary>One call of IAM, and its answer.</summary>
    public async Task<string> IamAsync(string action, params (string Name, string Value)[] members) =>
        Encoding.UTF8.GetString(await FormAsync("iam", [new("Action", action), new("Version", "2010-05-08"), .. members.Select(member => KeyValuePair.Create(member.Name, member.Value))]));

    /// <summary>Creates a managed policy and answers its ARN.</summary>
    public async Task<string> CreatePolicyAsync(string name, string document)
    {
        var answer = await IamAsync("CreatePolicy", ("PolicyName", name), ("PolicyDocument", document));
        return Between(Encoding.UTF8.GetBytes(answer), "<Arn>", "</Arn>");
    }

    private static string Between(byte[] answer, string before, string after) => Encoding.UTF8.GetString(answer).Split(before)[1].Split(after)[0];

    private async Task<byte[]> FormAsync(string service, KeyValuePair<string, string>[] form)
    {
        using var request = Request(service, "test");
        request.Content = new FormUrlEncodedContent(form);
        return await SendAsync(request);
    }

    private HttpRequestMessage Request(string service, string accessKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Url);
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential={accessKey}/20260101/{Region}/{service}/aws4_request, SignedHeaders=host, Signature=0");
        return request;
    }

    private async Task<byte[]> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.True(response.IsSuccessStatusCode, Encoding.UTF8.GetString(body));
        return body;
    }
}
