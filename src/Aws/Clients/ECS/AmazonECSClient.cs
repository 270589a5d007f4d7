using Amazon.ECS.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using EcsGuard.Aws.Clients.Protocols;

namespace Amazon.ECS;

/// <inheritdoc cref="IAmazonECS"/>
/// <remarks>Safe for concurrent use; make one and keep it.</remarks>
public class AmazonECSClient : AmazonServiceClient, IAmazonECS
{
    private static readonly ServiceName Service = new(AmazonECSConfig.Id);

    /// <summary>Credentials come from the SDK's default chain (environment, profile, container, instance).</summary>
    public AmazonECSClient(AmazonECSConfig config)
        : base(config)
    {
    }

    public AmazonECSClient(AWSCredentials credentials, AmazonECSConfig config)
        : base(credentials, config)
    {
    }

    protected override IServiceMetadata ServiceMetadata => Service;

    /// <summary>Answers hold the environment of containers, so the SDK must not log them, however it is configured.</summary>
    protected override bool SupportResponseLogging => false;

    public virtual Task<DescribeTaskDefinitionResponse> DescribeTaskDefinitionAsync(DescribeTaskDefinitionRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeTaskDefinitionResponse>(request, EcsOperations.DescribeTaskDefinition, cancellationToken);

    public virtual Task<ListTaskDefinitionsResponse> ListTaskDefinitionsAsync(ListTaskDefinitionsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ListTaskDefinitionsResponse>(request, EcsOperations.ListTaskDefinitions, cancellationToken);

    public virtual Task<DeregisterTaskDefinitionResponse> DeregisterTaskDefinitionAsync(DeregisterTaskDefinitionRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DeregisterTaskDefinitionResponse>(request, EcsOperations.DeregisterTaskDefinition, cancellationToken);

    public virtual Task<ListAccountSettingsResponse> ListAccountSettingsAsync(ListAccountSettingsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ListAccountSettingsResponse>(request, EcsOperations.ListAccountSettings, cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => ServicePipeline.Customize(pipeline);
}
