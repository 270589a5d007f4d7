using Amazon.Lambda.Core;
using EcsGuard.Pipeline.Ports;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Functions.Hosting;

/// <summary>
/// The work of one function: the event as Lambda sent it in, the response out (empty for none). The token is cancelled
/// <see cref="FunctionInvoker.SafetyMargin"/> before Lambda would kill the invocation.
/// </summary>
internal delegate Task<ReadOnlyMemory<byte>> FunctionHandler(ReadOnlyMemory<byte> input, ILambdaContext context, CancellationToken cancellationToken);

/// <summary>Composes one function, in the init phase: what it throws is reported as an initialisation error.</summary>
internal delegate FunctionHandler FunctionFactory(FunctionServices services);

/// <summary>What the host gives to every function.</summary>
internal sealed record FunctionServices(ILoggerFactory Loggers, IMetrics Metrics, TimeProvider Time);
