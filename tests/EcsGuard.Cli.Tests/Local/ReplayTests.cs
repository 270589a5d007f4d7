using System.Text.Json;
using EcsGuard.Testing;

namespace EcsGuard.Cli.Tests.Local;

/// <summary>
/// <c>ecsguard replay</c> on events of every kind that AWS sends: redacted, cut off, failed, bare, doubled, out of order, without times and revisions. What a careful
/// reader of the files expects is Golden/replay.json.
/// </summary>
public sealed class ReplayTests
{
    private static readonly string Events = Repository.PathTo("tests", "EcsGuard.Cli.Tests", "Events");

    private static readonly string[] OneRegistration = [Event("02-registered-environment-in-clear.json")];

    [Fact]
    public async Task Every_event_is_handled_ignored_or_rejected_with_its_reason()
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.Unusable, await EcsGuardCommand.RunAsync(["replay", Events, "--format", "json"], host, TestContext.Current.CancellationToken));
        Golden.Assert("tests/EcsGuard.Cli.Tests/Golden/replay.json", Named(host.Output));
    }

    [Fact]
    public async Task The_report_for_people()
    {
        using var host = new TestHost();
        await EcsGuardCommand.RunAsync(["replay", Events], host, TestContext.Current.CancellationToken);
        Golden.Assert("tests/EcsGuard.Cli.Tests/Golden/replay.txt", Named(host.Output));
    }

    [Fact]
    public async Task The_order_of_the_files_changes_no_finding()
    {
        // That a family runs on Spot is a fact which revisions are judged by once it is known, so that event is left out.
        string[] files = [.. Directory.GetFiles(Events).Where(file => !file.Contains("13-spot", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(await FindingsAsync(files), await FindingsAsync([.. files.Reverse()]));
    }

    [Theory]
    [InlineData(null, ExitCode.Clean)]
    [InlineData("critical", ExitCode.Clean)]
    [InlineData("high", ExitCode.Findings)]
    [InlineData("medium", ExitCode.Findings)]
    public async Task Findings_count_only_when_asked_to(string? failOn, int expected) =>
        Assert.Equal(expected, await RunAsync([.. OneRegistration, .. failOn is null ? Array.Empty<string>() : ["--fail-on", failOn]]));

    [Fact]
    public async Task State_is_kept_between_runs_and_a_duplicate_says_nothing_again()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = [.. OneRegistration, "--state", folder.PathTo("state"), "--format", "json"];
        var first = await JsonAsync(arguments);
        var second = await JsonAsync(arguments);
        Assert.Equal(first.GetProperty("findings").GetRawText(), second.GetProperty("findings").GetRawText());
        Assert.Equal((1, 0), (first.GetProperty("notifications").GetArrayLength(), second.GetProperty("notifications").GetArrayLength()));
    }

    [Theory]
    [InlineData("2026-11-10T12:59:59Z", "open")]
    [InlineData("2026-11-10T13:00:00Z", "resolved")]
    public async Task A_runtime_finding_that_stays_quiet_is_resolved(string until, string state)
    {
        var report = await JsonAsync([Event("11-out-of-memory-twice-told.json"), "--until", until, "--format", "json"]);
        Assert.Equal([("out-of-memory", state, 1)], Findings(report));
    }

    [Fact]
    public async Task Events_come_one_a_line_on_standard_input()
    {
        var lines = string.Join('\n', new[] { "12-out-of-memory-in-another-task.json", "03-registered-failed.json" }
            .Select(name => JsonDocument.Parse(File.ReadAllText(Event(name)).TrimStart('\uFEFF')).RootElement.GetRawText().ReplaceLineEndings("")));
        using var host = new TestHost { Input = System.Text.Encoding.UTF8.GetBytes(lines + "\n{ torn\n") };
        Assert.Equal(ExitCode.Unusable, await EcsGuardCommand.RunAsync(["replay", "-", "--format", "json"], host, TestContext.Current.CancellationToken));
        using var report = JsonDocument.Parse(host.Output);
        Assert.Equal("""{"read":2,"handled":1,"ignored":1,"rejected":0}""", Compact(report.RootElement.GetProperty("events")));
        Assert.Equal("""[{"source":"-:3:3","reason":"this is no JSON: events come as one object, an array, or one object a line"}]""", Compact(report.RootElement.GetProperty("rejected")));
    }

    /// <summary>What <c>aws iam get-account-authorization-details</c> prints stands for IAM: without it, nothing is said of roles.</summary>
    [Fact]
    public async Task The_roles_of_an_account_are_what_IAM_answers()
    {
        const string Trust = """{ "Statement": { "Effect": "Allow", "Principal": { "Service": "ecs-tasks.amazonaws.com" }, "Action": "sts:AssumeRole" } }""";
        using var folder = new TemporaryFolder();
        var roles = folder.Write("roles.json", $$"""
            {
              "RoleDetailList": [
                { "RoleName": "api", "Arn": "arn:aws:iam::444455556666:role/api", "AssumeRolePolicyDocument": {{Trust}}, "RolePolicyList": [], "AttachedManagedPolicies": [] },
                { "RoleName": "api-execution", "Arn": "arn:aws:iam::444455556666:role/api-execution", "AssumeRolePolicyDocument": { "Statement": [] }, "RolePolicyList": [],
                  "AttachedManagedPolicies": [{ "PolicyName": "pull", "PolicyArn": "arn:aws:iam::444455556666:policy/pull" }] }
              ],
              "Policies": [{ "Arn": "arn:aws:iam::444455556666:policy/pull", "PolicyVersionList": [{ "IsDefaultVersion": true, "Document": { "Statement": { "Effect": "Allow", "Action": "ecr:*", "Resource": "*" } } }] }]
            }
            """);
        var registered = Event("01-registered-environment-redacted.json");

        Assert.Empty(OfRoles(await JsonAsync([registered, "--format", "json"])));
        var report = await JsonAsync([registered, roles, "--format", "json"]);
        Assert.Equal("""{"read":2,"handled":1,"ignored":1,"rejected":0}""", Compact(report.GetProperty("events")));
        Assert.Equal(
            [
                "Container 'api': the execution role 'api-execution' does not allow logs:CreateLogStream on arn:aws:logs:eu-west-1:444455556666:log-group:/ecs/api:log-stream:ecs/api/*.",
                "Container 'api': the execution role 'api-execution' does not allow logs:PutLogEvents on arn:aws:logs:eu-west-1:444455556666:log-group:/ecs/api:log-stream:ecs/api/*.",
                "The execution role 'api-execution' allows actions that starting a task does not need (ecr:*).",
                "The trust policy of the execution role 'api-execution' does not let ecs-tasks.amazonaws.com assume it.",
            ],
            OfRoles(report));

        static IEnumerable<string> OfRoles(JsonElement report) =>
            report.GetProperty("findings").EnumerateArray()
                .Where(finding => finding.GetProperty("policy").GetString() is "execution-role-lacks-permission" or "overbroad-execution-role" or "administrator-task-role" or "untrusting-role")
                .Select(finding => finding.GetProperty("message").GetString()!);
    }

    [Theory]
    [InlineData("replay nowhere.json", "nowhere.json: there is no such file or folder")]
    public async Task A_missing_input_is_named(string arguments, string message)
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.Unusable, await EcsGuardCommand.RunAsync(arguments.Split(' '), host, TestContext.Current.CancellationToken));
        Assert.Contains(message, host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_that_is_none_is_refused()
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.Unusable, await EcsGuardCommand.RunAsync(["replay", .. OneRegistration, "--until", "tomorrow"], host, TestContext.Current.CancellationToken));
        Assert.Equal("error: --until 'tomorrow' is no time. Write it as 2026-11-20T12:00:00Z.\n", host.Errors);
    }

    private static string Event(string name) => Path.Combine(Events, name);

    private static string Named(string text) => text.Replace(Events, "Events", StringComparison.Ordinal);

    private static async Task<int> RunAsync(string[] arguments)
    {
        using var host = new TestHost();
        return await EcsGuardCommand.RunAsync(["replay", .. arguments], host, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> JsonAsync(string[] arguments)
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.Clean, await EcsGuardCommand.RunAsync(["replay", .. arguments], host, TestContext.Current.CancellationToken));
        return JsonDocument.Parse(host.Output).RootElement;
    }

    private static async Task<IEnumerable<string>> FindingsAsync(string[] files)
    {
        using var host = new TestHost();
        await EcsGuardCommand.RunAsync(["replay", .. files, "--format", "json"], host, TestContext.Current.CancellationToken);
        using var report = JsonDocument.Parse(host.Output);
        return [.. report.RootElement.GetProperty("findings").EnumerateArray().Select(finding => $"{finding.GetProperty("id")} {finding.GetProperty("state")} {finding.GetProperty("count")}")];
    }

    private static IEnumerable<(string?, string?, int)> Findings(JsonElement report) =>
        report.GetProperty("findings").EnumerateArray().Select(finding => (finding.GetProperty("policy").GetString(), finding.GetProperty("state").GetString(), finding.GetProperty("count").GetInt32()));

    private static string Compact(JsonElement json) => System.Text.Json.Nodes.JsonNode.Parse(json.GetRawText())!.ToJsonString();
}
