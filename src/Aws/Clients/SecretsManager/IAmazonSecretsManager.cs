using Amazon.Runtime;
using Amazon.SecretsManager.Model;

namespace Amazon.SecretsManager;

/// <summary>The operation of AWS Secrets Manager that EcsGuard calls, as AWSSDK.SecretsManager spells it (docs.aws.amazon.com/secretsmanager/latest/apireference).</summary>
public interface IAmazonSecretsManager : IDisposable
{
    IClientConfig Config { get; }

    /// <summary>The current value of a secret, or the version that is asked for.</summary>
    /// <exception cref="ResourceNotFoundException">No such secret, or it has no value yet.</exception>
    /// <exception cref="DecryptionFailureException">The caller may not use the secret's KMS key.</exception>
    /// <exception cref="InvalidParameterException">A parameter is not acceptable.</exception>
    /// <exception cref="InvalidRequestException">The secret is being deleted.</exception>
    /// <exception cref="InternalServiceErrorException">The service failed, after all retries.</exception>
    Task<GetSecretValueResponse> GetSecretValueAsync(GetSecretValueRequest request, CancellationToken cancellationToken = default);
}
