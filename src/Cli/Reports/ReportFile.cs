using EcsGuard.Cli.Scanning;

namespace EcsGuard.Cli.Reports;

/// <summary>The file of <c>--output</c>.</summary>
internal static class ReportFile
{
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        try
        {
            using var file = File.Create(path);
            write(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new UsageException($"--output: cannot write {Printable.Text(path)}: {FileProblem.Describe(problem)}", problem);
        }
    }
}
