using System.Net;
using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>The secret cannot be read as it stands, such as one that is being deleted.</summary>
public class InvalidRequestException : AmazonSecretsManagerException
{
    public InvalidRequestException()
    {
    }

    public InvalidRequestException(string message)
        : base(message)
    {
    }

    public InvalidRequestException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public InvalidRequestException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
