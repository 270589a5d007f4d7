using System.Diagnostics.CodeAnalysis;
using System.Net;
using EcsGuard.Functions.Hosting;
using Microsoft.Extensions.Logging;

namespace Amazon.Lambda.RuntimeSupport;

internal delegate Task<InvocationResponse> LambdaBootstrapHandler(InvocationRequest invocation);

/// <summary>Builds what the handler needs, before the first invocation is asked for; false ends the process without an invocation.</summary>
internal delegate Task<bool> LambdaBootstrapInitializer();

/// <summary>
/// The loop of a custom runtime: initialise, then take one invocation after the other and answer each. A fault of the handler is that
/// invocation's error and the loop goes on; what the Runtime API itself cannot do any more ends it with an exception, so that the process exits.
/// </summary>
internal sealed partial class LambdaBootstrap(
    RuntimeApiClient client,
    LambdaBootstrapHandler handler,
    LambdaBootstrapInitializer initializer,
    Action<string?> setTraceId,
    ILogger logger)
{
    /// <summary>Lambda's own name for it.</summary>
    private const string ResponseTooLarge = "Function.ResponseSizeTooLarge";

    /// <summary>Runs until <paramref name="cancellationToken"/> asks for the end, which lets the current invocation finish.</summary>
    /// <exception cref="RuntimeApiClientException">The Runtime API failed (5xx), refused to hand out invocations, or is gone.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        var go = await InitializeAsync();
        while (go && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var invocation = await client.GetNextInvocationAsync(cancellationToken);
                await InvokeAsync(invocation);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever the initialisation throws is reported to Lambda, then thrown on.")]
    private async Task<bool> InitializeAsync()
    {
        try
        {
            return await initializer();
        }
        catch (Exception exception)
        {
            LogInitializationFailed(exception);
            try
            {
                await client.ReportInitializationErrorAsync(exception);
            }
            catch (RuntimeApiClientException refusal)
            {
                LogReportFailed("init/error", refusal);
            }

            throw;
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever the handler throws is the error of this invocation and reported as such.")]
    private async Task InvokeAsync(InvocationRequest invocation)
    {
        setTraceId(invocation.Headers.TraceId);
        InvocationResponse response;
        try
        {
            response = await handler(invocation);
        }
        catch (Exception exception)
        {
            LogFault(exception);
            await ReportErrorAsync(invocation, exception);
            return;
        }

        try
        {
            await client.SendResponseAsync(invocation, response.OutputStream);
        }
        catch (RuntimeApiClientException refusal) when (refusal.StatusCode == HttpStatusCode.RequestEntityTooLarge)
        {
            var fault = new FunctionFaultException(ResponseTooLarge, "The response is larger than Lambda accepts.");
            LogFault(fault);
            await ReportErrorAsync(invocation, fault);
        }
        catch (RuntimeApiClientException refusal) when (refusal.IsRefusal)
        {
            LogReportFailed("response", refusal);
        }
        finally
        {
            if (response.DisposeOutputStream)
            {
                await response.OutputStream.DisposeAsync();
            }
        }
    }

    private async Task ReportErrorAsync(InvocationRequest invocation, Exception exception)
    {
        try
        {
            await client.ReportInvocationErrorAsync(invocation, exception);
        }
        catch (RuntimeApiClientException refusal) when (refusal.IsRefusal)
        {
            LogReportFailed("error", refusal);
        }
    }

    [LoggerMessage(1, LogLevel.Critical, "The function could not be initialised.")]
    private partial void LogInitializationFailed(Exception exception);

    [LoggerMessage(2, LogLevel.Error, "The invocation failed.")]
    private partial void LogFault(Exception exception);

    [LoggerMessage(3, LogLevel.Error, "Lambda did not take the report {Operation}.")]
    private partial void LogReportFailed(string operation, Exception exception);
}
