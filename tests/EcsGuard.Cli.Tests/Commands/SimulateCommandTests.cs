using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EcsGuard.Cli.Tests.Commands;

/// <summary><c>policy-file simulate</c> on definitions in files.</summary>
public sealed class SimulateCommandTests : IDisposable
{
    private const string OnHost = """{"family": "web", "networkMode": "host", "containerDefinitions": [{"name": "a", "image": "nginx:1.29", "memory": 64, "user": "a", "logConfiguration": {"logDriver": "journald"}}]}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_report_for_people() => Fixtures.AssertGolden("simulate.txt", await FixtureAsync());

    [Fact]
    public async Task The_report_for_programs() => Fixtures.AssertGolden("simulate.json", await FixtureAsync("--format", "json"));

    [Fact]
    public async Task Without_another_file_none_is_compared_with()
    {
        var (exitCode, output, errors) = await RunAsync(_folder.Write("new.yaml", "version: 1\n"), _folder.Write("td.json", OnHost));
        Assert.Equal((ExitCode.Clean, "1 definition judged by new.yaml (version 09bfcc6a14b8), compared with no policy file.\nNothing would change.\n", ""), (exitCode, output, errors));
    }

    [Fact]
    public async Task A_report_goes_into_a_file_without_colours()
    {
        var report = _folder.PathTo("report.txt");
        using var host = new TestHost { Terminal = true };
        var file = _folder.Write("new.yaml", "version: 1\nteams: [{ name: platform }]\n");
        Assert.Equal(ExitCode.Findings, await host.RunAsync("policy-file", "simulate", file, _folder.Write("td.json", OnHost), "--output", report));
        Assert.Equal(("", ""), (host.Output, host.Errors));
        Assert.Equal(
            """
            Team platform
              would change team
                td.json  unassigned -> platform

            1 definition judged by new.yaml (version 77024c757789), compared with no policy file.
            1 revision would change team.

            """,
            _folder.Relative(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_terminal_gets_colours()
    {
        using var host = new TestHost { Terminal = true };
        await host.RunAsync("policy-file", "simulate", _folder.Write("new.yaml", "version: 1\npolicies: { host-network: { enforcement: deregister } }\n"), _folder.Write("td.json", OnHost));
        Assert.StartsWith(
            "\e[1mTeam unassigned\e[0m\n  would be deregistered\n    \e[1mtd.json\e[0m  \e[1;31mhigh\e[0m  \e[1mhost-network\e[0m  networkMode is host: the containers share the instance's network. Use awsvpc or bridge.\n",
            _folder.Relative(host.Output),
            StringComparison.Ordinal);
        Assert.EndsWith("\n\e[1;31m1 revision would be deregistered, unless in use by then.\e[0m\n", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_deregistered_either_way_is_shown_and_changes_nothing()
    {
        var file = _folder.Write("new.yaml", "version: 1\npolicies: { host-network: { enforcement: deregister } }\n");
        var (exitCode, output, _) = await RunAsync(file, _folder.Write("td.json", OnHost), "--against", file);
        Assert.Equal(
            (ExitCode.Clean,
            """
            Team unassigned
              would be deregistered
                td.json  high  host-network  networkMode is host: the containers share the instance's network. Use awsvpc or bridge. (as before)

            1 definition judged by new.yaml (version 1ffe4f2f483c), compared with new.yaml (version 1ffe4f2f483c).
            1 revision would be deregistered, unless in use by then.
            Nothing would change.

            """),
            (exitCode, output));
    }

    [Theory]
    [InlineData(10, "")]
    [InlineData(11, "    and 1 more; --all lists them\n")]
    [InlineData(1011, "    and 1,001 more; --all lists them\n")]
    public async Task Of_each_kind_the_first_ten_are_listed(int definitions, string more)
    {
        var file = _folder.Write("new.yaml", "version: 1\npolicies: { host-network: { severity: low } }\nteams: [{ name: platform }]\n");
        var path = _folder.Write("td.json", $"[{string.Join(',', Enumerable.Repeat(OnHost, definitions))}]");
        string Lines(string line, int count) =>
            string.Concat(Enumerable.Range(0, definitions).Select(index => $"td.json[{index}]").Order(StringComparer.Ordinal).Take(count).Select(place => $"    {place}  {line}\n"));
        string Report(int count, string rest) =>
            $"""
            Team platform
              would change severity
            {Lines("high -> low  host-network  networkMode is host: the containers share the instance's network. Use awsvpc or bridge.", count)}{rest}  would change team
            {Lines("unassigned -> platform", count)}{rest}
            {definitions.ToString("N0", CultureInfo.InvariantCulture)} definitions judged by new.yaml (version fec0d68bead9), compared with no policy file.
            Findings: {definitions.ToString("N0", CultureInfo.InvariantCulture)} would change severity.
            {definitions.ToString("N0", CultureInfo.InvariantCulture)} revisions would change team.

            """;

        Assert.Equal(Report(10, more), (await RunAsync(file, path)).Output);
        Assert.Equal(Report(definitions, ""), (await RunAsync(file, path, "--all")).Output);
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_and_the_rest_is_simulated()
    {
        var file = _folder.Write("new.yaml", "version: 1\npolicies: { host-network: { enabled: false } }\n");
        _folder.Write("estate/bad.json", "{\n  \"family\": ");
        _folder.Write("estate/good.json", OnHost);
        var (exitCode, output, errors) = await RunAsync(file, _folder.PathTo("estate"), _folder.PathTo("none.json"));
        Assert.Equal(
            (ExitCode.Unusable,
            """
            Team unassigned
              would vanish
                estate/good.json  high  host-network  networkMode is host: the containers share the instance's network. Use awsvpc or bridge.

            1 definition judged by new.yaml (version f231d5d34cd8), compared with no policy file.
            Findings: 1 would vanish.
            2 could not be judged: standard error says which.

            """,
            """
            error: estate/bad.json:2:13: The JSON stops here, but something is still open: a bracket, brace or quotation mark is missing, or the file was cut off.
            error: none.json: There is no such file or folder. Check the spelling and the current folder.

            """),
            (exitCode, output, errors));

        using var report = JsonDocument.Parse((await RunAsync(file, _folder.PathTo("none.json"), "--format", "json")).Output);
        var notJudged = report.RootElement.GetProperty("notJudged").EnumerateArray().Single();
        Assert.Equal(
            ("none.json", "There is no such file or folder. Check the spelling and the current folder."),
            (_folder.Relative(notJudged.GetProperty("resource").GetString()!), notJudged.GetProperty("reason").GetString()));
        Assert.Equal(1, report.RootElement.GetProperty("summary").GetProperty("notJudged").GetInt32());
    }

    [Fact]
    public async Task Standard_input_may_be_any_one_of_them()
    {
        var (file, path) = (_folder.Write("new.yaml", "version: 1\n"), _folder.Write("td.json", OnHost));
        Assert.StartsWith("1 definition judged by - (version 09bfcc6a14b8)", await StandardInputAsync("version: 1\n", "-", path), StringComparison.Ordinal);
        Assert.Contains("compared with - (version 09bfcc6a14b8).", await StandardInputAsync("version: 1\n", file, path, "--against", "-"), StringComparison.Ordinal);
        Assert.StartsWith("1 definition judged by new.yaml", await StandardInputAsync(OnHost, file, "-"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("- -", "Only one of NEW, OLD and PATH can be standard input.")]
    [InlineData("{new} - --against -", "Only one of NEW, OLD and PATH can be standard input.")]
    [InlineData("- --against -", "Only one of NEW, OLD and PATH can be standard input.")]
    [InlineData("{new} {td} --account 1", "--account: '1' is no account id: it has 12 digits.")]
    [InlineData("{new} {td} --region here", "--region: 'here' is no region; write eu-central-1, for instance.")]
    [InlineData("{new} {td} --table findings", "--table is about what is recorded in AWS, and PATH names files: give one or the other.")]
    [InlineData("{new} {td} --endpoint-url http://localhost:5000", "--endpoint-url is about what is recorded in AWS, and PATH names files: give one or the other.")]
    [InlineData("{new} {td} --read-roles", "--read-roles is about what is recorded in AWS, and PATH names files: give one or the other.")]
    [InlineData("{new} --account 111122223333", "--account goes with PATH: what is recorded says where it is registered.")]
    [InlineData("{new}", "Which table? Give --table or set ECSGUARD_TABLE; the stack's output FindingsTable names it.")]
    public async Task What_makes_no_sense_is_refused(string arguments, string expected)
    {
        var (file, path) = (_folder.Write("new.yaml", "version: 1\n"), _folder.Write("td.json", OnHost));
        var (exitCode, output, errors) = await RunAsync([.. arguments.Split(' ').Select(argument => argument.Replace("{new}", file, StringComparison.Ordinal).Replace("{td}", path, StringComparison.Ordinal))]);
        Assert.Equal((ExitCode.Unusable, "", $"error: {expected}\n"), (exitCode, output, errors));
    }

    [Theory]
    [InlineData("{bad} {td}")]
    [InlineData("{new} {td} --against {bad}")]
    [InlineData("{bad}")]
    public async Task By_a_broken_file_nothing_is_simulated(string arguments)
    {
        var (bad, file, path) = (_folder.Write("bad.yaml", "version: 1\nsett: strict\n"), _folder.Write("new.yaml", "version: 1\n"), _folder.Write("td.json", OnHost));
        var (exitCode, output, errors) = await RunAsync(
            [.. arguments.Split(' ').Select(argument => argument.Replace("{bad}", bad, StringComparison.Ordinal).Replace("{new}", file, StringComparison.Ordinal).Replace("{td}", path, StringComparison.Ordinal))]);
        Assert.Equal((ExitCode.Unusable, ""), (exitCode, output));
        Assert.EndsWith("\nerror: bad.yaml has errors, so nothing was done.\n", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_cannot_write_lines_of_its_own()
    {
        var file = _folder.Write("new.yaml", "version: 1\npolicies: { missing-health-check: {} }\n");
        var (_, output, _) = await RunAsync(file, _folder.Write("td.json", OnHost.Replace("\"a\", \"image", "\"a\\nb\", \"image", StringComparison.Ordinal)));
        Assert.StartsWith("Team unassigned\n  would appear\n    td.json  low  missing-health-check  Container 'a\\u000ab' is essential and has no healthCheck: ECS cannot tell when it hangs.\n", output, StringComparison.Ordinal);
    }

    private static async Task<string> FixtureAsync(params string[] more)
    {
        using var host = new TestHost();
        var folder = Fixtures.PathTo("simulation");
        Assert.Equal(
            ExitCode.Findings,
            await host.RunAsync(["policy-file", "simulate", $"{folder}/new.yaml", $"{folder}/definitions", "--against", $"{folder}/old.yaml", "--account", "111122223333", "--region", "eu-west-1", .. more]));
        Assert.Equal("", host.Errors);
        return host.Output.Replace($"{folder.Replace('\\', '/')}/", "", StringComparison.Ordinal);
    }

    private async Task<string> StandardInputAsync(string input, params string[] args)
    {
        using var host = new TestHost { Input = Encoding.UTF8.GetBytes(input) };
        Assert.Equal(ExitCode.Clean, await host.RunAsync(["policy-file", "simulate", .. args]));
        return _folder.Relative(host.Output);
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var host = new TestHost();
        var exitCode = await host.RunAsync(["policy-file", "simulate", .. args]);
        return (exitCode, _folder.Relative(host.Output), _folder.Relative(host.Errors));
    }
}
