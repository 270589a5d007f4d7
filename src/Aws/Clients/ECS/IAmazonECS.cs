using Amazon.ECS.Model;
using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>The operations of Amazon ECS that EcsGuard calls, as AWSSDK.ECS spells them (docs.aws.amazon.com/AmazonECS/latest/APIReference).</summary>
public interface IAmazonECS : IDisposable
{
    IClientConfig Config { get; }

    /// <summary>One revision, and its tags when <see cref="DescribeTaskDefinitionRequest.Include"/> asks for them.</summary>
    /// <exception cref="ClientException">No such family or revision.</exception>
    Task<DescribeTaskDefinitionResponse> DescribeTaskDefinitionAsync(DescribeTaskDefinitionRequest request, CancellationToken cancellationToken = default);

    /// <summary>One page of the ARNs of an account's revisions in one region.</summary>
    Task<ListTaskDefinitionsResponse> ListTaskDefinitionsAsync(ListTaskDefinitionsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes one revision INACTIVE. There is no way back.</summary>
    /// <exception cref="ClientException">No such revision.</exception>
    Task<DeregisterTaskDefinitionResponse> DeregisterTaskDefinitionAsync(DeregisterTaskDefinitionRequest request, CancellationToken cancellationToken = default);

    /// <summary>One page of the account's settings in one region.</summary>
    Task<ListAccountSettingsResponse> ListAccountSettingsAsync(ListAccountSettingsRequest request, CancellationToken cancellationToken = default);
}
