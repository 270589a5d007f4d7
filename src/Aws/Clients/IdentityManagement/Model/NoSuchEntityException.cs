using System.Net;
using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

/// <summary>No such role or policy.</summary>
public class NoSuchEntityException : AmazonIdentityManagementServiceException
{
    public NoSuchEntityException()
    {
    }

    public NoSuchEntityException(string message)
        : base(message)
    {
    }

    public NoSuchEntityException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public NoSuchEntityException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
