namespace EcsGuard.Functions.Hosting;

/// <summary>A fault that Lambda is told under a type of its own, in Lambda's spelling <c>Category.Reason</c>, instead of the exception's name.</summary>
internal sealed class FunctionFaultException(string errorType, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The handler noticed that its time was about to end.</summary>
    public const string Timeout = "Function.Timeout";

    /// <summary>_HANDLER names no function of this executable.</summary>
    public const string NoSuchHandler = "Runtime.NoSuchHandler";

    public string ErrorType => errorType;
}
