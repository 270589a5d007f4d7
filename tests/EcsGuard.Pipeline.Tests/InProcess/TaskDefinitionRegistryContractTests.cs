using System.Text.Json;
using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.Tests.InProcess;

/// <summary>The registry, fed by recorded calls.</summary>
public sealed class TaskDefinitionRegistryContractTests : TaskDefinitionsContract
{
    private readonly TaskDefinitionRegistry _registry = new();
    private readonly Dictionary<string, int> _revisions = new(StringComparer.Ordinal);

    protected override ITaskDefinitions Definitions => _registry;

    protected override Task<TaskDefinitionArn> RegisterAsync(string family)
    {
        var revision = _revisions[family] = _revisions.GetValueOrDefault(family) + 1;
        var arn = new TaskDefinitionArn("aws", "eu-west-1", "123456789012", family, revision);
        Observe("RegisterTaskDefinition", $$"""{ "taskDefinition": {{Definition(arn, "ACTIVE")}}, "tags": [{ "key": "team", "value": "payments" }] }""");
        return Task.FromResult(arn);
    }

    protected override Task DeregisterAsync(TaskDefinitionArn arn)
    {
        Observe("DeregisterTaskDefinition", $$"""{ "taskDefinition": {{Definition(arn, "INACTIVE")}} }""");
        return Task.CompletedTask;
    }

    private static string Definition(TaskDefinitionArn arn, string status) =>
        $$"""{ "taskDefinitionArn": "{{arn}}", "family": "{{arn.Family}}", "revision": {{arn.Revision}}, "status": "{{status}}", "containerDefinitions": [{ "name": "app", "image": "example/app:1" }] }""";

    private void Observe(string eventName, string response)
    {
        using var json = JsonDocument.Parse($$"""
            { "eventSource": "ecs.amazonaws.com", "eventName": "{{eventName}}", "eventID": "e", "awsRegion": "eu-west-1", "recipientAccountId": "123456789012",
              "eventTime": "2026-11-20T10:00:00Z", "requestParameters": {}, "responseElements": {{response}} }
            """);
        _registry.Observe(EventEnvelope.Read(json.RootElement));
    }
}
