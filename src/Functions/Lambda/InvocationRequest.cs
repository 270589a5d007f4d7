using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>One invocation: its input, readable from the start, and what is known about it.</summary>
internal sealed class InvocationRequest(Stream inputStream, ILambdaContext lambdaContext, RuntimeApiHeaders headers) : IDisposable
{
    public Stream InputStream => inputStream;

    public ILambdaContext LambdaContext => lambdaContext;

    public RuntimeApiHeaders Headers => headers;

    public void Dispose() => inputStream.Dispose();
}
