using System.CommandLine;
using System.Text;
using EcsGuard.Cli.Local;
using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Cli.Commands;

/// <summary><c>ecsguard local</c>: the pipeline behind HTTP, in process.</summary>
internal static class LocalCommand
{
    private const int DefaultPort = 5210;

    public static Command Create(CommandHost host)
    {
        var demo = new Option<bool>("--demo") { Description = "Start with the events that come with the command." };
        var port = new Option<int>("--port") { Description = "Port on the loopback interface; 0 for any free one.", DefaultValueFactory = _ => DefaultPort };
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65535)
            {
                result.AddError("--port takes a number from 0 to 65535.");
            }
        });
        var policyFile = PolicyFileInput.CreateOption();
        var state = new Option<string?>("--state") { Description = "Folder in which findings are kept. Without it they are gone when the command ends." };
        var command = new DescribedCommand("local", "Serve the whole pipeline, in process, on the loopback interface.", Notes) { demo, port, policyFile, state };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = parsed.GetValue(policyFile) is { } path ? PolicyFileInput.Require(path, host) : PolicyFile.None;
            using var store = ReplayCommand.OpenStore(parsed.GetValue(state));
            var replay = new Replay(store, new ReplayClock(), file);
            if (parsed.GetValue(demo))
            {
                await host.Out.WriteAsync(ReplayOutput.Text(await replay.RunAsync(DemoEvents(), until: null, cancellationToken), []));
                await host.Out.WriteLineAsync();
            }

            await using var server = new LocalServer(store, replay, parsed.GetValue(port));
            try
            {
                var address = await server.StartAsync(cancellationToken);
                await host.Out.WriteLineAsync($"Findings: {address}/   as JSON: {address}/findings   events: POST {address}/events");
                await host.Out.WriteLineAsync("Ctrl+C ends it.");
                host.Flush();
            }
            catch (IOException fault)
            {
                throw new UsageException($"port {parsed.GetValue(port)} cannot be listened on: {fault.Message} Choose another with --port.", fault);
            }

            await server.WaitAsync(cancellationToken);
            return ExitCode.Clean;
        });
        return command;
    }

    private const string Notes = """
        POST /events takes what EventBridge would deliver: one event, an array, or one event a line.
        GET /findings answers with JSON. GET / is a page.

        Examples:
          ecsguard local --demo
          ecsguard local --port 0 --state .ecsguard
          curl --data-binary @event.json http://localhost:5210/events
        """;

    private static List<EventInput> DemoEvents()
    {
        using var stream = typeof(LocalCommand).Assembly.GetManifestResourceStream("demo-events.json")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var events = new List<EventInput>();
        EventReader.Split("demo", reader.ReadToEnd(), events, []);
        return events;
    }
}
