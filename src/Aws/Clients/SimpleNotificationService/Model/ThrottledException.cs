using System.Net;
using Amazon.Runtime;

namespace Amazon.SimpleNotificationService.Model;

/// <summary>Too many requests; asking again later helps.</summary>
public class ThrottledException : AmazonSimpleNotificationServiceException
{
    public ThrottledException()
    {
    }

    public ThrottledException(string message)
        : base(message)
    {
    }

    public ThrottledException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ThrottledException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>Says so to the retry step of the SDK, which does not know this code by itself.</summary>
    public override RetryableDetails Retryable { get; } = new(throttling: true);
}
