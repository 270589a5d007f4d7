using Microsoft.Extensions.Logging;

namespace EcsGuard.Functions.Hosting;

/// <summary>The environment variables that Lambda sets and the host reads (Lambda Developer Guide, configuration-envvars).</summary>
internal sealed record LambdaEnvironment
{
    /// <summary>AWS_LAMBDA_RUNTIME_API: host and port, no scheme.</summary>
    public required string RuntimeApi { get; init; }

    /// <summary>_HANDLER: which function of this executable runs.</summary>
    public required string Handler { get; init; }

    /// <summary>AWS_LAMBDA_FUNCTION_NAME.</summary>
    public string FunctionName { get; init; } = "";

    /// <summary>AWS_LAMBDA_FUNCTION_VERSION.</summary>
    public string FunctionVersion { get; init; } = "";

    /// <summary>ECSGUARD_LOG_LEVEL, else AWS_LAMBDA_LOG_LEVEL, which Lambda's logging configuration sets; INFO when absent or unknown.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    public static LambdaEnvironment Read(Func<string, string?> variable) => new()
    {
        RuntimeApi = variable("AWS_LAMBDA_RUNTIME_API") ?? "",
        Handler = variable("_HANDLER") ?? "",
        FunctionName = variable("AWS_LAMBDA_FUNCTION_NAME") ?? "",
        FunctionVersion = variable("AWS_LAMBDA_FUNCTION_VERSION") ?? "",
        LogLevel = (variable("ECSGUARD_LOG_LEVEL") ?? variable("AWS_LAMBDA_LOG_LEVEL"))?.ToUpperInvariant() switch
        {
            "TRACE" => LogLevel.Trace,
            "DEBUG" => LogLevel.Debug,
            "WARN" => LogLevel.Warning,
            "ERROR" => LogLevel.Error,
            "FATAL" => LogLevel.Critical,
            _ => LogLevel.Information,
        },
    };
}
