using System.Net;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The Runtime API answered with something else than success, or could not be reached in the attempts allowed.</summary>
internal sealed class RuntimeApiClientException : Exception
{
    public RuntimeApiClientException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    public RuntimeApiClientException(string operation, HttpStatusCode statusCode)
        : base($"The Runtime API answered {operation} with status {(int)statusCode}.") => StatusCode = statusCode;

    /// <summary>Null when there was no answer.</summary>
    public HttpStatusCode? StatusCode { get; }

    /// <summary>The report was refused, yet the API works: the next invocation can be taken. 5xx means that the process has to exit.</summary>
    public bool IsRefusal => StatusCode is { } status && (int)status is >= 400 and < 500;
}
