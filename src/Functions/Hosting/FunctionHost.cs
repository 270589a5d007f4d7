using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Amazon.Lambda.RuntimeSupport;
using EcsGuard.Functions.Telemetry;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Functions.Hosting;

/// <summary>Runs the function that _HANDLER names until Lambda ends the process.</summary>
internal static partial class FunctionHost
{
    /// <summary>The whole life of the Lambda process, on its environment variables and standard output; returns its exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyDictionary<string, FunctionFactory> functions)
    {
        using var stop = new CancellationTokenSource();
        // Lambda (with an extension present), the emulators and container runtimes end a process this way.
        using var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
        await using var output = Console.OpenStandardOutput();
        return await RunAsync(
            functions,
            LambdaEnvironment.Read(Environment.GetEnvironmentVariable),
            output,
            TimeProvider.System,
            static traceId => Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", traceId),
            stop.Token);
    }

    /// <summary>Returns 0 after an orderly stop, 1 after anything that Lambda must restart the process for.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The outermost frame: whatever ends the process is logged and becomes its exit code.")]
    internal static async Task<int> RunAsync(
        IReadOnlyDictionary<string, FunctionFactory> functions,
        LambdaEnvironment environment,
        Stream output,
        TimeProvider time,
        Action<string?> setTraceId,
        CancellationToken stop)
    {
        using var loggers = new JsonLoggerFactory(output, environment.LogLevel, environment.Handler, time);
        var logger = loggers.CreateLogger("EcsGuard.Functions.Hosting.FunctionHost");
        if (environment.RuntimeApi.Length == 0)
        {
            LogNotInLambda(logger);
            return 1;
        }

        var metrics = new EmfMetrics(output, environment.Handler, time);
        FunctionInvoker? invoker = null;
        try
        {
            using var client = new RuntimeApiClient(environment, time, logger);
            var bootstrap = new LambdaBootstrap(
                client,
                invocation => invoker!.InvokeAsync(invocation),
                () =>
                {
                    var handler = Find(functions, environment.Handler)(new FunctionServices(loggers, metrics, time));
                    invoker = new FunctionInvoker(handler, loggers, metrics, time);
                    return Task.FromResult(true);
                },
                setTraceId,
                logger);
            await bootstrap.RunAsync(stop);
            LogStopped(logger);
            return 0;
        }
        catch (Exception exception)
        {
            LogEnded(logger, exception);
            return 1;
        }
    }

    private static FunctionFactory Find(IReadOnlyDictionary<string, FunctionFactory> functions, string name) =>
        functions.TryGetValue(name, out var function)
            ? function
            : throw new FunctionFaultException(
                FunctionFaultException.NoSuchHandler,
                $"_HANDLER is '{name}', which is no function of this executable. Known: {string.Join(", ", functions.Keys.Order(StringComparer.Ordinal))}.");

    [LoggerMessage(10, LogLevel.Critical, "AWS_LAMBDA_RUNTIME_API is not set: this executable runs inside Lambda or an emulator of it. `ecsguard replay` runs the same functions on a laptop.")]
    private static partial void LogNotInLambda(ILogger logger);

    [LoggerMessage(11, LogLevel.Information, "Stopped on request.")]
    private static partial void LogStopped(ILogger logger);

    [LoggerMessage(12, LogLevel.Critical, "The process ends.")]
    private static partial void LogEnded(ILogger logger, Exception exception);
}
