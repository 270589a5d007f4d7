using System.Net;
using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

/// <summary>IAM failed; asking again later helps.</summary>
public class ServiceFailureException : AmazonIdentityManagementServiceException
{
    public ServiceFailureException()
    {
    }

    public ServiceFailureException(string message)
        : base(message)
    {
    }

    public ServiceFailureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ServiceFailureException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
