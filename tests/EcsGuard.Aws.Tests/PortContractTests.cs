using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;
using EcsGuard.Policies.Model;

namespace EcsGuard.Aws.Tests;

/// <summary>ECS keeps what the port promises.</summary>
public sealed class EcsTaskDefinitionsContractTests(MotoServer moto) : TaskDefinitionsContract, IDisposable
{
    private readonly AwsClients _clients = moto.Clients();

    protected override ITaskDefinitions Definitions => new EcsTaskDefinitions(_clients);

    public void Dispose() => _clients.Dispose();

    protected override async Task<TaskDefinitionArn> RegisterAsync(string family) =>
        TaskDefinitionArn.TryParse(await moto.RegisterAsync(family), out var arn) ? arn : throw new InvalidOperationException("moto answered no ARN.");

    protected override Task DeregisterAsync(TaskDefinitionArn arn) => moto.EcsAsync("DeregisterTaskDefinition", $$"""{ "taskDefinition": "{{arn}}" }""");
}

/// <summary>SNS keeps what the port promises.</summary>
public sealed class SnsNotificationsContractTests(MotoServer moto) : NotificationsContract, IDisposable
{
    private readonly AwsClients _clients = moto.Clients();

    public void Dispose() => _clients.Dispose();

    protected override async Task<(INotifications Channel, Func<Task<IReadOnlyList<string>>> Arrived)> OpenAsync(string name)
    {
        var topic = await moto.CreateTopicAsync(name);
        var queue = await moto.SubscribeQueueAsync(topic, name);
        return (new AwsNotifications(_clients, topic, TimeProvider.System), async () => [.. (await moto.ReceiveAsync(queue)).Select(message => message.GetProperty("Message").GetString()!)]);
    }
}
