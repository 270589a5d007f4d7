using System.Net;
using Amazon.Runtime;

namespace Amazon.SimpleNotificationService;

/// <summary>An error that SNS answered. Its code is in <see cref="AmazonServiceException.ErrorCode"/>.</summary>
public class AmazonSimpleNotificationServiceException : AmazonServiceException
{
    public AmazonSimpleNotificationServiceException()
    {
    }

    public AmazonSimpleNotificationServiceException(string message)
        : base(message)
    {
    }

    public AmazonSimpleNotificationServiceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public AmazonSimpleNotificationServiceException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
