using System.Net;
using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>The caller may not use the KMS key that the secret is encrypted with.</summary>
public class DecryptionFailureException : AmazonSecretsManagerException
{
    public DecryptionFailureException()
    {
    }

    public DecryptionFailureException(string message)
        : base(message)
    {
    }

    public DecryptionFailureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public DecryptionFailureException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
