using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EcsGuard.Aws.Tests;

/// <summary>A server for what moto cannot be brought to answer. It keeps every request, and answers in the order given; the last answer repeats.</summary>
internal sealed class StubAws : IDisposable
{
    private readonly HttpListener _listener;
    private readonly Func<StubRequest, StubAnswer> _answer;
    private readonly CancellationTokenSource _stopped = new();
    private readonly ConcurrentQueue<StubRequest> _requests = new();

    public StubAws(params StubAnswer[] answers)
        : this(InOrder(answers))
    {
    }

    /// <param name="answer">Answers each request by what it asks, for calls whose order is not fixed.</param>
    public StubAws(Func<StubRequest, StubAnswer> answer)
    {
        _answer = answer;
        (_listener, Url) = Listen();
        _ = Task.Run(ServeAsync);
    }

    public Uri Url { get; }

    public StubRequest[] Requests => [.. _requests];

    public void Dispose()
    {
        _stopped.Cancel();
        _listener.Close();
        _stopped.Dispose();
    }

    private static Func<StubRequest, StubAnswer> InOrder(StubAnswer[] answers)
    {
        var answered = 0;
        return _ => answers[Math.Min(Interlocked.Increment(ref answered), answers.Length) - 1];
    }

    private static (HttpListener Listener, Uri Url) Listen()
    {
        for (var attempt = 1; ; attempt++)
        {
            int port;
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                port = ((IPEndPoint)probe.LocalEndpoint).Port;
            }

            var url = $"http://127.0.0.1:{port}/";
            var listener = new HttpListener();
            listener.Prefixes.Add(url);
            try
            {
                listener.Start();
                return (listener, new Uri(url));
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                // Somebody took the port between probing and listening.
                listener.Close();
            }
        }
    }

    private async Task ServeAsync()
    {
        while (!_stopped.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => AnswerAsync(context));
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
        var headers = context.Request.Headers.AllKeys.ToDictionary(name => name!, name => context.Request.Headers[name]!, StringComparer.OrdinalIgnoreCase);
        var request = new StubRequest(headers, await reader.ReadToEndAsync(), $"{context.Request.HttpMethod} {context.Request.RawUrl}");
        _requests.Enqueue(request);
        var answer = _answer(request);
        try
        {
            if (answer.Stall == Stall.BeforeHeaders)
            {
                await Task.Delay(Timeout.Infinite, _stopped.Token);
            }

            var body = Encoding.UTF8.GetBytes(answer.Body);
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.ContentType;
            context.Response.Headers["x-amzn-RequestId"] = "request-id";
            if (answer.Header is { } header)
            {
                context.Response.Headers[header.Name] = header.Value;
            }

            context.Response.ContentLength64 = body.Length + (answer.Stall == Stall.InBody ? 1 : 0);
            await context.Response.OutputStream.WriteAsync(body, _stopped.Token);
            await context.Response.OutputStream.FlushAsync(_stopped.Token);
            if (answer.Stall == Stall.InBody)
            {
                await Task.Delay(Timeout.Infinite, _stopped.Token);
            }

            context.Response.Close();
        }
        catch (Exception failure) when (failure is OperationCanceledException or HttpListenerException or ObjectDisposedException)
        {
            // The test is over, or the client gave up: both are what some tests are about.
            context.Response.Abort();
        }
    }
}

internal enum Stall
{
    None,
    BeforeHeaders,
    InBody,
}

internal sealed record StubAnswer(int Status, string Body, string ContentType = "application/x-amz-json-1.1", Stall Stall = Stall.None, (string Name, string Value)? Header = null)
{
    public static StubAnswer Json(string body) => new(200, body);

    public static StubAnswer JsonError(int status, string code, string message) => new(status, $$"""{"__type":"com.amazonaws.ecs#{{code}}","message":"{{message}}"}""");

    public static StubAnswer Xml(string body) => new(200, body, "text/xml");

    public static StubAnswer XmlError(int status, string code, string message) => new(
        status,
        $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>request-id</RequestId></ErrorResponse>",
        "text/xml");

    /// <summary>What AssumeRole answers: access key <c>AKIA</c> and token <c>token-</c> before <paramref name="name"/>.</summary>
    public static StubAnswer Session(string name, DateTimeOffset expires) => Xml(
        $"""
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
        <AccessKeyId>AKIA{name}</AccessKeyId><SecretAccessKey>secret-{name}</SecretAccessKey><SessionToken>token-{name}</SessionToken>
        <Expiration>{expires.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
        """);
}

/// <summary>A request as it came over the wire; its target is method and path.</summary>
internal sealed record StubRequest(IReadOnlyDictionary<string, string> Headers, string Body, string Target)
{
    /// <summary>Region, service and terminator of the credential scope, with the access key before it: <c>AKID …/us-east-1/ecs/aws4_request</c> without the date.</summary>
    public string SignedFor
    {
        get
        {
            var credential = Headers["Authorization"].Split("Credential=")[1].Split(',')[0].Split('/');
            return $"{credential[0]} {string.Join('/', credential[2..])}";
        }
    }

    /// <summary>The members of a form, in alphabetical order.</summary>
    public string[] Form => [.. Body.Split('&').Select(WebUtility.UrlDecode).Cast<string>().Order(StringComparer.Ordinal)];

    /// <summary>One member of a form; null if it is not there.</summary>
    public string? Member(string name) => Array.Find(Form, member => member.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
