using System.Diagnostics;

namespace EcsGuard.Cli.Tests;

/// <summary>The real process: what a shell sees.</summary>
public sealed class ProcessTests
{
    private static readonly string[] Stable = ["--policy", "no-essential-container"];

    [Theory]
    [InlineData("clean.json", 0)]
    [InlineData("definitions/worker.containers.json", 1)]
    [InlineData("definitions/unrendered.json", 2)]
    [InlineData("definitions", 2)]
    public async Task Ends_with_the_exit_code_of_the_verdict(string path, int expected)
    {
        var (exitCode, _, _) = await RunAsync(null, ["scan", path, .. Stable]);
        Assert.Equal(expected, exitCode);
    }

    [Fact]
    public async Task The_report_of_a_folder_is_for_people()
    {
        var (exitCode, output, errors) = await RunAsync(null, ["scan", "definitions", .. Stable]);
        Fixtures.AssertGolden("scan.txt", output);
        Assert.Equal("error: definitions/unrendered.json:4:57: A template's stand-in stands bare here, so the file is no JSON yet. Render the template first, then scan the result.\n", errors);
        Assert.Equal(ExitCode.Unusable, exitCode);
    }

    [Fact]
    public async Task Judges_by_every_recommended_policy()
    {
        var (_, output, _) = await RunAsync(null, ["scan", "definitions/shop-api.json", "--verbose"]);
        Fixtures.AssertGolden("scan-recommended.txt", output);
    }

    [Fact]
    public async Task Reads_standard_input()
    {
        var (exitCode, output, errors) = await RunAsync("[{\"name\": \"a\", \"essential\": false}]", ["scan", "-", .. Stable]);
        Assert.Equal("""
            -:1:1  high  no-essential-container  No container is essential: make at least one so.
              |
            1 | [{"name": "a", "essential": false}]
              | ^
              = help: Make the application's container essential, or leave `essential` out: it is true by
                      default.

            1 finding in 1 definition: 1 high.

            """, output);
        Assert.Equal("", errors);
        Assert.Equal(ExitCode.Findings, exitCode);
    }

    [Fact]
    public async Task A_folder_may_be_the_current_one()
    {
        var (_, output, _) = await RunAsync(null, ["scan", ".", "--format", "json", .. Stable]);
        Assert.Contains("\"source\": \"definitions/shop-api.json\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirected_output_has_no_colours()
    {
        var (_, scan, _) = await RunAsync(null, ["scan", "definitions", .. Stable]);
        var (_, list, _) = await RunAsync(null, ["policies", "list"]);
        Assert.DoesNotContain('\e', scan + list);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string? input, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(CommandHost).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Fixtures.Folder,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }
}
