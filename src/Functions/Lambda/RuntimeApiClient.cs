using System.Net;
using System.Net.Http.Headers;
using EcsGuard.Functions.Hosting;
using Microsoft.Extensions.Logging;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// The Lambda Runtime API, version 2018-06-01 (Lambda Developer Guide, runtimes-api). A connection that cannot be made or breaks is tried
/// again, <see cref="Attempts"/> times in all with growing pauses. Repeating a report is safe: if the first one did arrive, Lambda refuses
/// the second with 4xx.
/// </summary>
internal sealed partial class RuntimeApiClient : IDisposable
{
    public const int Attempts = 5;

    /// <summary>Of one attempt to post. "Next" has no limit: the process may be frozen for hours while it waits.</summary>
    private static readonly TimeSpan PostTimeout = TimeSpan.FromSeconds(10);

    private readonly SocketsHttpHandler _connections;
    private readonly HttpMessageInvoker _http;
    private readonly LambdaEnvironment _environment;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Uri _next;
    private readonly string _root;

    public RuntimeApiClient(LambdaEnvironment environment, TimeProvider time, ILogger logger)
    {
        _environment = environment;
        _time = time;
        _logger = logger;
        _root = $"http://{environment.RuntimeApi}/2018-06-01/runtime/";
        _next = new Uri($"{_root}invocation/next");
        _connections = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            // The one connection is silent while the process is frozen.
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        };
        _http = new HttpMessageInvoker(_connections, disposeHandler: false);
    }

    /// <summary>Waits for the next invocation, however long.</summary>
    /// <exception cref="RuntimeApiClientException">The API refused, or was not reached in <see cref="Attempts"/> attempts.</exception>
    public Task<InvocationRequest> GetNextInvocationAsync(CancellationToken cancellationToken) =>
        RetryAsync("next", GetNextOnceAsync, cancellationToken);

    /// <exception cref="RuntimeApiClientException">The API refused the response (413: it is too large), or was not reached.</exception>
    public async Task SendResponseAsync(InvocationRequest invocation, Stream output)
    {
        var bytes = output is MemoryStream { Position: 0 } memory && memory.TryGetBuffer(out var buffer) ? buffer : await ReadAsync(output);
        await PostAsync("response", new Uri($"{InvocationUri(invocation)}/response"), invocation, bytes, "application/json", errorType: null);
    }

    /// <exception cref="RuntimeApiClientException">The API refused the report, or was not reached.</exception>
    public Task ReportInvocationErrorAsync(InvocationRequest invocation, Exception exception) =>
        ReportErrorAsync("error", new Uri($"{InvocationUri(invocation)}/error"), invocation, exception);

    /// <exception cref="RuntimeApiClientException">The API refused the report, or was not reached.</exception>
    public Task ReportInitializationErrorAsync(Exception exception) =>
        ReportErrorAsync("init/error", new Uri($"{_root}init/error"), invocation: null, exception);

    public void Dispose()
    {
        _http.Dispose();
        _connections.Dispose();
    }

    private static async Task<ArraySegment<byte>> ReadAsync(Stream output)
    {
        using var copy = new MemoryStream();
        await output.CopyToAsync(copy);
        return copy.ToArray();
    }

    private string InvocationUri(InvocationRequest invocation) =>
        $"{_root}invocation/{Uri.EscapeDataString(invocation.LambdaContext.AwsRequestId)}";

    private async Task<InvocationRequest> GetNextOnceAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _next);
        using var response = await _http.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new RuntimeApiClientException("next", response.StatusCode);
        }

        var headers = new RuntimeApiHeaders(response.Headers);
        // Once its headers are here the invocation is ours: a shutdown no longer interrupts it.
        var input = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
        return new InvocationRequest(
            new MemoryStream(input, 0, input.Length, writable: false, publiclyVisible: true),
            new LambdaContext(headers, _environment, _time),
            headers);
    }

    private Task<bool> ReportErrorAsync(string operation, Uri uri, InvocationRequest? invocation, Exception exception)
    {
        var info = ExceptionInfo.FromException(exception);
        return PostAsync(operation, uri, invocation, info.ToJson(), "application/vnd.aws.lambda.error+json", info.HeaderSafeErrorType);
    }

    private Task<bool> PostAsync(string operation, Uri uri, InvocationRequest? invocation, ArraySegment<byte> body, string contentType, string? errorType) =>
        RetryAsync(operation, async _ =>
        {
            using var timeout = new CancellationTokenSource(PostTimeout);
            using var request = new HttpRequestMessage(HttpMethod.Post, uri)
            {
                Content = new ByteArrayContent(body.Array!, body.Offset, body.Count) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } },
            };
            if (errorType is not null)
            {
                request.Headers.TryAddWithoutValidation("Lambda-Runtime-Function-Error-Type", errorType);
            }

            if (invocation?.Headers.InvocationId is { } invocationId)
            {
                request.Headers.TryAddWithoutValidation(RuntimeApiHeaders.InvocationIdName, invocationId);
            }

            using var response = await _http.SendAsync(request, timeout.Token);
            // Read to the end, so that the connection can be used again.
            await response.Content.ReadAsByteArrayAsync(timeout.Token);
            return response.IsSuccessStatusCode ? true : throw new RuntimeApiClientException(operation, response.StatusCode);
        }, CancellationToken.None);

    private async Task<T> RetryAsync<T>(string operation, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                return await attempt(cancellationToken);
            }
            catch (Exception exception) when (IsBroken(exception, cancellationToken))
            {
                if (attempts == Attempts)
                {
                    throw new RuntimeApiClientException($"The Runtime API did not answer {operation} in {Attempts} attempts.", exception);
                }

                LogBroken(operation, attempts, exception);
                await Task.Delay(TimeSpan.FromMilliseconds(25 << attempts), cancellationToken);
            }
        }
    }

    /// <summary>A post that takes too long counts as broken; a wait given up because of a shutdown does not.</summary>
    private static bool IsBroken(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    [LoggerMessage(20, LogLevel.Warning, "The Runtime API did not answer {Operation} (attempt {Attempt}).")]
    private partial void LogBroken(string operation, int attempt, Exception exception);
}
