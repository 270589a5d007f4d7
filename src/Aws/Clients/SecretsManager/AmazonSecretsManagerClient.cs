using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecretsManager.Model;
using EcsGuard.Aws.Clients.Protocols;

namespace Amazon.SecretsManager;

/// <inheritdoc cref="IAmazonSecretsManager"/>
/// <remarks>Safe for concurrent use; make one and keep it.</remarks>
public class AmazonSecretsManagerClient : AmazonServiceClient, IAmazonSecretsManager
{
    private static readonly ServiceName Service = new(AmazonSecretsManagerConfig.Id);

    /// <summary>Credentials come from the SDK's default chain (environment, profile, container, instance).</summary>
    public AmazonSecretsManagerClient(AmazonSecretsManagerConfig config)
        : base(config)
    {
    }

    public AmazonSecretsManagerClient(AWSCredentials credentials, AmazonSecretsManagerConfig config)
        : base(credentials, config)
    {
    }

    protected override IServiceMetadata ServiceMetadata => Service;

    /// <summary>Answers are secrets, so the SDK must not log them, however it is configured.</summary>
    protected override bool SupportResponseLogging => false;

    public virtual Task<GetSecretValueResponse> GetSecretValueAsync(GetSecretValueRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetSecretValueResponse>(request, SecretsManagerOperations.GetSecretValue, cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => ServicePipeline.Customize(pipeline);
}
