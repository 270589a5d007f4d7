using System.Diagnostics;
using System.Text.RegularExpressions;
using EcsGuard.Testing;

namespace EcsGuard.Cli.Tests;

/// <summary>Every output in README.md and the guides is what the command prints today, and every table of numbers is the one that a test has written.</summary>
public sealed partial class ReadmeTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/how-to/policy-file.md")]
    public async Task The_outputs_are_real(string document)
    {
        var written = await File.ReadAllTextAsync(Repository.PathTo(document.Split('/')), TestContext.Current.CancellationToken);
        var real = written;
        foreach (var block in Outputs.Matches(written).Cast<Match>())
        {
            var output = await RunAsync(block.Groups["arguments"].Value.Split(' '));
            real = real.Replace(block.Value, $"<!-- output of: ecsguard {block.Groups["arguments"].Value} -->\n```text\n{output.TrimEnd()}\n```", StringComparison.Ordinal);
        }

        foreach (var block in Numbers.Matches(written).Cast<Match>())
        {
            var report = await File.ReadAllTextAsync(Repository.PathTo(block.Groups["file"].Value.Split('/')), TestContext.Current.CancellationToken);
            real = real.Replace(block.Value, $"<!-- the first table of: {block.Groups["file"].Value} -->\n{Table.Match(report).Value}", StringComparison.Ordinal);
        }

        Assert.NotEqual(0, Outputs.Count(written) + Numbers.Count(written));
        Golden.Assert(document, real);
    }

    [Fact]
    public void Every_file_that_a_document_points_to_exists()
    {
        var documents = Directory.GetFiles(Repository.Root, "*.md").Concat(Directory.GetFiles(Repository.PathTo("docs"), "*.md", SearchOption.AllDirectories));
        var missing = from document in documents
                      from link in Links.Matches(File.ReadAllText(document)).Cast<Match>()
                      let target = link.Groups["target"].Value.Split('#')[0]
                      where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target))
                      select $"{Path.GetRelativePath(Repository.Root, document)}: {target}";
        Assert.Equal([], missing);
    }

    private static async Task<string> RunAsync(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(CommandHost).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Repository.Root,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }

    [GeneratedRegex("<!-- output of: ecsguard (?<arguments>[^\n]*) -->\n```text\n(?<output>.*?)```", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Outputs { get; }

    [GeneratedRegex("<!-- the first table of: (?<file>[^\n]*) -->\n(?:\\|[^\n]*\n)*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers { get; }

    [GeneratedRegex("^(?:\\|[^\n]*\n)+", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Table { get; }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Links { get; }
}
