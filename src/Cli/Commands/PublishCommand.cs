using System.CommandLine;
using System.Globalization;
using EcsGuard.Cli.Reports;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Cli.Commands;

/// <summary><c>ecsguard policy-file publish</c> and <c>history</c>: which policy file is in force.</summary>
internal static class PublishCommand
{
    private const int ShortestVersion = 6;

    public static Command CreatePublish(CommandHost host)
    {
        var file = new Argument<string?>("FILE") { Description = "The policy file, or - for standard input.", Arity = ArgumentArity.ZeroOrOne };
        var version = new Option<string?>("--again") { Description = "Publish a file that was published before, by the beginning of its version (see `policy-file history`).", HelpName = "VERSION" };
        var options = new AwsOptions();
        var command = new DescribedCommand("publish", "Put a policy file into force: the functions judge by it within a minute.", PublishNotes) { file, version };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(file);
            if ((path is null) == (parsed.GetValue(version) is null))
            {
                throw new UsageException("Give a FILE, or --again with a version that was published before.");
            }

            // Before AWS is asked for anything.
            var given = path is null ? null : Read(PolicyFileInput.ReadBytes(path, host), path, host);
            return options.RunAsync(parsed, host, async aws => await PublishAsync(aws, host, given ?? await EarlierAsync(aws.PolicyFiles, parsed.GetValue(version)!, host, cancellationToken), cancellationToken));
        });
        return command;
    }

    public static Command CreateHistory(CommandHost host)
    {
        var options = new AwsOptions();
        var command = new DescribedCommand("history", "List which policy files were in force, the latest first.", "");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => options.RunAsync(parsed, host, async aws =>
        {
            await foreach (var publication in aws.PolicyFiles.HistoryAsync(cancellationToken))
            {
                await host.Out.WriteLineAsync(Printable.Text(Describe(publication)));
            }

            return ExitCode.Clean;
        }));
        return command;
    }

    private static async Task<int> PublishAsync(AwsConnection aws, CommandHost host, Publishable given, CancellationToken cancellationToken)
    {
        var latest = await aws.PolicyFiles.LatestAsync(cancellationToken);
        if (latest?.Version == given.File.Version)
        {
            await host.Out.WriteLineAsync(Printable.Text($"Already in force: {Describe(latest)}"));
            return ExitCode.Clean;
        }

        if (given.File.Deregisters)
        {
            await host.Out.WriteLineAsync(Printable.Text(Describe(await SimulationOfAsync(aws, given, cancellationToken))));
        }

        var publication = new PolicyFilePublication((latest?.Number ?? 0) + 1, given.File.Version, host.Time.GetUtcNow(), await aws.Clients.CallerAsync(cancellationToken));
        if (!await aws.PolicyFiles.TryPublishAsync(given.Text, publication, cancellationToken))
        {
            throw new UsageException("Somebody else has published since. Look at `ecsguard policy-file history`, and publish again if yours is still what should hold.");
        }

        await host.Out.WriteLineAsync(Printable.Text($"In force within a minute: {Describe(publication)}"));
        return ExitCode.Clean;
    }

    private static async Task<Publishable> EarlierAsync(IPublishedPolicyFiles files, string version, CommandHost host, CancellationToken cancellationToken)
    {
        var matching = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var publication in files.HistoryAsync(cancellationToken))
        {
            if (version.Length >= ShortestVersion && publication.Version.StartsWith(version, StringComparison.Ordinal))
            {
                matching.Add(publication.Version);
            }
        }

        return matching.Count == 1 && await files.TextAsync(matching.Min!, cancellationToken) is { } text
            ? Read(text, matching.Min!, host)
            : throw new UsageException($"--again: {(matching.Count > 1 ? "several files" : "no file")} whose version begins with '{Printable.Text(version)}' {(matching.Count > 1 ? "were" : "was")} published; give {ShortestVersion} characters or more of one in `ecsguard policy-file history`.");
    }

    private static Publishable Read(byte[] text, string name, CommandHost host) => new(text, name, PolicyFileInput.Require(text, name, host));

    /// <summary>
    /// Deregistration can stop a deployment: a file that turns it on may only be published by somebody who can have seen what it would deregister.
    /// </summary>
    /// <exception cref="UsageException">This very file was never simulated on what is recorded.</exception>
    private static async Task<SimulationRecord> SimulationOfAsync(AwsConnection aws, Publishable given, CancellationToken cancellationToken) =>
        await aws.Simulations.FindAsync(given.File.Version, cancellationToken)
        ?? throw new UsageException($"{Printable.Text(given.Name)} turns on `deregister`, and this very file (version {given.File.ShortVersion}) was not simulated on what is recorded. See first what it would deregister: `ecsguard policy-file simulate FILE --table {Printable.Text(aws.Table)}`.");

    private static string Describe(SimulationRecord simulation) => string.Create(
        CultureInfo.InvariantCulture,
        $"Simulated {simulation.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC by {simulation.By}, roles {(simulation.RolesRead ? "read" : "not read")}: revisions judged {simulation.Counts.Revisions:N0}, that would be deregistered {simulation.Counts.Deregistered:N0}, that could not be judged {simulation.Counts.NotJudged:N0}.");

    private static string Describe(PolicyFilePublication publication) =>
        string.Create(CultureInfo.InvariantCulture, $"publication {publication.Number}, version {publication.Version[..PolicyFile.ShownVersion]}, {publication.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, by {publication.By}");

    /// <summary>A file that can be published.</summary>
    /// <param name="Text">Byte for byte.</param>
    /// <param name="Name">What people call it.</param>
    /// <param name="File">What it says.</param>
    private sealed record Publishable(byte[] Text, string Name, PolicyFile File);

    private const string PublishNotes = """
        The file is checked first, and kept under the SHA-256 of its text: each finding names the
        version that judged it, and each version can be published again. A file that turns on
        `deregister` is published only if this very version was simulated on what is recorded
        (see `policy-file simulate`).

        Exit codes:
          0  it is in force, or was already
          2  bad usage, a file with errors or without the simulation that it takes, or somebody
             else published at the same time
          3  AWS refused or could not be reached

        Examples:
          ecsguard policy-file publish ecsguard.yaml --table ecsguard-FindingsTable-1ABC
          ecsguard policy-file publish --again 4f6c2e91 --table ecsguard-FindingsTable-1ABC
        """;
}
