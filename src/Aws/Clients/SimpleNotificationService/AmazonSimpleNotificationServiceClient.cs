using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SimpleNotificationService.Model;
using EcsGuard.Aws.Clients.Protocols;

namespace Amazon.SimpleNotificationService;

/// <inheritdoc cref="IAmazonSimpleNotificationService"/>
/// <remarks>Safe for concurrent use; make one and keep it.</remarks>
public class AmazonSimpleNotificationServiceClient : AmazonServiceClient, IAmazonSimpleNotificationService
{
    private static readonly ServiceName Service = new(AmazonSimpleNotificationServiceConfig.Id);

    /// <summary>Credentials come from the SDK's default chain (environment, profile, container, instance).</summary>
    public AmazonSimpleNotificationServiceClient(AmazonSimpleNotificationServiceConfig config)
        : base(config)
    {
    }

    public AmazonSimpleNotificationServiceClient(AWSCredentials credentials, AmazonSimpleNotificationServiceConfig config)
        : base(credentials, config)
    {
    }

    protected override IServiceMetadata ServiceMetadata => Service;

    public virtual Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<PublishResponse>(request, SnsOperations.Publish, cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => ServicePipeline.Customize(pipeline);
}
