using Amazon.Runtime;

namespace EcsGuard.Aws;

/// <summary>
/// HTTP clients whose timeout covers the body of the answer. The SDK's own ones stop the clock at the headers, so a server that stalls after
/// them would hold a call for ever.
/// </summary>
internal sealed class WholeAnswerHttpClientFactory(TimeSpan connectTimeout, TimeSpan requestTimeout) : HttpClientFactory
{
    // Sockets outlive a change of DNS otherwise.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
#pragma warning disable CA2000 // Justification: each handler is owned and disposed by what it is given to, in the end the client, which the SDK owns.
        var sockets = new SocketsHttpHandler { ConnectTimeout = connectTimeout, PooledConnectionLifetime = ConnectionLifetime };
        return new HttpClient(new WholeAnswerHandler(sockets), disposeHandler: true) { Timeout = requestTimeout };
#pragma warning restore CA2000
    }

    /// <summary>Clients with equal text share one connection pool, which the SDK keeps for the life of the process.</summary>
    public override string GetConfigUniqueString(IClientConfig clientConfig) => FormattableString.Invariant($"EcsGuard {connectTimeout} {requestTimeout}");

    private sealed class WholeAnswerHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            try
            {
                await response.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }
}
