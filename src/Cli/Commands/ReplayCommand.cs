using System.CommandLine;
using System.Globalization;
using System.Text;
using EcsGuard.Cli.Local;
using EcsGuard.Cli.Reports;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsGuard.Cli.Commands;

/// <summary><c>ecsguard replay EVENT…</c>: runs events through the functions, in process.</summary>
internal static class ReplayCommand
{
    public static Command Create(CommandHost host)
    {
        var events = new Argument<string[]>("EVENT") { Description = "File, folder, or - for standard input: one event, an array, or one event a line. Task definitions among them are what DescribeTaskDefinition answers.", Arity = ArgumentArity.OneOrMore };
        var format = new Option<string>("--format") { Description = "text or json.", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var failOn = new Option<string?>("--fail-on") { Description = "Exit with 1 if a finding of this severity or a worse one is open." };
        failOn.AcceptOnlyFromAmong([.. Enum.GetValues<Severity>().Reverse().Select(severity => severity.ToText())]);
        var state = new Option<string?>("--state") { Description = "Folder in which findings are kept between runs. Without it each run starts empty." };
        var until = new Option<string?>("--until") { Description = "What time it is at the end, ISO 8601, if later than the newest event." };
        var policyFile = PolicyFileInput.CreateOption();
        var output = new Option<string?>("--output") { Description = "File to write to instead of standard output." };
        var command = new DescribedCommand("replay", "Run events through the functions, in process: the same judgement, records and messages as in AWS.", Notes) { events, format, failOn, policyFile, state, until, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var end = Time(parsed.GetValue(until));
            var rules = parsed.GetValue(policyFile) is { } path ? PolicyFileInput.Require(path, host) : PolicyFile.None;
            var (inputs, unreadable) = await EventReader.ReadAsync(parsed.GetValue(events)!, host.StandardInput, cancellationToken);
            using var store = OpenStore(parsed.GetValue(state));
            var result = await new Replay(store, new ReplayClock(), rules).RunAsync(inputs, end, cancellationToken);
            var report = parsed.GetValue(format) == "json" ? ReplayOutput.Json(result, unreadable) : ReplayOutput.Text(result, unreadable);
            if (parsed.GetValue(output) is { } file)
            {
                ReportFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(report)));
            }
            else
            {
                CommandHost.WriteOutput(() => host.Out.Write(report));
            }

            return ReplayOutput.HasRejected(result, unreadable) ? ExitCode.Unusable
                : parsed.GetValue(failOn) is { } severity && result.Findings.Any(finding => finding.State == FindingState.Open && finding.Severity >= Enum.Parse<Severity>(severity, ignoreCase: true)) ? ExitCode.Findings
                : ExitCode.Clean;
        });
        return command;
    }

    private const string Notes = """
        An event is what EventBridge delivers, or a bare CloudTrail record. The clock is the newest
        event's time, so the same events give the same output on any day.

        Exit codes:
          0  every event was handled or ignored
          1  with --fail-on: such a finding is open
          2  bad usage, an input that cannot be read, or an event that should have been judged
             and could not be (the others are still run)

        Examples:
          ecsguard replay event.json
          ecsguard replay events/ --format json --output report.json
          ecsguard replay today.jsonl --state .ecsguard --fail-on high
          gunzip -c trail.json.gz | jq -c '.Records[]' | ecsguard replay -
        """;

    /// <summary>The store of a state folder, or one that forgets.</summary>
    /// <exception cref="UsageException">The folder cannot be used.</exception>
    internal static InProcessFindingStore OpenStore(string? folder)
    {
        try
        {
            return folder is null ? new() : new(folder, NullLogger<InProcessFindingStore>.Instance);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UsageException($"the state in {folder} cannot be used: {fault.Message}", fault);
        }
    }

    private static DateTimeOffset? Time(string? text) =>
        text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time
        : throw new UsageException($"--until '{text}' is no time. Write it as 2026-11-20T12:00:00Z.");
}
