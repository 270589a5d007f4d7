using System.Text;
using System.Text.Json;

namespace EcsGuard.Cli.Tests.Commands;

/// <summary><c>scan --policy-file</c>, and where definitions are judged as if registered.</summary>
public sealed class ScanPolicyFileTests : IDisposable
{
    private const string OnHost = """{"family": "web", "networkMode": "host", "tags": [{"key": "env", "value": "prod"}], "containerDefinitions": [{"name": "a", "image": "nginx:1.29"}]}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("policies: { host-network: { severity: critical } }", "critical", 1)]
    [InlineData("policies: { host-network: { severity: low } }", "low", 0)]
    [InlineData("", "high", 1)]
    public async Task The_file_says_how_severe_a_finding_is_and_so_whether_the_scan_fails(string yaml, string severity, int exitCode)
    {
        var (actual, output, errors) = await ScanAsync(yaml, "--policy", "host-network");
        Assert.Equal((exitCode, ""), (actual, errors));
        Assert.StartsWith($"td.json:1:34  {severity}  host-network  networkMode is host: the containers share the instance's network. Use awsvpc or bridge.\n", output, StringComparison.Ordinal);
        Assert.EndsWith($"\n1 finding in 1 definition: 1 {severity}.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_scope_of_a_finding_is_named_in_text_and_JSON()
    {
        const string Yaml = "scopes: [{ name: production, match: { tags: { env: prod } }, policies: { host-network: { severity: critical } } }]";
        var (exitCode, output, _) = await ScanAsync(Yaml, "--policy", "host-network");
        Assert.Equal(ExitCode.Findings, exitCode);
        Assert.Contains("\n  = scope: production\n", output, StringComparison.Ordinal);

        using var report = await ReportAsync(Yaml, "--policy", "host-network");
        var finding = report.RootElement.GetProperty("definitions")[0].GetProperty("findings").EnumerateArray().Single();
        Assert.Equal(("critical", "production"), (finding.GetProperty("severity").GetString(), finding.GetProperty("scope").GetString()));

        using var elsewhere = await ReportAsync(Yaml.Replace("prod ", "test ", StringComparison.Ordinal), "--policy", "host-network");
        finding = elsewhere.RootElement.GetProperty("definitions")[0].GetProperty("findings").EnumerateArray().Single();
        Assert.Equal("high", finding.GetProperty("severity").GetString());
        Assert.False(finding.TryGetProperty("scope", out _));
    }

    [Fact]
    public async Task An_exempt_finding_fails_nothing_and_is_not_hidden()
    {
        const string Yaml = "exemptions: [{ policy: host-network, match: { families: [web] }, reason: \"It routes, PLAT-1\", owner: net@example.com, expires: 2027-01-31 }]";
        var (exitCode, output, errors) = await ScanAsync(Yaml, "--policy", "host-network");
        Assert.Equal((ExitCode.Clean, "No findings in 1 definition. 1 finding is exempt; --verbose lists them.\n", ""), (exitCode, output, errors));

        (_, output, _) = await ScanAsync(Yaml, "--policy", "host-network", "--verbose");
        Assert.Equal(
            "td.json  exempted: host-network at /networkMode by exemption 121861d92866, until 2027-01-31, owner net@example.com: It routes, PLAT-1\n\nNo findings in 1 definition. 1 finding is exempt.\n",
            output);

        using var report = await ReportAsync(Yaml, "--policy", "host-network");
        var definition = report.RootElement.GetProperty("definitions")[0];
        Assert.Equal("""{"passed":0,"violated":0,"notApplicable":0,"undetermined":0,"failed":0,"exempted":1}""", Compact(definition.GetProperty("outcomes")));
        Assert.Equal("[]", Compact(definition.GetProperty("findings")));
        Assert.Equal(
            """[{"policy":"host-network","path":"/networkMode","container":null,"exemptionId":"121861d92866","owner":"net@example.com","reason":"It routes, PLAT-1","until":"2027-02-01T00:00:00Z"}]""",
            Compact(definition.GetProperty("exempted")));
        Assert.Equal("""{"definitions":1,"findings":0,"bySeverity":{"critical":0,"high":0,"medium":0,"low":0,"info":0}}""", Compact(report.RootElement.GetProperty("summary")));
    }

    [Fact]
    public async Task An_exemption_that_has_ended_counts_no_more_and_is_told()
    {
        const string Yaml = "exemptions:\n  - { policy: host-network, reason: a, owner: b, expires: 2027-01-31 }";
        using var before = new TestHost { Now = new(2027, 1, 31, 23, 59, 59, TimeSpan.Zero) };
        Assert.Equal((ExitCode.Clean, ""), (await ScanAsync(before, Yaml, "--policy", "host-network"), before.Errors));

        using var after = new TestHost { Now = new(2027, 2, 1, 0, 0, 0, TimeSpan.Zero) };
        Assert.Equal(ExitCode.Findings, await ScanAsync(after, Yaml, "--policy", "host-network"));
        Assert.Equal("policy.yaml:3:1: warning: The exemption of host-network ended on 2027-01-31 and counts no more. Remove it, or agree on a new end.\n", _folder.Relative(after.Errors));
        Assert.EndsWith("\n1 finding in 1 definition: 1 high.\n", _folder.Relative(after.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_exemption_applies_to_a_mandatory_policy()
    {
        var (exitCode, _, errors) = await ScanAsync("mandatory: [host-network]\nexemptions:\n  - { policy: host-network, reason: a, owner: b, expires: 2027-01-31 }", "--policy", "host-network");
        Assert.Equal(ExitCode.Findings, exitCode);
        Assert.Equal("policy.yaml:4:5: warning: exemptions[0] does not count: host-network is mandatory, so no exemption applies to it.\n", errors);
    }

    [Theory]
    [InlineData("policies: { host-network: { enabled: false } }", "", "")]
    [InlineData("policies: { host-network: { enabled: false } }", "--policy host-network", "host-network")]
    [InlineData("", "--exclude host-network", "")]
    [InlineData("set: strict", "", "host-network missing-health-check missing-init-process writable-root-filesystem")]
    [InlineData("set: strict", "--set recommended", "host-network")]
    [InlineData("", "--set strict", "host-network missing-health-check missing-init-process writable-root-filesystem")]
    [InlineData("set: strict", "--exclude missing-init-process,missing-health-check", "host-network writable-root-filesystem")]
    [InlineData("policies: { untagged-definition: { keys: [team] } }", "", "host-network untagged-definition")]
    [InlineData("policies: { untagged-definition: { keys: [env] } }", "", "host-network")]
    public async Task What_the_command_line_asks_for_goes_before_the_file(string yaml, string arguments, string expected)
    {
        using var report = await ReportAsync(yaml, [.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--exclude", "missing-log-driver,root-user,missing-container-memory"]);
        Assert.Equal(
            expected.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            report.RootElement.GetProperty("definitions")[0].GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("policy").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_organisations_own_sidecars_are_judged_as_such()
    {
        var file = _folder.Write("td.json", """[{"name": "app", "image": "nginx:1.29"}, {"name": "acme-agent", "image": "example/agent:1"}]""");
        using var host = new TestHost();
        await host.RunAsync("scan", file, "--policy", "essential-sidecar", "--policy-file", _folder.Write("policy.yaml", "version: 1\nsidecars: [{ name: acme-* }]\n"));
        Assert.StartsWith(
            "td.json:1:42  medium  essential-sidecar  Container 'acme-agent' is a sidecar (listed in the policy file) and essential: when it stops, the task stops. Set essential to false.\n",
            _folder.Relative(host.Output),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Excluding_everything_that_is_asked_for_is_refused()
    {
        var (exitCode, output, errors) = await ScanAsync("", "--policy", "host-network", "--exclude", "host-network");
        Assert.Equal((ExitCode.Unusable, "", "error: --exclude leaves no policy to judge by.\n"), (exitCode, output, errors));
    }

    [Fact]
    public async Task By_a_broken_file_nothing_is_judged_and_every_problem_is_told()
    {
        var (exitCode, output, errors) = await ScanAsync("set: strickt\nmandatory: [host-network]\nexemptions: [{ policy: host-network, reason: a, owner: b, expires: later }]");
        Assert.Equal((ExitCode.Unusable, ""), (exitCode, output));
        Assert.Equal(
            """
            error: policy.yaml:2:6: set: 'strickt' is none of recommended, strict. Did you mean 'strict'?
            policy.yaml:4:14: warning: exemptions[0] does not count: host-network is mandatory, so no exemption applies to it.
            error: policy.yaml:4:68: exemptions[0].expires: 'later' is no date; write 2027-01-31 (that day still counts, UTC) or 2027-01-31T12:00:00Z.
            error: policy.yaml has errors, so nothing was done.

            """,
            errors);
    }

    [Fact]
    public async Task A_missing_file_is_refused()
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.Unusable, await host.RunAsync("scan", _folder.Write("td.json", OnHost), "--policy-file", _folder.PathTo("none.yaml")));
        Assert.Equal(("", "error: none.yaml: no such file or folder. Check the spelling and the current folder.\n"), (host.Output, _folder.Relative(host.Errors)));
    }

    [Fact]
    public async Task The_file_may_come_from_standard_input_and_then_nothing_else_does()
    {
        using var host = new TestHost { Input = "version: 1\npolicies: { host-network: { severity: info } }\n"u8.ToArray() };
        Assert.Equal(ExitCode.Clean, await host.RunAsync("scan", _folder.Write("td.json", OnHost), "--policy", "host-network", "--policy-file", "-"));
        Assert.EndsWith("1 finding in 1 definition: 1 info.\n", host.Output, StringComparison.Ordinal);

        using var twice = new TestHost { Input = host.Input };
        Assert.Equal(ExitCode.Unusable, await twice.RunAsync("scan", "-", "--policy-file", "-"));
        Assert.Equal("error: --policy-file and PATH cannot both be standard input.\n", twice.Errors);
    }

    [Theory]
    [InlineData("--account 111122223333", "critical")]
    [InlineData("--account 444455556666", "high")]
    [InlineData("--region eu-west-1", "low")]
    [InlineData("--account 111122223333 --region eu-west-1", "critical")]
    [InlineData("", "high")]
    public async Task Account_and_region_of_the_command_line_decide_which_scopes_hold(string arguments, string severity)
    {
        const string Yaml =
            """
            scopes:
              - { match: { accounts: ["111122223333"] }, policies: { host-network: { severity: critical } } }
              - { match: { regions: ["eu-*"] }, policies: { host-network: { severity: low } } }
            """;
        using var report = await ReportAsync(Yaml, ["--policy", "host-network", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(severity, report.RootElement.GetProperty("definitions")[0].GetProperty("findings")[0].GetProperty("severity").GetString());
    }

    [Theory]
    [InlineData("\"family\": \"web\",", "--account 111122223333 --region eu-west-1", "violated")]
    [InlineData("\"family\": \"web\",", "--account 444455556666 --region eu-west-1", "passed")]
    [InlineData("\"family\": \"web\",", "--account 111122223333", "notApplicable")]
    [InlineData("", "--account 111122223333 --region eu-west-1", "notApplicable")]
    [InlineData("\"taskDefinitionArn\": \"arn:aws:ecs:eu-west-1:444455556666:task-definition/web:7\",", "--account 111122223333 --region eu-west-1", "passed")]
    public async Task A_definition_is_judged_as_if_registered_there_unless_its_ARN_says_otherwise(string name, string arguments, string outcome)
    {
        var file = _folder.Write("td.json", $$"""{ {{name}} "taskRoleArn": "arn:aws:iam::444455556666:role/web", "containerDefinitions": [{"name": "a", "image": "nginx:1.29"}] }""");
        using var host = new TestHost();
        await host.RunAsync(["scan", file, "--policy", "foreign-role", "--format", "json", .. arguments.Split(' ')]);
        using var report = JsonDocument.Parse(host.Output);
        var outcomes = report.RootElement.GetProperty("definitions")[0].GetProperty("outcomes").EnumerateObject().Where(count => count.Value.GetInt32() > 0);
        Assert.Equal([outcome], outcomes.Select(count => count.Name));
    }

    [Theory]
    [InlineData("--account", "1111-2222-3333", "--account: '1111-2222-3333' is no account id: it has 12 digits.")]
    [InlineData("--account", "11112222333", "--account: '11112222333' is no account id: it has 12 digits.")]
    [InlineData("--region", "Frankfurt", "--region: 'Frankfurt' is no region; write eu-central-1, for instance.")]
    public async Task An_account_or_region_that_cannot_be_is_refused(string option, string value, string message)
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.Unusable, await host.RunAsync("scan", _folder.Write("td.json", OnHost), option, value));
        Assert.Equal(("", $"error: {message}\n"), (host.Output, host.Errors));
    }

    private static string Compact(JsonElement element)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            element.WriteTo(json);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private async Task<JsonDocument> ReportAsync(string yaml, params string[] arguments)
    {
        var (_, output, _) = await ScanAsync(yaml, ["--format", "json", .. arguments]);
        return JsonDocument.Parse(output);
    }

    private async Task<(int ExitCode, string Output, string Errors)> ScanAsync(string yaml, params string[] arguments)
    {
        using var host = new TestHost();
        var exitCode = await ScanAsync(host, yaml, arguments);
        return (exitCode, _folder.Relative(host.Output), _folder.Relative(host.Errors));
    }

    private Task<int> ScanAsync(TestHost host, string yaml, params string[] arguments) =>
        host.RunAsync(["scan", _folder.Write("td.json", OnHost), "--policy-file", _folder.Write("policy.yaml", $"version: 1\n{yaml}\n"), .. arguments]);
}
