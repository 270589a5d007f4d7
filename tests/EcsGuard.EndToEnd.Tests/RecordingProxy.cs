using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Web;
using EcsGuard.Testing;

namespace EcsGuard.EndToEnd.Tests;

/// <summary>Stands between the executable and moto, and notes which actions are called, as IAM names them.</summary>
internal sealed class RecordingProxy : IAsyncDisposable
{
    private static readonly string[] HopHeaders = ["Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect"];

    private readonly HttpListener _listener = new();
    private readonly HttpClient _http = new();
    // DynamoDB checks the condition of a write and carries it out in one step. Moto does so in two, on many threads.
    private readonly SemaphoreSlim _dynamoDb = new(1);
    private readonly ConcurrentQueue<string> _actions = new();
    private readonly Uri _target;
    private readonly Task _serving;

    public RecordingProxy(Uri target)
    {
        _target = target;
        Url = new($"http://127.0.0.1:{Moto.FreePort()}/");
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Url { get; }

    /// <summary>Every action so far, in order.</summary>
    public IReadOnlyList<string> Actions => [.. _actions];

    /// <summary>Answers these actions with an error of the service's own instead of passing them on.</summary>
    public ConcurrentDictionary<string, bool> Broken { get; } = new(StringComparer.Ordinal);

    public void Forget() => _actions.Clear();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
        _http.Dispose();
        _dynamoDb.Dispose();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = PassOnAsync(context);
        }
    }

    private async Task PassOnAsync(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        var action = ActionOf(context.Request, body.ToArray());
        _actions.Enqueue(action);
        if (Broken.ContainsKey(action))
        {
            context.Response.StatusCode = 500;
            context.Response.Close();
            return;
        }

        using var request = new HttpRequestMessage(new(context.Request.HttpMethod), new Uri(_target, context.Request.RawUrl)) { Content = new ByteArrayContent(body.ToArray()) };
        foreach (var name in context.Request.Headers.AllKeys.OfType<string>().Where(name => !HopHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name]))
            {
                request.Content.Headers.TryAddWithoutValidation(name, context.Request.Headers[name]);
            }
        }

        using var response = await SendAsync(request, isAlone: action.StartsWith("dynamodb:", StringComparison.Ordinal));
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var header in response.Headers.Concat(response.Content.Headers).Where(header => !HopHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            context.Response.Headers[header.Key] = string.Join(", ", header.Value);
        }

        var answer = await response.Content.ReadAsByteArrayAsync();
        context.Response.ContentLength64 = answer.Length;
        await context.Response.OutputStream.WriteAsync(answer);
        context.Response.Close();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool isAlone)
    {
        if (!isAlone)
        {
            return await _http.SendAsync(request);
        }

        await _dynamoDb.WaitAsync();
        try
        {
            return await _http.SendAsync(request);
        }
        finally
        {
            _dynamoDb.Release();
        }
    }

    private static string ActionOf(HttpListenerRequest request, byte[] body)
    {
        // Credential=KEY/DATE/REGION/SERVICE/aws4_request
        var service = request.Headers["Authorization"]?.Split('/') is { Length: > 4 } scope ? scope[3] : "unknown";
        var operation = request.Headers["X-Amz-Target"]?.Split('.')[^1] ?? HttpUtility.ParseQueryString(Encoding.UTF8.GetString(body))["Action"];
        return $"{service}:{operation}";
    }
}
