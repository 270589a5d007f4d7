using System.Text.Json;
using System.Text.Json.Nodes;
using EcsGuard.Aws.Tests;

namespace EcsGuard.EndToEnd.Tests;

/// <summary>Events as EventBridge delivers them, for revisions and tasks of moto's account.</summary>
internal static class Events
{
    /// <summary>A registration; what CloudTrail shows of the definition is left out unless given.</summary>
    public static string ApiCall(string eventName, JsonNode? request, JsonNode? response, string time, string? errorCode = null) => new JsonObject
    {
        ["version"] = "0",
        ["id"] = Guid.NewGuid().ToString(),
        ["detail-type"] = "AWS API Call via CloudTrail",
        ["source"] = "aws.ecs",
        ["account"] = MotoServer.Account,
        ["time"] = time,
        ["region"] = MotoServer.Region,
        ["resources"] = new JsonArray(),
        ["detail"] = new JsonObject
        {
            ["eventVersion"] = "1.11",
            ["userIdentity"] = new JsonObject { ["type"] = "AssumedRole", ["arn"] = $"arn:aws:sts::{MotoServer.Account}:assumed-role/deploy/pipeline" },
            ["eventTime"] = time,
            ["eventSource"] = "ecs.amazonaws.com",
            ["eventName"] = eventName,
            ["awsRegion"] = MotoServer.Region,
            ["errorCode"] = errorCode,
            ["requestParameters"] = request,
            ["responseElements"] = response,
            ["eventID"] = Guid.NewGuid().ToString(),
        },
    }.ToJsonString();

    public static string Registered(string arn, string time = "2026-11-20T10:00:00Z") =>
        ApiCall("RegisterTaskDefinition", null, new JsonObject { ["taskDefinition"] = new JsonObject { ["taskDefinitionArn"] = arn } }, time);

    public static string Stopped(string arn, string task, string stopCode, int exitCode, string? reason, string time = "2026-11-20T11:00:00Z", string? capacityProvider = null) => new JsonObject
    {
        ["version"] = "0",
        ["id"] = Guid.NewGuid().ToString(),
        ["detail-type"] = "ECS Task State Change",
        ["source"] = "aws.ecs",
        ["account"] = MotoServer.Account,
        ["time"] = time,
        ["region"] = MotoServer.Region,
        ["resources"] = new JsonArray(),
        ["detail"] = new JsonObject
        {
            ["taskArn"] = $"arn:aws:ecs:{MotoServer.Region}:{MotoServer.Account}:task/prod/{task}",
            ["taskDefinitionArn"] = arn,
            ["clusterArn"] = $"arn:aws:ecs:{MotoServer.Region}:{MotoServer.Account}:cluster/prod",
            ["launchType"] = "FARGATE",
            ["capacityProviderName"] = capacityProvider,
            ["lastStatus"] = "STOPPED",
            ["desiredStatus"] = "STOPPED",
            ["stopCode"] = stopCode,
            ["stoppedAt"] = time,
            ["version"] = 7,
            ["containers"] = new JsonArray(new JsonObject { ["name"] = "app", ["lastStatus"] = "STOPPED", ["exitCode"] = exitCode, ["reason"] = reason }),
        },
    }.ToJsonString();

    /// <summary>A definition with one fault that the recommended policies report: a blocking log driver.</summary>
    public static string DefinitionWithOneFault(string family, string mode = "blocking") => $$"""
        { "family": "{{family}}", "networkMode": "awsvpc", "cpu": "256", "memory": "512", "requiresCompatibilities": ["FARGATE"],
          "taskRoleArn": "arn:aws:iam::{{MotoServer.Account}}:role/{{family}}", "executionRoleArn": "arn:aws:iam::{{MotoServer.Account}}:role/{{family}}-execution",
          "containerDefinitions": [{ "name": "app", "image": "example/app:1", "essential": true, "stopTimeout": 100,
            "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/{{family}}", "awslogs-region": "{{MotoServer.Region}}", "awslogs-stream-prefix": "ecs", "mode": "{{mode}}"{{(mode == "blocking" ? "" : ", \"max-buffer-size\": \"25m\"")}} } } }],
          "tags": [{ "key": "team", "value": "payments" }] }
        """;

    public static async Task<string> RegisterAsync(MotoServer moto, string definition)
    {
        using var answer = JsonDocument.Parse(await moto.EcsAsync("RegisterTaskDefinition", definition));
        return answer.RootElement.GetProperty("taskDefinition").GetProperty("taskDefinitionArn").GetString()!;
    }
}
