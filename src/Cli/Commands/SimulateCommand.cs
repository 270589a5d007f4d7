using System.CommandLine;
using EcsGuard.Cli.Exemptions;
using EcsGuard.Cli.Reports;
using EcsGuard.Cli.Scanning;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Simulation;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Commands;

/// <summary><c>ecsguard policy-file simulate</c>: what another policy file would change, before it is published.</summary>
internal static class SimulateCommand
{
    private const int ShownErrors = 100;

    public static Command Create(CommandHost host)
    {
        var file = new Argument<string>("NEW") { Description = "The policy file, or - for standard input." };
        var paths = DefinitionInputs.CreatePaths("Definitions to judge, as `ecsguard scan` takes them. Without any: all that is recorded in the table.", ArgumentArity.ZeroOrMore);
        var against = new Option<string?>("--against") { Description = "The policy file to compare with. Where left out: with PATH, no policy file; else the one in force.", HelpName = "OLD" };
        var account = DefinitionInputs.CreateAccount();
        var aws = new AwsOptions("With PATH: judge as if registered in this region, unless the definition's ARN names one. Else the stack's region; where left out: AWS_REGION, or AWS_DEFAULT_REGION.");
        var readRoles = new Option<bool>("--read-roles") { Description = "Also read the roles that definitions name, as the stack does with ReadRoles=true." };
        var format = new Option<string>("--format") { Description = "text (for people) or json (a stable, versioned document).", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var output = new Option<string?>("--output", "-o") { Description = "Write the report to this file instead of standard output.", HelpName = "FILE" };
        var all = new Option<bool>("--all") { Description = "List everything, rather than the first few of each kind." };
        var noColor = new Option<bool>("--no-color") { Description = "No colours on the terminal; the same as setting NO_COLOR." };

        var command = new DescribedCommand("simulate", "Show what a policy file would change, before it is published.", Notes) { file, paths, against, account };
        aws.AddTo(command);
        foreach (var option in new Option[] { readRoles, format, output, all, noColor })
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) =>
        {
            var request = new Request(
                parsed.GetValue(file)!,
                parsed.GetValue(paths) ?? [],
                parsed.GetValue(against),
                parsed.GetValue(format) == "json",
                parsed.GetValue(output),
                parsed.GetValue(all),
                parsed.GetValue(noColor));
            RequireOneStandardInput(request);
            if (request.Paths.Count == 0)
            {
                return parsed.GetValue(account) is not null
                    ? throw new UsageException("--account goes with PATH: what is recorded says where it is registered.")
                    : SimulateEstateAsync(host, request, parsed, aws, parsed.GetValue(readRoles), cancellationToken);
            }

            return (parsed.GetValue(readRoles) ? readRoles.Name : aws.FirstGiven(parsed)) is { } misplaced
                ? throw new UsageException($"{misplaced} is about what is recorded in AWS, and PATH names files: give one or the other.")
                : Task.FromResult(SimulateFiles(host, request, DefinitionInputs.PlaceOf(parsed.GetValue(account), aws.RegionOf(parsed)), cancellationToken));
        });
        return command;
    }

    private const string Notes = """
        Both policy files judge the same definitions, and know the same of them. The report tells,
        by account and team, what would be deregistered, appear, vanish, change its severity or
        enforcement, be exempt or not any more, and which revisions would change team.

        Without PATH, the revision that counts of every recorded family is described anew, at half
        the rate that ECS grants, with your own credentials; nothing is changed. That this very
        file was simulated is then recorded: publishing a file that turns on `deregister` takes it.

        Exit codes:
          0  nothing would change
          1  something would
          2  bad usage, or an input that cannot be read (the others are still judged)
          3  AWS refused or could not be reached

        Examples:
          ecsguard policy-file simulate ecsguard.yaml --table ecsguard-FindingsTable-1ABC
          ecsguard policy-file simulate ecsguard.yaml deploy/ --account 111122223333 --region eu-west-1
          ecsguard policy-file simulate new.yaml deploy/ --against old.yaml --format json
        """;

    private sealed record Request(string New, IReadOnlyCollection<string> Paths, string? Against, bool AsJson, string? Output, bool All, bool NoColor);

    private static void RequireOneStandardInput(Request request)
    {
        if (request.Paths.Append(request.New).Append(request.Against).Count(path => path == InputFiles.StandardInput) > 1)
        {
            throw new UsageException("Only one of NEW, OLD and PATH can be standard input.");
        }
    }

    private static int SimulateFiles(CommandHost host, Request request, AssumedPlace place, CancellationToken cancellationToken)
    {
        var after = PolicyFileInput.Require(request.New, host);
        var before = request.Against is { } old ? PolicyFileInput.Require(old, host) : PolicyFile.None;
        var files = new SimulatedFiles(before, after, host.Time.GetUtcNow());
        var read = Scan.Run(InputFiles.Find(request.Paths, host), definition => Judge(definition, place, files), cancellationToken);
        var report = new SimulationReport();
        foreach (var error in read.Errors)
        {
            report.AddNotJudged(error.Place, error.Message);
        }

        foreach (var revision in read.Definitions)
        {
            report.Add(revision);
        }

        var result = new SimulationResult(files, report, Name(request.New, after), request.Against is { } path ? Name(path, before) : "no policy file", Estate: null);
        Write(host, request, result);
        WriteErrors(host, report.NotJudged, report.NotJudged.Count);
        return report.NotJudged.Count > 0 ? ExitCode.Unusable : ExitCodeOf(report);
    }

    private static SimulatedRevision Judge(ReadDefinition definition, AssumedPlace place, SimulatedFiles files)
    {
        var arn = place.ArnOf(definition.Task);
        return files.Judge(definition.Source.Name + definition.Address, definition.Task, place.TargetOf(definition.Task, arn), PolicyContext.Empty with { Arn = arn });
    }

    private static Task<int> SimulateEstateAsync(CommandHost host, Request request, ParseResult parsed, AwsOptions options, bool readRoles, CancellationToken cancellationToken)
    {
        // Before AWS is asked for anything.
        var after = PolicyFileInput.Require(request.New, host);
        var given = request.Against is { } old ? PolicyFileInput.Require(old, host) : null;
        return options.RunAsync(parsed, host, async aws =>
        {
            var (before, grants) = given is null ? await InForceFile.ReadAsync(aws, cancellationToken) : (given, await aws.Grants.ReadAsync(cancellationToken));
            // What was granted holds beside whichever file is in force.
            var files = new SimulatedFiles(grants.AddTo(before), grants.AddTo(after), host.Time.GetUtcNow());
            var report = new SimulationReport();
            using (var progress = new ProgressLine(host, "families"))
            {
                await aws.Simulation(readRoles, host.Time).RunAsync(files, report, progress.Next, cancellationToken);
            }

            var name = request.Against is { } path ? Name(path, before) : before.IsNone ? "no policy file, since none is in force" : $"the one in force (version {before.ShortVersion})";
            Write(host, request, new(files, report, Name(request.New, after), name, new(readRoles)));
            WriteErrors(host, report.NotJudged, request.All ? report.NotJudged.Count : ShownErrors);
            if (report.Revisions == 0 && report.NotJudged.Count > 0)
            {
                throw new AwsFailureException("Not one revision could be judged, so this counts as no simulation.");
            }

            await aws.Simulations.KeepAsync(new(after.Version, host.Time.GetUtcNow(), await aws.Clients.CallerAsync(cancellationToken), readRoles, report.Counts), cancellationToken);
            await host.Error.WriteLineAsync($"Recorded: version {after.ShortVersion} was simulated.");
            return ExitCodeOf(report);
        });
    }

    private static void Write(CommandHost host, Request request, SimulationResult result)
    {
        if (request.Output is { } path)
        {
            ReportFile.Write(path, stream => Write(host, stream, toFile: true, request, result));
        }
        else
        {
            CommandHost.WriteOutput(() => Write(host, host.StandardOutput, toFile: false, request, result));
        }
    }

    private static void Write(CommandHost host, Stream stream, bool toFile, Request request, SimulationResult result)
    {
        if (request.AsJson)
        {
            SimulationJsonReport.Write(result, stream);
            return;
        }

        using var writer = ReportFile.TextWriter(host, stream, toFile);
        new SimulationTextReport(writer, ReportFile.Style(host, toFile, request.NoColor), request.All).Write(result);
    }

    private static void WriteErrors(CommandHost host, IReadOnlyCollection<NotSimulated> errors, int shown)
    {
        foreach (var (resource, reason) in errors.Take(shown))
        {
            host.Error.WriteLine($"error: {Printable.Text(resource)}: {Printable.Text(reason)}");
        }

        if (errors.Count > shown)
        {
            host.Error.WriteLine(FormattableString.Invariant($"error: and {errors.Count - shown:N0} more; --all lists them"));
        }
    }

    private static int ExitCodeOf(SimulationReport report) => report.HasDifferences ? ExitCode.Findings : ExitCode.Clean;

    private static string Name(string path, PolicyFile file) => $"{path} (version {file.ShortVersion})";
}
