using System.Net;
using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>An error that ECS answered. Its code is in <see cref="AmazonServiceException.ErrorCode"/>; throttling is <c>ThrottlingException</c>.</summary>
public class AmazonECSException : AmazonServiceException
{
    public AmazonECSException()
    {
    }

    public AmazonECSException(string message)
        : base(message)
    {
    }

    public AmazonECSException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public AmazonECSException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
