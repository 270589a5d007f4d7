using System.Net;
using Amazon.Runtime;

namespace Amazon.SecretsManager;

/// <summary>An error that Secrets Manager answered. Its code is in <see cref="AmazonServiceException.ErrorCode"/>.</summary>
public class AmazonSecretsManagerException : AmazonServiceException
{
    public AmazonSecretsManagerException()
    {
    }

    public AmazonSecretsManagerException(string message)
        : base(message)
    {
    }

    public AmazonSecretsManagerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public AmazonSecretsManagerException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
