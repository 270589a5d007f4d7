using EcsGuard.Cli.Scanning;

namespace EcsGuard.Cli.Reports;

/// <summary>The file of <c>--output</c>, and how a report for people is set there and on standard output.</summary>
internal static class ReportFile
{
    /// <summary>Writes text to a stream that stays open: UTF-8 into a file, and on standard output what the terminal takes.</summary>
    public static StreamWriter TextWriter(CommandHost host, Stream stream, bool toFile) =>
        new(stream, toFile ? CommandHost.Utf8 : host.TextEncoding, bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };

    /// <summary>Without colours into a file, whatever the terminal.</summary>
    public static TextStyle Style(CommandHost host, bool toFile, bool noColor) => toFile ? new(Colours: false, CommandHost.DefaultWidth) : host.Style(noColor);

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
