using System.Text;
using System.Text.Json;

namespace EcsGuard.Cli.Tests.Commands;

public sealed class ScanCommandTests : IDisposable
{
    private const string NoEssential = """{"family": "web", "containerDefinitions": [{"name": "a", "essential": false}]}""";
    private const string Finding = "td.json:1:43  high  no-essential-container  No container is essential: make at least one so.\n";
    private static readonly string[] OnlyEssential = ["--policy", "no-essential-container"];

    private readonly TemporaryFolder _folder = new();
    private readonly TestHost _host = new();

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("critical", 0)]
    [InlineData("high", 1)]
    [InlineData("medium", 1)]
    [InlineData("low", 1)]
    [InlineData("info", 1)]
    [InlineData("never", 0)]
    public async Task Fails_on_findings_of_the_severity_and_above(string failOn, int expected)
    {
        var exitCode = await ScanAsync(_folder.Write("td.json", NoEssential), "--fail-on", failOn);
        Assert.Equal(expected, exitCode);
        Assert.StartsWith(Finding, Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_on_high_when_not_told_otherwise() =>
        Assert.Equal(ExitCode.Findings, await ScanAsync(_folder.Write("td.json", NoEssential)));

    [Fact]
    public async Task A_clean_definition_is_said_to_be_clean()
    {
        Assert.Equal(ExitCode.Clean, await ScanAsync(Fixtures.PathTo("clean.json")));
        Assert.Equal("No findings in 1 definition.\n", Output);
        Assert.Equal("", Errors);
    }

    [Fact]
    public async Task Standard_input_is_named_by_a_hyphen()
    {
        using var host = new TestHost { Input = Encoding.UTF8.GetBytes(NoEssential) };
        Assert.Equal(ExitCode.Findings, await host.RunAsync(["scan", "-", .. OnlyEssential]));
        Assert.StartsWith("-:1:43  high", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_input_that_cannot_be_read_wins_over_findings_and_hides_none()
    {
        _folder.Write("a/td.json", NoEssential);
        _folder.Write("a/broken.json", "{\n  \"cpu\": ${cpu}\n}");
        Assert.Equal(ExitCode.Unusable, await ScanAsync(_folder.PathTo("a"), _folder.PathTo("missing.json")));
        Assert.StartsWith("a/" + Finding, Output, StringComparison.Ordinal);
        Assert.EndsWith("\n1 finding in 1 definition: 1 high. 2 inputs could not be judged.\n", Output, StringComparison.Ordinal);
        Assert.Equal(
            """
            error: a/broken.json:2:10: A template's stand-in stands bare here, so the file is no JSON yet. Render the template first, then scan the result.
            error: missing.json: There is no such file or folder. Check the spelling and the current folder.

            """,
            Errors);
    }

    [Fact]
    public async Task A_folder_is_searched_for_json_files_in_the_order_of_their_names()
    {
        foreach (var name in (string[])["b.json", "a/z.JSON", "a/deep/er/td.json", "c.yaml", ".hidden/td.json", "a/node_modules/td.json", "README.md"])
        {
            _folder.Write(name, NoEssential);
        }

        await ScanAsync(_folder.Path);
        Assert.Equal(
            ["a/deep/er/td.json:1:43", "a/z.JSON:1:43", "b.json:1:43"],
            Output.Split('\n').Where(line => line.Contains("  high  ", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]));
        Assert.Equal("", Errors);
    }

    [Fact]
    public async Task A_link_to_a_folder_is_not_followed_into_a_circle()
    {
        _folder.Write("a/td.json", NoEssential);
        Directory.CreateSymbolicLink(_folder.PathTo("a/again"), _folder.Path);
        Assert.Equal(ExitCode.Findings, await ScanAsync(_folder.Path));
        Assert.EndsWith("\n1 finding in 1 definition: 1 high.\n", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_named_twice_is_judged_once()
    {
        var file = _folder.Write("td.json", NoEssential);
        await ScanAsync(_folder.Path, file, file);
        Assert.EndsWith("\n1 finding in 1 definition: 1 high.\n", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_json_is_an_error()
    {
        _folder.Write("empty/README.md", "");
        Assert.Equal(ExitCode.Unusable, await ScanAsync(_folder.PathTo("empty")));
        Assert.Equal("error: empty: This folder has no *.json file. Name a folder that holds task definitions, or the files.\n", Errors);
    }

    [Theory]
    [InlineData("td.yaml", "scan cannot read YAML yet. Convert the task definition to JSON, or scan what `aws ecs describe-task-definition` prints.")]
    [InlineData("main.tf", "scan cannot read Terraform yet. Scan what `aws ecs describe-task-definition` prints.")]
    [InlineData("stack.template", "scan cannot read CloudFormation yet. Scan what `aws ecs describe-task-definition` prints.")]
    public async Task A_file_in_another_language_is_an_error_that_says_so(string name, string message)
    {
        Assert.Equal(ExitCode.Unusable, await ScanAsync(_folder.Write(name, "x")));
        Assert.Equal($"error: {name}: {message}\n", Errors);
    }

    [Fact]
    public async Task A_file_larger_than_any_definition_is_an_error()
    {
        var path = _folder.Write("huge.json", "{}");
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(65L * 1024 * 1024);
        }

        Assert.Equal(ExitCode.Unusable, await ScanAsync(path));
        Assert.Equal("error: huge.json: It is larger than 64 MiB. ECS accepts task definitions of 64 KiB; scan the definitions one by one.\n", Errors);
    }

    [Theory]
    [InlineData("scan", "Required argument missing for command: 'scan'.", "ecsguard scan")]
    [InlineData("scan td.json --fomat json", "Unknown option '--fomat'. Did you mean '--format'?", "ecsguard scan")]
    [InlineData("scna td.json", "Unknown command 'scna'. Did you mean 'scan'?", "ecsguard")]
    [InlineData("policies lst", "Unknown command 'lst'. Did you mean 'list'?", "ecsguard policies")]
    public async Task Bad_usage_is_explained(string arguments, string message, string command)
    {
        Assert.Equal(ExitCode.Unusable, await _host.RunAsync(arguments.Split(' ')));
        Assert.Equal($"error: {message}\nRun `{command} --help` for what there is.\n", Errors);
        Assert.Equal("", Output);
    }

    [Theory]
    [InlineData("--format", "sarif", "--format: 'sarif' is none of text, json.")]
    [InlineData("--format", "jsno", "--format: 'jsno' is none of text, json. Did you mean 'json'?")]
    [InlineData("--fail-on", "hihg", "--fail-on: 'hihg' is none of critical, high, medium, low, info, never. Did you mean 'high'?")]
    [InlineData("--set", "strickt", "--set: 'strickt' is none of recommended, strict. Did you mean 'strict'?")]
    [InlineData("--set", "configured", "--set: configured policies judge nothing without their settings, so they are no set to scan by. Take one of recommended, strict.")]
    [InlineData("--policy", "no-esential-container", "--policy: there is no policy 'no-esential-container'. Did you mean 'no-essential-container'? `ecsguard policies list` shows all.")]
    [InlineData("--exclude", "zzz", "--exclude: there is no policy 'zzz'. `ecsguard policies list` shows all.")]
    [InlineData("--policy", "out-of-memory", "--policy: 'out-of-memory' judges tasks that ran, not definitions: `ecsguard replay` runs their events.")]
    public async Task A_value_that_does_not_exist_is_refused_and_the_nearest_suggested(string option, string value, string message)
    {
        Assert.Equal(ExitCode.Unusable, await _host.RunAsync("scan", Fixtures.PathTo("clean.json"), option, value));
        Assert.Equal($"error: {message}\n", Errors);
        Assert.Equal("", Output);
    }

    [Theory]
    [InlineData("--policy no-essential-container", "no-essential-container")]
    [InlineData("--policy wrong-parameter-type,no-essential-container", "no-essential-container wrong-parameter-type")]
    [InlineData("--policy wrong-parameter-type --policy no-essential-container", "no-essential-container wrong-parameter-type")]
    [InlineData("--policy wrong-parameter-type,no-essential-container --exclude wrong-parameter-type", "no-essential-container")]
    public async Task Judges_by_the_policies_asked_for(string arguments, string expected)
    {
        var file = _folder.Write("td.json", """{"containerDefinitions": [{"name": "a", "essential": false, "memory": "512"}], "tokenless": 1}""");
        await _host.RunAsync(["scan", file, "--format", "json", .. arguments.Split(' ')]);
        using var report = JsonDocument.Parse(Output);
        Assert.Equal(
            expected.Split(' '),
            report.RootElement.GetProperty("definitions")[0].GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("policy").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Excluding_everything_is_refused()
    {
        Assert.Equal(ExitCode.Unusable, await ScanAsync(Fixtures.PathTo("clean.json"), "--exclude", "no-essential-container"));
        Assert.Equal("error: --exclude leaves no policy to judge by.\n", Errors);
    }

    [Fact]
    public async Task Writes_the_report_to_a_file_and_errors_to_standard_error_all_the_same()
    {
        var report = _folder.PathTo("report.txt");
        Assert.Equal(ExitCode.Unusable, await ScanAsync(_folder.Write("td.json", NoEssential), _folder.PathTo("missing.json"), "--output", report));
        Assert.Equal("", Output);
        Assert.Equal("error: missing.json: There is no such file or folder. Check the spelling and the current folder.\n", Errors);
        var bytes = await File.ReadAllBytesAsync(report, TestContext.Current.CancellationToken);
        Assert.StartsWith(Finding, _folder.Relative(Encoding.UTF8.GetString(bytes)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_an_error()
    {
        Assert.Equal(ExitCode.Unusable, await ScanAsync(Fixtures.PathTo("clean.json"), "--output", _folder.PathTo("missing/report.txt")));
        Assert.Equal("error: --output: cannot write missing/report.txt: no such file or folder. Check the spelling and the current folder.\n", Errors);
    }

    [Theory]
    [InlineData("scan {0}")]
    [InlineData("scan {0} --format json")]
    [InlineData("policies list")]
    [InlineData("policies list --format json")]
    [InlineData("--help")]
    public async Task Standard_output_that_cannot_be_written_is_an_error(string arguments)
    {
        using var host = new TestHost { OutputIsFull = true };
        Assert.Equal(ExitCode.Unusable, await host.RunAsync([.. arguments.Split(' ').Select(argument => argument == "{0}" ? Fixtures.PathTo("clean.json") : argument)]));
        Assert.Equal("error: Standard output cannot be written: the disk is full, or nobody reads it.\n", host.Errors);
    }

    [Fact]
    public async Task The_json_report_is_the_contract()
    {
        Assert.Equal(ExitCode.Unusable, await _host.RunAsync(["scan", Fixtures.PathTo("definitions"), "--format", "json", .. OnlyEssential]));
        Fixtures.AssertGolden("scan.json", Output.Replace(Fixtures.Folder.Replace('\\', '/') + "/", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, false, null, true)]
    [InlineData(false, false, null, false)]
    [InlineData(true, true, null, false)]
    [InlineData(true, false, "1", false)]
    [InlineData(true, false, "", true)]
    public async Task Colours_are_for_terminals_and_not_against_the_users_will(bool terminal, bool noColor, string? variable, bool expected)
    {
        using var host = new TestHost { Terminal = terminal, Variables = variable is null ? [] : new() { ["NO_COLOR"] = variable } };
        await host.RunAsync(["scan", _folder.Write("td.json", NoEssential), .. OnlyEssential, .. noColor ? (string[])["--no-color"] : []]);
        Assert.Equal(expected, host.Output.Contains("\e[1;31mhigh\e[0m", StringComparison.Ordinal));
        Assert.Equal(expected, host.Output.Contains('\e', StringComparison.Ordinal));
    }

    private string Output => _folder.Relative(_host.Output);

    private string Errors => _folder.Relative(_host.Errors);

    private Task<int> ScanAsync(params string[] arguments) => _host.RunAsync(["scan", .. arguments, .. OnlyEssential]);
}
