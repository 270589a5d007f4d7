using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EcsGuard.Testing;

/// <summary>
/// AWS for tests: a moto server on a free port of this machine, started on first use and stopped with the test process. Where moto is not
/// installed, a virtual environment below artifacts/ gets it first.
/// </summary>
public sealed class Moto : IDisposable
{
    private const string Requirement = "moto[server,dynamodb,ecs,sns,sqs,sts,iam,secretsmanager]==5.2.1";

    private readonly Process _server;

    private Moto(Process server, Uri url)
    {
        _server = server;
        Url = url;
    }

    /// <summary>The endpoint for every service.</summary>
    public Uri Url { get; }

    /// <summary>Starts a server of its own for the caller.</summary>
    public static async Task<Moto> StartAsync(CancellationToken cancellationToken = default)
    {
        var python = await Python.WithAsync("moto.server, flask", Requirement, "moto", cancellationToken);
        var port = FreePort();
        var server = Process.Start(new ProcessStartInfo(python, ["-m", "moto.server", "-H", "127.0.0.1", "-p", $"{port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{python} did not start.");
        server.OutputDataReceived += static (_, _) => { };
        server.ErrorDataReceived += static (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        var url = new Uri($"http://127.0.0.1:{port}");
        using var http = new HttpClient();
        for (var attempt = 0; attempt < 300; attempt++)
        {
            if (server.HasExited)
            {
                break;
            }

            try
            {
                using var response = await http.GetAsync(new Uri(url, "/moto-api/"), cancellationToken);
                return new Moto(server, url);
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100, cancellationToken);
            }
        }

        throw new InvalidOperationException($"moto did not answer at {url}. Try `{python} -m moto.server` by hand.");
    }

    public void Dispose()
    {
        if (!_server.HasExited)
        {
            _server.Kill(entireProcessTree: true);
        }

        _server.Dispose();
    }

    /// <summary>A port of this machine that nobody listens on just now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
