using System.Net;
using Amazon.Runtime;

namespace Amazon.IdentityManagement;

/// <summary>
/// An error that IAM answered. Its code is in <see cref="AmazonServiceException.ErrorCode"/>; a denial is <c>AccessDenied</c>, throttling <c>Throttling</c>,
/// neither of which is in the service model.
/// </summary>
public class AmazonIdentityManagementServiceException : AmazonServiceException
{
    public AmazonIdentityManagementServiceException()
    {
    }

    public AmazonIdentityManagementServiceException(string message)
        : base(message)
    {
    }

    public AmazonIdentityManagementServiceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public AmazonIdentityManagementServiceException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
