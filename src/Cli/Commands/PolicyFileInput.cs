using System.CommandLine;
using EcsGuard.Cli.Reports;
using EcsGuard.Cli.Scanning;
using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Cli.Commands;

/// <summary>Reads the policy file that a command is given.</summary>
internal static class PolicyFileInput
{
    /// <summary><c>--policy-file</c>, the same for each command that judges.</summary>
    public static Option<string?> CreateOption() => new("--policy-file")
    {
        Description = "What the organisation wants judged: sets, settings, scopes, teams, exemptions (YAML). `ecsguard policy-file validate` checks it.",
        HelpName = "FILE",
    };

    /// <summary>Reads a policy file; - is standard input. Its problems, and the exemptions that count no more, go to standard error, each with its line.</summary>
    /// <returns>Null where it has errors.</returns>
    /// <exception cref="UsageException">There is nothing to read.</exception>
    public static PolicyFile? Read(string path, CommandHost host) => Read(ReadBytes(path, host), path, host);

    /// <summary>The same, of a text that was read.</summary>
    public static PolicyFile? Read(byte[] text, string path, CommandHost host)
    {
        var reading = PolicyFileReader.Read(text);
        var now = host.Time.GetUtcNow();
        var ended = (reading.File?.Exemptions ?? []).Where(exemption => exemption.End <= now).Select(exemption => new PolicyFileProblem(
            exemption.Line, 1, $"The exemption of {exemption.Policy} ended on {exemption.EndText} and counts no more. Remove it, or agree on a new end.", IsWarning: true));
        foreach (var problem in reading.Problems.Concat(ended).OrderBy(problem => problem.Line))
        {
            host.Error.WriteLine($"{(problem.IsWarning ? "" : "error: ")}{Printable.Text($"{path}:{problem}")}");
        }

        return reading.File;
    }

    /// <summary>A policy file that can be used.</summary>
    /// <exception cref="UsageException">There is nothing to read, or it has errors, which standard error names.</exception>
    public static PolicyFile Require(string path, CommandHost host) =>
        Require(ReadBytes(path, host), path, host);

    /// <summary>The same, of a text that was read.</summary>
    public static PolicyFile Require(byte[] text, string path, CommandHost host) =>
        Read(text, path, host) ?? throw new UsageException($"{Printable.Text(path)} has errors, so nothing was done.");

    /// <summary>The bytes of a policy file.</summary>
    /// <exception cref="UsageException">There is nothing to read.</exception>
    public static byte[] ReadBytes(string path, CommandHost host)
    {
        try
        {
            using var stream = path == InputFiles.StandardInput ? host.StandardInput : File.OpenRead(path);
            using var bytes = new MemoryStream();
            var buffer = new byte[1 << 16];
            // One byte too many is enough for the reader to refuse it.
            while (bytes.Length <= PolicyFileReader.LargestFile && stream.Read(buffer) is > 0 and var read)
            {
                bytes.Write(buffer, 0, read);
            }

            return bytes.ToArray();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new UsageException($"{Printable.Text(path)}: {FileProblem.Describe(problem)}", problem);
        }
    }
}
