using System.Net;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

/// <summary>ECS refuses the request as it stands: an unknown family or revision, a resource in the wrong state.</summary>
public class ClientException : AmazonECSException
{
    public ClientException()
    {
    }

    public ClientException(string message)
        : base(message)
    {
    }

    public ClientException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ClientException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
