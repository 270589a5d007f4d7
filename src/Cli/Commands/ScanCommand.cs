using System.CommandLine;
using EcsGuard.Cli.Reports;
using EcsGuard.Cli.Scanning;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Commands;

/// <summary><c>ecsguard scan</c>: the verdicts on task definitions in files, before they are registered.</summary>
internal static class ScanCommand
{
    private const string Never = "never";
    private static readonly string[] Formats = ["text", "json"];

    public static Command Create(CommandHost host)
    {
        var paths = DefinitionInputs.CreatePaths("A file, a folder (its *.json files, however deep), or - for standard input.", ArgumentArity.OneOrMore);
        var format = new Option<string>("--format")
        {
            Description = "text (for people) or json (a stable, versioned document).",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => "text",
        };
        var output = new Option<string?>("--output", "-o") { Description = "Write the report to this file instead of standard output.", HelpName = "FILE" };
        var failOn = new Option<string>("--fail-on")
        {
            Description = "Exit with 1 on findings of this severity and above: critical, high, medium, low, info, or never.",
            HelpName = "SEVERITY",
            DefaultValueFactory = _ => Severity.High.ToText(),
        };
        var policyFile = PolicyFileInput.CreateOption();
        var account = DefinitionInputs.CreateAccount();
        var region = new Option<string?>("--region") { Description = "Judge as if registered in this region, unless the definition's ARN names one.", HelpName = "NAME" };
        var set = new Option<string?>("--set")
        {
            Description = "The policies to judge by: recommended (the default), or strict (those and more). Overrides the policy file's `set`.",
            HelpName = "NAME",
        };
        var policies = new Option<string[]>("--policy") { Description = "Judge by this policy only, whatever its set. Repeat it, or separate ids by commas.", HelpName = "ID" };
        var excluded = new Option<string[]>("--exclude") { Description = "Leave this policy out. Repeat it, or separate ids by commas.", HelpName = "ID" };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Also list every place that could not be judged." };
        var noColor = new Option<bool>("--no-color") { Description = "No colours on the terminal; the same as setting NO_COLOR." };

        var command = new DescribedCommand("scan", "Judge task definitions in JSON files, before they are deployed.", Notes)
        {
            paths, format, output, failOn, policyFile, account, region, set, policies, excluded, verbose, noColor,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var inputs = parsed.GetValue(paths) ?? [];
            var rules = PolicyChoice.ForDefinitions(
                ReadPolicyFile(parsed.GetValue(policyFile), inputs, host),
                parsed.GetValue(set),
                parsed.GetValue(policies) ?? [],
                parsed.GetValue(excluded) ?? [],
                host.Time.GetUtcNow());
            var request = new Request(
                inputs,
                FormatOf(parsed.GetValue(format)!),
                parsed.GetValue(output),
                ThresholdOf(parsed.GetValue(failOn)!),
                rules with { Place = DefinitionInputs.PlaceOf(parsed.GetValue(account), parsed.GetValue(region)) },
                parsed.GetValue(verbose),
                parsed.GetValue(noColor));
            return Task.FromResult(Run(host, request, cancellationToken));
        });
        return command;
    }

    private const string Notes = """
        Reads a task definition in each JSON form that tools print: the input of
        `aws ecs register-task-definition`, the output of `aws ecs describe-task-definition`,
        an array of container definitions, or an array of task definitions. In a folder,
        hidden folders, node_modules and links to folders are passed over; every other
        *.json file is judged, or named as an error.

        Exit codes:
          0  nothing at or above --fail-on
          1  findings at or above --fail-on
          2  bad usage, or an input that cannot be read (the others are still judged)

        Examples:
          ecsguard scan task-definition.json
          ecsguard scan deploy/ --set strict --fail-on medium
          ecsguard scan . --policy blocking-log-driver,missing-log-driver
          ecsguard scan . --policy-file ecsguard.yaml --account 111122223333 --region eu-central-1
          ecsguard scan td.json --format json --output ecsguard.json
          aws ecs describe-task-definition --task-definition web --include TAGS | ecsguard scan -
        """;

    /// <summary>What was asked for. No threshold: findings never fail the run.</summary>
    private sealed record Request(
        IReadOnlyList<string> Paths, string Format, string? Output, Severity? Threshold, ScanRules Rules, bool Verbose, bool NoColor);

    private static PolicyFile? ReadPolicyFile(string? path, IReadOnlyCollection<string> inputs, CommandHost host) =>
        path is null ? null
        : path == InputFiles.StandardInput && inputs.Contains(path) ? throw new UsageException("--policy-file and PATH cannot both be standard input.")
        : PolicyFileInput.Require(path, host);

    private static int Run(CommandHost host, Request request, CancellationToken cancellationToken)
    {
        var read = Scan.Run(InputFiles.Find(request.Paths, host), new DefinitionJudge(request.Rules).Judge, cancellationToken);
        var result = new ScanResult(read.Definitions, read.Errors);
        if (request.Output is { } path)
        {
            ReportFile.Write(path, stream => WriteReport(host, stream, toFile: true, request, result));
        }
        else
        {
            CommandHost.WriteOutput(() => WriteReport(host, host.StandardOutput, toFile: false, request, result));
        }

        // Whoever pipes the report away must still see what was not judged.
        WriteErrors(host, result);
        return !result.IsComplete ? ExitCode.Unusable
            : result.Findings.Any(finding => finding.Severity >= request.Threshold) ? ExitCode.Findings
            : ExitCode.Clean;
    }

    private static void WriteReport(CommandHost host, Stream stream, bool toFile, Request request, ScanResult result)
    {
        if (request.Format == "json")
        {
            JsonReport.Write(result, stream);
            return;
        }

        using var writer = ReportFile.TextWriter(host, stream, toFile);
        new TextReport(writer, ReportFile.Style(host, toFile, request.NoColor), request.Verbose).Write(result);
    }

    private static void WriteErrors(CommandHost host, ScanResult result)
    {
        foreach (var error in result.Errors)
        {
            host.Error.WriteLine($"error: {error.Place}: {error.Message}");
        }

        foreach (var (definition, failure) in result.Definitions.SelectMany(definition => definition.Failures.Select(failure => (definition, failure))))
        {
            host.Error.WriteLine($"error: {definition.Name}: the policy {failure.Policy.Metadata.Id} broke and judged nothing ({failure.Fault}). Please report it; --exclude {failure.Policy.Metadata.Id} passes it over.");
        }
    }

    private static string FormatOf(string name) =>
        Formats.Contains(name, StringComparer.Ordinal)
            ? name
            : throw new UsageException($"--format: '{Printable.Text(name)}' is none of {string.Join(", ", Formats)}.{Usage.DidYouMean(name, Formats)}");

    private static Severity? ThresholdOf(string name)
    {
        Severity[] severities = [Severity.Critical, Severity.High, Severity.Medium, Severity.Low, Severity.Info];
        string[] names = [.. severities.Select(severity => severity.ToText()), Never];
        return Array.IndexOf(names, name) switch
        {
            -1 => throw new UsageException($"--fail-on: '{Printable.Text(name)}' is none of {string.Join(", ", names)}.{Usage.DidYouMean(name, names)}"),
            var at when at == severities.Length => null,
            var at => severities[at],
        };
    }
}
