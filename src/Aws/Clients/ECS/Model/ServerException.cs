using System.Net;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

/// <summary>ECS failed; asking again may help.</summary>
public class ServerException : AmazonECSException
{
    public ServerException()
    {
    }

    public ServerException(string message)
        : base(message)
    {
    }

    public ServerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ServerException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
