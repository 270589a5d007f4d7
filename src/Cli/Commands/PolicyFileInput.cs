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

    /// <summary>The text of a file; - is standard input.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static byte[] ReadBytes(string path, CommandHost host)
    {
        try
        {
            if (path != "-")
            {
                return File.ReadAllBytes(path);
            }

            using var text = new MemoryStream();
            host.StandardInput.CopyTo(text);
            return text.ToArray();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new UsageException($"{Printable.Text(path)}: {FileProblem.Describe(problem)}", problem);
        }
    }

    /// <summary>A policy file without errors. Warnings go to standard error.</summary>
    /// <exception cref="UsageException">It cannot be read, or has errors: all of them, by line.</exception>
    public static PolicyFile Require(string path, CommandHost host) => Require(ReadBytes(path, host), path, host);

    /// <summary>The same, of a text that was read.</summary>
    public static PolicyFile Require(byte[] text, string path, CommandHost host)
    {
        var reading = PolicyFileReader.Read(text);
        var places = reading.Problems.Select(problem => $"{Printable.Text(path)}:{Printable.Text(problem.ToString())}").ToArray();
        if (reading.File is null)
        {
            throw new UsageException(string.Join("\nerror: ", places));
        }

        foreach (var place in places)
        {
            host.Error.WriteLine(place);
        }

        return reading.File;
    }
}
