using System.Text;
using System.Text.Json;
using EcsGuard.Aws;
using EcsGuard.Aws.DynamoDB;
using EcsGuard.Pipeline;
using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsGuard.Cli.Tests.Commands;

/// <summary>A deployed EcsGuard on moto: its table, and what the pipeline has recorded in it.</summary>
internal sealed class RecordedEstate : IDisposable
{
    public const string Account = "123456789012";
    public const string Region = "eu-west-1";

    private readonly HttpClient _http = new();
    private readonly Uri _url;
    private readonly AwsClients _clients;
    private readonly JudgeRevision _judge;

    private RecordedEstate(Uri url, DateTimeOffset now)
    {
        _url = url;
        _clients = new(new() { Region = Region, Endpoint = url });
        var time = new FakeTime(now);
        var store = new DynamoDbFindingStore(_clients.DynamoDb, Table, time);
        _judge = new(
            new EcsTaskDefinitions(_clients),
            new EcsAccountSettings(_clients, time, NullLogger<EcsAccountSettings>.Instance),
            new FixedPolicyFile(PolicyFile.None),
            store,
            new FamilyWork(store, time),
            new Outbox(new Nobody(), new NoMetrics(), time, NullLogger<Outbox>.Instance),
            new NoMetrics(),
            time,
            NullLogger<JudgeRevision>.Instance);
    }

    public string Table { get; } = $"findings-{Guid.NewGuid():N}";

    public static async Task<RecordedEstate> CreateAsync(Uri url, DateTimeOffset now)
    {
        var estate = new RecordedEstate(url, now);
        await FindingTable.CreateAsync(estate._clients.DynamoDb, estate.Table, TestContext.Current.CancellationToken);
        return estate;
    }

    /// <summary>Registers a definition, given without its family, and lets the pipeline judge it.</summary>
    public async Task RegisterAsync(string family, string definition)
    {
        var answer = await EcsAsync("RegisterTaskDefinition", $$"""{ "family": "{{family}}", {{definition}} }""");
        await RecordAsync(answer.GetProperty("taskDefinition").GetProperty("taskDefinitionArn").GetString()!, family, definition);
    }

    /// <summary>Lets the pipeline judge the event's own copy of a definition, which ECS need not have.</summary>
    public async Task RecordAsync(string arn, string family, string definition)
    {
        using var json = JsonDocument.Parse(
            $$"""
            { "version": "0", "id": "1", "detail-type": "AWS API Call via CloudTrail", "source": "aws.ecs", "account": "{{arn.Split(':')[4]}}", "region": "{{Region}}", "time": "2026-03-01T12:00:00Z", "resources": [],
              "detail": { "eventSource": "ecs.amazonaws.com", "eventName": "RegisterTaskDefinition", "eventID": "{{family}}",
                          "responseElements": { "taskDefinition": { "taskDefinitionArn": "{{arn}}", "family": "{{family}}", {{definition}} } } } }
            """);
        Assert.Equal(Disposition.Handled, await _judge.HandleAsync(EventEnvelope.Read(json.RootElement.Clone()), TestContext.Current.CancellationToken));
    }

    /// <summary>Deregisters a revision, and tells nobody.</summary>
    public Task DeregisterAsync(string revision) => EcsAsync("DeregisterTaskDefinition", $$"""{ "taskDefinition": "{{revision}}" }""");

    /// <summary>Creates a role that may do everything.</summary>
    public async Task CreateAdministratorAsync(string name)
    {
        await IamAsync(new() { ["Action"] = "CreateRole", ["RoleName"] = name, ["AssumeRolePolicyDocument"] = """{ "Statement": { "Effect": "Allow", "Principal": { "Service": "ecs-tasks.amazonaws.com" }, "Action": "sts:AssumeRole" } }""" });
        await IamAsync(new() { ["Action"] = "PutRolePolicy", ["RoleName"] = name, ["PolicyName"] = "all", ["PolicyDocument"] = """{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }""" });
    }

    /// <summary>The host of a command that is to reach it.</summary>
    public TestHost Host(DateTimeOffset now, bool errorTerminal = false) =>
        new() { Now = now, ErrorTerminal = errorTerminal, Variables = { ["ECSGUARD_TABLE"] = Table, ["AWS_REGION"] = Region, ["AWS_ENDPOINT_URL"] = _url.AbsoluteUri } };

    public void Dispose()
    {
        _clients.Dispose();
        _http.Dispose();
    }

    private async Task<JsonElement> EcsAsync(string operation, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.1");
        content.Headers.Add("X-Amz-Target", $"AmazonEC2ContainerServiceV20141113.{operation}");
        using var json = JsonDocument.Parse(await SendAsync("ecs", content));
        return json.RootElement.Clone();
    }

    private async Task IamAsync(Dictionary<string, string> form)
    {
        form.Add("Version", "2010-05-08");
        using var content = new FormUrlEncodedContent(form);
        await SendAsync("iam", content);
    }

    /// <summary>Moto reads service and region from the signature's scope, and checks nothing else of it.</summary>
    private async Task<string> SendAsync(string service, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential=test/20260101/{Region}/{service}/aws4_request, SignedHeaders=host, Signature=0");
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, answer);
        return answer;
    }

    private sealed class Nobody : INotifications
    {
        public string DefaultChannel => "nobody";

        public Task PublishAsync(Message message, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class NoMetrics : IMetrics
    {
        public void Count(string name, double value, params ReadOnlySpan<(string Name, string Value)> dimensions)
        {
        }

        public void Duration(string name, TimeSpan value, params ReadOnlySpan<(string Name, string Value)> dimensions)
        {
        }
    }
}
