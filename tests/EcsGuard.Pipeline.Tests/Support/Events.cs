using System.Globalization;
using System.Text.Json;
using EcsGuard.Pipeline.Events;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.Tests.Support;

/// <summary>Events as EventBridge delivers them, built around what a test is about.</summary>
internal static class Events
{
    public const string Account = "111122223333";
    public const string Region = "eu-west-1";

    public static TaskDefinitionArn Arn(int? revision, string family = "web") => new("aws", Region, Account, family, revision);

    /// <summary>The name of one of many families.</summary>
    public static string Service(int number) => string.Create(CultureInfo.InvariantCulture, $"service-{number:D3}");

    /// <summary>A definition with one container for each name, those among <paramref name="privileged"/> with a fault.</summary>
    public static string Definition(string containers, string privileged = "") =>
        $"[{string.Join(',', containers.Select(name => $$"""{"name":"{{name}}","image":"nginx:1.29","privileged":{{(privileged.Contains(name, StringComparison.Ordinal) ? "true" : "false")}}}"""))}]";

    /// <summary>A registration with the whole answer in it.</summary>
    public static EventEnvelope Registered(int revision, string containerDefinitions, DateTimeOffset? at = null, string family = "web", string? eventId = null, string more = "") => Call(
        "RegisterTaskDefinition",
        $$"""{"family":"{{family}}","containerDefinitions":{{containerDefinitions}}{{more}}}""",
        $$"""{"taskDefinition":{"taskDefinitionArn":"{{Arn(revision, family)}}","family":"{{family}}","revision":{{revision}},"status":"ACTIVE","containerDefinitions":{{containerDefinitions}}{{more}} } }""",
        at,
        eventId ?? $"registered-{family}-{revision}");

    public static EventEnvelope Deregistered(int revision, DateTimeOffset? at = null, string family = "web") => Call(
        "DeregisterTaskDefinition",
        $$"""{"taskDefinition":"{{family}}:{{revision}}"}""",
        $$"""{"taskDefinition":{"taskDefinitionArn":"{{Arn(revision, family)}}","status":"INACTIVE"} }""",
        at,
        $"deregistered-{family}-{revision}");

    public static EventEnvelope Call(string eventName, string request, string response, DateTimeOffset? at = null, string eventId = "event-1", string more = "") => Envelope(
        "AWS API Call via CloudTrail",
        $$"""
        {
          "eventVersion": "1.11",
          "userIdentity": { "type": "AssumedRole", "arn": "arn:aws:sts::111122223333:assumed-role/Deploy/ci", "accountId": "111122223333" },
          "eventSource": "ecs.amazonaws.com",
          "eventName": "{{eventName}}",
          "awsRegion": "eu-west-1",
          "requestParameters": {{request}},
          "responseElements": {{response}},
          "eventID": "{{eventId}}"{{more}}
        }
        """,
        at);

    /// <summary>A task event; <paramref name="more"/> goes into its detail.</summary>
    public static EventEnvelope TaskEvent(
        char task, int version, string? definition, string lastStatus = "STOPPED", string containers = "[]", DateTimeOffset? at = null, string more = "") => Envelope(
        "ECS Task State Change",
        $$"""
        {
          "clusterArn": "arn:aws:ecs:eu-west-1:111122223333:cluster/prod",
          "taskArn": "{{TaskArn(task)}}",
          "lastStatus": "{{lastStatus}}",
          "desiredStatus": "STOPPED",
          "launchType": "FARGATE",
          "group": "service:web",
          "containers": {{containers}},
          "version": {{version}}{{(definition is null ? "" : $""","taskDefinitionArn":"{definition}" """)}}{{(more.Length == 0 ? "" : ",")}}{{more}}
        }
        """,
        at);

    /// <summary>A task of web that was killed for lack of memory.</summary>
    public static EventEnvelope OutOfMemory(char task, int revision, DateTimeOffset at, int version = 7, string container = "app", string lastStatus = "STOPPED") => TaskEvent(
        task,
        version,
        Arn(revision).ToString(),
        lastStatus,
        $$"""[{"name":"{{container}}","lastStatus":"STOPPED","reason":"OutOfMemoryError: Container killed due to memory usage","exitCode":137,"memory":"512"}]""",
        at,
        "\"stopCode\":\"EssentialContainerExited\"");

    public static string TaskArn(char task) => $"arn:aws:ecs:{Region}:{Account}:task/prod/{new string(task, 32)}";

    public static EventEnvelope Envelope(string detailType, string detail, DateTimeOffset? at = null) => Read(
        $$"""
        {
          "version": "0",
          "id": "00000000-0000-0000-0000-000000000001",
          "detail-type": "{{detailType}}",
          "source": "aws.ecs",
          "account": "{{Account}}",
          "time": "{{(at ?? TestClock.Start).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}}",
          "region": "{{Region}}",
          "resources": [],
          "detail": {{detail}}
        }
        """);

    public static EventEnvelope Read(string json) => EventEnvelope.Read(Json(json));

    public static JsonElement Json(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
