using System.Net;
using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>Secrets Manager failed; asking again later helps.</summary>
public class InternalServiceErrorException : AmazonSecretsManagerException
{
    public InternalServiceErrorException()
    {
    }

    public InternalServiceErrorException(string message)
        : base(message)
    {
    }

    public InternalServiceErrorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public InternalServiceErrorException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
