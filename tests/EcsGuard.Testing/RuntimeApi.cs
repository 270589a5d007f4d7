using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace EcsGuard.Testing;

/// <summary>What a runtime sent.</summary>
public sealed record RuntimeApiRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>One invocation to hand out.</summary>
/// <param name="RequestId">Comes back in the path of the answer.</param>
/// <param name="Input">The event.</param>
/// <param name="Headers">Headers besides the usual ones (request id, deadline in a minute, function ARN) or in their place; null leaves one out.</param>
public sealed record Invocation(string RequestId, byte[] Input, IReadOnlyDictionary<string, string?>? Headers = null)
{
    public Invocation(string requestId, string input, params (string Name, string? Value)[] headers)
        : this(requestId, Encoding.UTF8.GetBytes(input), headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase))
    {
    }
}

/// <summary>How an invocation ended: what the runtime posted to "response" or to "error".</summary>
public sealed record InvocationOutcome(bool Succeeded, RuntimeApiRequest Report);

/// <summary>
/// Lambda's side of the Runtime API on a free port of this machine, for a host in this process or for a published executable. It speaks
/// HTTP over bare sockets, so that it can also break off in the middle, and keeps every request in order of arrival.
/// </summary>
public sealed class RuntimeApi : IAsyncDisposable
{
    /// <summary>In place of a status: closes the connection without an answer.</summary>
    public const int BreakOff = 0;

    /// <summary>In place of a status: closes the connection in the middle of the answer's body.</summary>
    public const int BreakOffInside = -1;

    private const string Root = "/2018-06-01/runtime/";
    private const string Next = Root + "invocation/next";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Invocation> _invocations = Channel.CreateUnbounded<Invocation>();
    private readonly Lock _lock = new();
    private readonly List<RuntimeApiRequest> _requests = [];
    private readonly List<(Predicate<RuntimeApiRequest> Condition, TaskCompletionSource<RuntimeApiRequest> Waiter)> _waiters = [];
    private readonly List<(string Path, int Status)> _scripted = [];
    private readonly Task _accepting;

    private RuntimeApi()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The value of AWS_LAMBDA_RUNTIME_API.</summary>
    public string Endpoint => _listener.LocalEndpoint.ToString()!;

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<RuntimeApiRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public static RuntimeApi Start() => new();

    /// <summary>What the next requests to that path below <c>/2018-06-01/runtime/</c> get, one after the other, before the usual answer.</summary>
    public void Answer(string path, params int[] statuses)
    {
        lock (_lock)
        {
            _scripted.AddRange(statuses.Select(status => (Root + path, status)));
        }
    }

    /// <summary>Hands out an invocation as soon as the runtime asks for one.</summary>
    public void Enqueue(Invocation invocation) => Assert.True(_invocations.Writer.TryWrite(invocation));

    /// <summary>Hands out an invocation and waits for its report. A request id is good for one time.</summary>
    /// <exception cref="InvalidOperationException">The runtime reported instead that it could not be initialised.</exception>
    public async Task<InvocationOutcome> InvokeAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var response = WaitForAsync($"invocation/{invocation.RequestId}/response", cancellationToken);
        var error = WaitForAsync($"invocation/{invocation.RequestId}/error", cancellationToken);
        var initialisation = WaitForAsync("init/error", cancellationToken);
        Enqueue(invocation);
        var first = await Task.WhenAny(response, error, initialisation);
        var report = await first;
        return first == initialisation
            ? throw new InvalidOperationException($"The function could not be initialised: {report.Text}")
            : new InvocationOutcome(first == response, report);
    }

    /// <summary>The first request to that path below <c>/2018-06-01/runtime/</c>, as soon as it has come.</summary>
    public Task<RuntimeApiRequest> WaitForAsync(string path, CancellationToken cancellationToken) =>
        WaitForAsync(request => request.Path == Root + path, cancellationToken);

    /// <summary>Ends when that many requests have come.</summary>
    public Task WaitForAsync(int requests, CancellationToken cancellationToken) =>
        WaitForAsync(_ => _requests.Count >= requests, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private Task<RuntimeApiRequest> WaitForAsync(Predicate<RuntimeApiRequest> condition, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_requests.Find(condition) is { } earlier)
            {
                return Task.FromResult(earlier);
            }

            var waiter = new TaskCompletionSource<RuntimeApiRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((condition, waiter));
            return waiter.Task.WaitAsync(cancellationToken);
        }
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            await using var stream = client.GetStream();
            var reader = PipeReader.Create(stream);
            try
            {
                while (await ReadRequestAsync(reader) is { } request && await AnswerAsync(request, reader, stream))
                {
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The runtime or this server went away in the middle: what was heard until then is in the list.
            }

            await reader.CompleteAsync();
        }
    }

    /// <summary>Null when the runtime closed the connection.</summary>
    private async Task<RuntimeApiRequest?> ReadRequestAsync(PipeReader reader)
    {
        while (true)
        {
            var read = await reader.ReadAsync(_stop.Token);
            if (Parse(read.Buffer) is var (request, end))
            {
                reader.AdvanceTo(end);
                Record(request);
                return request;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    private static (RuntimeApiRequest Request, SequencePosition End)? Parse(ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> head, "\r\n\r\n"u8))
        {
            return null;
        }

        var lines = Encoding.Latin1.GetString(head).Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var length = headers.TryGetValue("Content-Length", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        if (!reader.TryReadExact(length, out var body))
        {
            return null;
        }

        var request = lines[0].Split(' ');
        return (new RuntimeApiRequest(request[0], request[1], headers, body.ToArray()), reader.Position);
    }

    private void Record(RuntimeApiRequest request)
    {
        lock (_lock)
        {
            _requests.Add(request);
            foreach (var (_, waiter) in _waiters.Where(waiting => waiting.Condition(request)))
            {
                waiter.TrySetResult(request);
            }
        }
    }

    /// <summary>False when the connection is over.</summary>
    private async Task<bool> AnswerAsync(RuntimeApiRequest request, PipeReader reader, NetworkStream stream)
    {
        switch (Scripted(request.Path))
        {
            case BreakOff:
                return false;
            case BreakOffInside:
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: lost\r\nContent-Length: 100\r\n\r\n{ \"half\":"u8.ToArray(), _stop.Token);
                return false;
            case { } status:
                await WriteAsync(stream, status, [], """{"errorMessage":"as the test asked for","errorType":"Scripted"}"""u8.ToArray());
                return true;
        }

        if (request.Path != Next)
        {
            await WriteAsync(stream, 202, [], """{"status":"OK"}"""u8.ToArray());
            return true;
        }

        if (await TakeAsync(reader) is not { } invocation)
        {
            return false;
        }

        await WriteAsync(stream, 200, HeadersOf(invocation), invocation.Input);
        return true;
    }

    private int? Scripted(string path)
    {
        lock (_lock)
        {
            var index = _scripted.FindIndex(answer => answer.Path == path);
            if (index < 0)
            {
                return null;
            }

            var status = _scripted[index].Status;
            _scripted.RemoveAt(index);
            return status;
        }
    }

    /// <summary>Null when the runtime stops waiting: an invocation must not get lost on a closed connection.</summary>
    private async Task<Invocation?> TakeAsync(PipeReader reader)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var taking = _invocations.Reader.ReadAsync(gone.Token).AsTask();
        var closing = reader.ReadAsync(gone.Token).AsTask();
        if (await Task.WhenAny(taking, closing) == taking)
        {
            reader.CancelPendingRead();
            reader.AdvanceTo((await closing).Buffer.Start);
            return await taking;
        }

        await gone.CancelAsync();
        await ((Task)taking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (taking.IsCompletedSuccessfully)
        {
            Enqueue(await taking);
        }

        await closing;
        return null;
    }

    private static Dictionary<string, string?> HeadersOf(Invocation invocation)
    {
        var headers = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Content-Type"] = "application/json",
            ["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId,
            ["Lambda-Runtime-Deadline-Ms"] = DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            ["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:eu-west-1:111122223333:function:ecsguard",
        };
        foreach (var (name, value) in invocation.Headers ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            headers[name] = value;
        }

        return headers;
    }

    private async Task WriteAsync(NetworkStream stream, int status, Dictionary<string, string?> headers, byte[] body)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {(HttpStatusCode)status}\r\nContent-Length: {body.Length}\r\n");
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), _stop.Token);
        await stream.WriteAsync(body, _stop.Token);
    }
}
