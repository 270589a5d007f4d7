using System.Net;
using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>A parameter has a value that Secrets Manager does not accept.</summary>
public class InvalidParameterException : AmazonSecretsManagerException
{
    public InvalidParameterException()
    {
    }

    public InvalidParameterException(string message)
        : base(message)
    {
    }

    public InvalidParameterException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public InvalidParameterException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
