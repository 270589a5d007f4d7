using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;
using EcsGuard.Policies.Model;
using Microsoft.Extensions.Logging.Abstractions;

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

/// <summary>IAM keeps what the port promises.</summary>
public sealed class IamRolesContractTests(MotoServer moto) : RolesContract, IDisposable
{
    private readonly AwsClients _clients = moto.Clients();

    public void Dispose() => _clients.Dispose();

    protected override string Account => MotoServer.Account;

    protected override async Task<IRoles> HoldAsync(SampleRole role)
    {
        await moto.IamAsync("CreateRole", ("RoleName", role.Name), ("Path", role.Path), ("AssumeRolePolicyDocument", role.Trust));
        foreach (var (name, document) in role.Managed)
        {
            await moto.IamAsync("AttachRolePolicy", ("RoleName", role.Name), ("PolicyArn", await moto.CreatePolicyAsync(name, document)));
        }

        foreach (var (name, document) in role.Inline)
        {
            await moto.IamAsync("PutRolePolicy", ("RoleName", role.Name), ("PolicyName", name), ("PolicyDocument", document));
        }

        if (role.Boundary is { } boundary)
        {
            await moto.IamAsync("PutRolePermissionsBoundary", ("RoleName", role.Name), ("PermissionsBoundary", await moto.CreatePolicyAsync(boundary.Name, boundary.Document)));
        }

        return new IamRoles(_clients, TimeProvider.System, NullLogger<IamRoles>.Instance);
    }
}
