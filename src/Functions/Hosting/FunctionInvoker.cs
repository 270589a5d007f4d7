using System.Runtime.InteropServices;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using EcsGuard.Functions.Telemetry;

namespace EcsGuard.Functions.Hosting;

/// <summary>Gives each invocation its deadline, its log fields and its metrics line.</summary>
internal sealed class FunctionInvoker(FunctionHandler handler, JsonLoggerFactory loggers, EmfMetrics metrics, TimeProvider time)
{
    /// <summary>Kept back from the deadline, to stop the work in order and to report that it was too slow.</summary>
    public static readonly TimeSpan SafetyMargin = TimeSpan.FromMilliseconds(500);

    /// <summary>Lambda's limit is 15 minutes. A deadline beyond a day comes from an emulator and is none; a timer could not hold it either.</summary>
    private static readonly TimeSpan LongestInvocation = TimeSpan.FromDays(1);

    public async Task<InvocationResponse> InvokeAsync(InvocationRequest invocation)
    {
        var context = invocation.LambdaContext;
        loggers.BeginInvocation(context.AwsRequestId, context.TraceId);
        var started = time.GetTimestamp();
        using var deadline = StartDeadline(context);
        try
        {
            var output = await handler(ReadInput(invocation.InputStream), context, deadline.Token);
            return new InvocationResponse(AsStream(output), disposeOutputStream: true);
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested)
        {
            throw new FunctionFaultException(
                FunctionFaultException.Timeout,
                $"The invocation was given up {SafetyMargin.TotalMilliseconds:0} ms before its deadline, after {time.GetElapsedTime(started).TotalMilliseconds:0} ms.",
                exception);
        }
        finally
        {
            metrics.Duration("InvocationDuration", time.GetElapsedTime(started));
            metrics.Flush(context.AwsRequestId);
        }
    }

    private CancellationTokenSource StartDeadline(ILambdaContext context)
    {
        var left = context.RemainingTime - SafetyMargin;
        if (left > LongestInvocation)
        {
            return new CancellationTokenSource();
        }

        if (left > TimeSpan.Zero)
        {
            return new CancellationTokenSource(left, time);
        }

        var expired = new CancellationTokenSource();
        expired.Cancel();
        return expired;
    }

    private static ReadOnlyMemory<byte> ReadInput(Stream input)
    {
        if (input is MemoryStream { Position: 0 } memory && memory.TryGetBuffer(out var buffer))
        {
            return buffer;
        }

        using var copy = new MemoryStream();
        input.CopyTo(copy);
        return copy.ToArray();
    }

    private static MemoryStream AsStream(ReadOnlyMemory<byte> output) =>
        MemoryMarshal.TryGetArray(output, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false, publiclyVisible: true)
            : new MemoryStream(output.ToArray());
}
