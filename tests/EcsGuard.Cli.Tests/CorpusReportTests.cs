using System.Text.Json.Nodes;
using EcsGuard.Testing;

namespace EcsGuard.Cli.Tests;

/// <summary>
/// What the recommended policies report on whole folders of definitions, as counts that a reviewer can compare: a change that makes a policy louder or
/// quieter shows here.
/// </summary>
public sealed class CorpusReportTests
{
    public const string Report = "tests/EcsGuard.Cli.Tests/Golden/corpus-report.golden";

    [Fact]
    public async Task The_definitions_written_for_the_tests() =>
        Golden.Assert("tests/EcsGuard.Cli.Tests/Golden/definitions-report.golden", await ReportAsync(Repository.PathTo("tests", "EcsGuard.Policies.Tests", "Definitions")));

    [Fact]
    public async Task The_definitions_found_in_public_repositories()
    {
        if (Corpus.Folder is { } folder)
        {
            Golden.Assert(Report, await ReportAsync(folder));
        }
    }

    private static async Task<string> ReportAsync(string folder)
    {
        using var host = new TestHost();
        await host.RunAsync(["scan", .. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal), "--format", "json"]);
        return CorpusReport.Render(JsonNode.Parse(host.Output)!);
    }
}
