using System.Text;
using System.Text.Json;
using EcsGuard.Cli.Reports;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.InProcess;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Cli.Local;

/// <summary>
/// The pipeline behind HTTP on the loopback interface: <c>POST /events</c> takes what EventBridge would deliver (one event, an array, or JSON lines),
/// <c>GET /findings</c> answers with JSON, <c>GET /</c> with a page.
/// </summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly InProcessFindingStore _store;
    private readonly Replay _replay;
    private readonly WebApplication _app;

    public LocalServer(InProcessFindingStore store, Replay replay, int port)
    {
        _store = store;
        _replay = replay;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(options =>
        {
            if (port == 0)
            {
                // "localhost" is two addresses, which cannot share a port that is yet to be chosen.
                options.Listen(System.Net.IPAddress.Loopback, 0);
            }
            else
            {
                options.ListenLocalhost(port);
            }
        });

        _app = builder.Build();
        _app.Use(RefuseForeignHostsAsync);
        _app.MapPost("/events", PostEventsAsync);
        _app.MapGet("/findings", GetFindingsAsync);
        _app.MapGet("/", GetPageAsync);
    }

    /// <summary>Starts to listen; returns the address.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        await _app.StartAsync(cancellationToken);
        return _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public Task WaitAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _oneAtATime.Dispose();
    }

    /// <summary>A site whose name is made to resolve to this machine must not read the findings through the visitor's browser.</summary>
    private static async Task RefuseForeignHostsAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]")
        {
            await next(http);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        await http.Response.WriteAsync("This server answers to localhost only.\n", http.RequestAborted);
    }

    private async Task PostEventsAsync(HttpContext http)
    {
        if (http.Request.Headers.ContainsKey("Origin"))
        {
            // A page of any site could otherwise post events into a developer's process.
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            await http.Response.WriteAsync("Browsers may not post events.\n", http.RequestAborted);
            return;
        }

        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var events = new List<EventInput>();
        var unreadable = new List<UnreadableInput>();
        EventReader.Split("POST /events", await reader.ReadToEndAsync(http.RequestAborted), events, unreadable);
        var before = _replay.Notifications.Count;
        ReplayResult result;
        await _oneAtATime.WaitAsync(http.RequestAborted);
        try
        {
            result = await _replay.RunAsync(events, until: null, http.RequestAborted);
        }
        finally
        {
            _oneAtATime.Release();
        }

        http.Response.StatusCode = ReplayOutput.HasRejected(result, unreadable) ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(ReplayOutput.Json(result with { Notifications = [.. result.Notifications.Skip(before)] }, unreadable), http.RequestAborted);
    }

    private async Task GetFindingsAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer, ReadableJson.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 1);
            json.WriteStartArray("findings");
            foreach (var finding in await FindingsAsync(http.RequestAborted))
            {
                FindingJson.Write(json, finding);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        await http.Response.Body.WriteAsync(buffer.ToArray(), http.RequestAborted);
    }

    private async Task GetPageAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        await http.Response.WriteAsync(FindingsPage.Render(await FindingsAsync(http.RequestAborted), _replay.Notifications), http.RequestAborted);
    }

    private async Task<IReadOnlyList<Finding>> FindingsAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return [.. _store.AllFindings().InOrder()];
        }
        finally
        {
            _oneAtATime.Release();
        }
    }
}
