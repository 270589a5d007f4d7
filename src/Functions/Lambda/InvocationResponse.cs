namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The output of an invocation; disposed with the response when asked to.</summary>
internal sealed class InvocationResponse(Stream outputStream, bool disposeOutputStream)
{
    public Stream OutputStream => outputStream;

    public bool DisposeOutputStream => disposeOutputStream;
}
