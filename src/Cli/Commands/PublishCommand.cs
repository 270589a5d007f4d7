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
            var text = path is null ? null : PolicyFileInput.ReadBytes(path, host);
            if (text is not null)
            {
                RequirePublishable(text, path!, host);
            }

            return options.RunAsync(parsed, host, aws => PublishAsync(aws, host, text, parsed.GetValue(version), cancellationToken));
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

    private static async Task<int> PublishAsync(AwsConnection aws, CommandHost host, byte[]? text, string? version, CancellationToken cancellationToken)
    {
        text ??= await EarlierAsync(aws.PolicyFiles, version!, host, cancellationToken);
        var latest = await aws.PolicyFiles.LatestAsync(cancellationToken);
        var hash = PolicyFileReader.VersionOf(text);
        if (latest?.Version == hash)
        {
            await host.Out.WriteLineAsync(Printable.Text($"Already in force: {Describe(latest)}"));
            return ExitCode.Clean;
        }

        var publication = new PolicyFilePublication((latest?.Number ?? 0) + 1, hash, host.Time.GetUtcNow(), await aws.Clients.CallerAsync(cancellationToken));
        if (!await aws.PolicyFiles.TryPublishAsync(text, publication, cancellationToken))
        {
            throw new UsageException("Somebody else has published since. Look at `ecsguard policy-file history`, and publish again if yours is still what should hold.");
        }

        await host.Out.WriteLineAsync(Printable.Text($"In force within a minute: {Describe(publication)}"));
        return ExitCode.Clean;
    }

    private static async Task<byte[]> EarlierAsync(IPublishedPolicyFiles files, string version, CommandHost host, CancellationToken cancellationToken)
    {
        var matching = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var publication in files.HistoryAsync(cancellationToken))
        {
            if (version.Length >= ShortestVersion && publication.Version.StartsWith(version, StringComparison.Ordinal))
            {
                matching.Add(publication.Version);
            }
        }

        if (matching.Count != 1 || await files.TextAsync(matching.Min!, cancellationToken) is not { } text)
        {
            throw new UsageException($"--again: {(matching.Count > 1 ? "several files" : "no file")} whose version begins with '{Printable.Text(version)}' {(matching.Count > 1 ? "were" : "was")} published; give {ShortestVersion} characters or more of one in `ecsguard policy-file history`.");
        }

        RequirePublishable(text, matching.Min!, host);
        return text;
    }

    /// <summary>
    /// Deregistration can stop a deployment: a file that turns it on may only be published by somebody who has seen what it would deregister.
    /// </summary>
    private static void RequirePublishable(byte[] text, string path, CommandHost host)
    {
        if (PolicyFileInput.Require(text, path, host).Deregisters)
        {
            throw new UsageException($"{Printable.Text(path)} turns on `deregister`. That takes a simulation of this very file, which this version of ecsguard cannot make yet, nor does it deregister anything. Publish it with `notify`, or with `enforcement: {{ enabled: false }}`.");
        }
    }

    private static string Describe(PolicyFilePublication publication) =>
        string.Create(CultureInfo.InvariantCulture, $"publication {publication.Number}, version {publication.Version[..12]}, {publication.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, by {publication.By}");

    private const string PublishNotes = """
        The file is checked first, and kept under the SHA-256 of its text: each finding names the
        version that judged it, and each version can be published again.

        Exit codes:
          0  it is in force, or was already
          2  bad usage, a file with errors, or somebody else published at the same time
          3  AWS refused or could not be reached

        Examples:
          ecsguard policy-file publish ecsguard.yaml --table ecsguard-FindingsTable-1ABC
          ecsguard policy-file publish --again 4f6c2e91 --table ecsguard-FindingsTable-1ABC
        """;
}
