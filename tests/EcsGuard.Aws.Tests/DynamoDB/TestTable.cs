using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using EcsGuard.Aws.DynamoDB;

namespace EcsGuard.Aws.Tests.DynamoDB;

/// <summary>A table of one test's own in moto, and a client that keeps record of each HTTP request and can be made to fail.</summary>
internal sealed class TestTable : IDisposable
{
    private readonly SocketsHttpHandler _sockets = new();
    private readonly RecordingHandler _handler;

    private TestTable(Uri url)
    {
        _handler = new RecordingHandler(_sockets);
        Client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("test", "test"),
            new AmazonDynamoDBConfig { ServiceURL = url.AbsoluteUri, AuthenticationRegion = MotoServer.Region, HttpClientFactory = new Factory(_handler), RetryMode = RequestRetryMode.Standard, MaxErrorRetry = 1 });
        Store = new DynamoDbFindingStore(Client, Name, Time);
        Queries = new DynamoDbFindingQueries(Client, Name);
    }

    public string Name { get; } = $"findings-{Guid.NewGuid():N}";

    public SetTime Time { get; } = new();

    public AmazonDynamoDBClient Client { get; }

    public DynamoDbFindingStore Store { get; }

    public DynamoDbFindingQueries Queries { get; }

    /// <summary>The operations that were asked for since the last look, in order, retries included.</summary>
    public string[] TakeRequests()
    {
        var requests = _handler.Requests.ToArray();
        _handler.Requests.Clear();
        return requests;
    }

    /// <summary>Answers requests in the server's place, where it answers other than null.</summary>
    public Func<string, string?> Instead { set => _handler.Instead = value; }

    /// <summary>Loses the answer to the next such request, which the server has carried out.</summary>
    public string LoseAnswerTo { set => _handler.LoseAnswerTo = value; }

    public static async Task<TestTable> CreateAsync(MotoServer moto)
    {
        var table = new TestTable(moto.Url);
        await FindingTable.CreateAsync(table.Client, table.Name, TestContext.Current.CancellationToken);
        table._handler.Requests.Clear();
        return table;
    }

    public void Dispose()
    {
        Client.Dispose();
        _handler.Dispose();
        _sockets.Dispose();
    }

    private sealed class Factory(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }

    private sealed class RecordingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        // DynamoDB checks the condition of a write and carries it out in one step. Moto does so in two, on many threads.
        private readonly SemaphoreSlim _alone = new(1);

        public ConcurrentQueue<string> Requests { get; } = new();

        public Func<string, string?> Instead { get; set; } = static _ => null;

        public string? LoseAnswerTo { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var operation = request.Headers.GetValues("X-Amz-Target").Single().Split('.')[1];
            Requests.Enqueue(operation);
            if (Instead(operation) is { } answer)
            {
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer, Encoding.UTF8, "application/x-amz-json-1.0") };
            }

            var response = await SendAloneAsync(request, cancellationToken);
            if (operation == LoseAnswerTo)
            {
                LoseAnswerTo = null;
                response.Dispose();
                throw new HttpRequestException("The connection was lost.");
            }

            return response;
        }

        protected override void Dispose(bool disposing)
        {
            _alone.Dispose();
            base.Dispose(disposing);
        }

        private async Task<HttpResponseMessage> SendAloneAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await _alone.WaitAsync(cancellationToken);
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            finally
            {
                _alone.Release();
            }
        }
    }
}
