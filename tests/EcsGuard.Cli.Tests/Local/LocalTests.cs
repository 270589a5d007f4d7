using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EcsGuard.Testing;

namespace EcsGuard.Cli.Tests.Local;

/// <summary><c>ecsguard local</c> as a process, over HTTP.</summary>
public sealed partial class LocalTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private Process _process = null!;
    private string _printed = "";

    public async ValueTask InitializeAsync()
    {
        _process = Process.Start(new ProcessStartInfo("dotnet", [typeof(CommandHost).Assembly.Location, "local", "--demo", "--port", "0"]) { RedirectStandardOutput = true })!;
        var printed = new StringBuilder();
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            printed.Append(line).Append('\n');
            if (Address.Match(line) is { Success: true } match)
            {
                _http.BaseAddress = new(match.Value);
                break;
            }
        }

        _printed = printed.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    [Fact]
    public async Task The_demo_shows_the_same_findings_on_screen_as_json_and_on_the_page()
    {
        var findings = await _http.GetStringAsync("/findings", TestContext.Current.CancellationToken);
        Golden.Assert("tests/EcsGuard.Cli.Tests/Golden/local-findings.json", findings);
        using var json = JsonDocument.Parse(findings);
        var open = json.RootElement.GetProperty("findings").EnumerateArray()
            .Where(finding => finding.GetProperty("state").GetString() == "open")
            .Select(finding => finding.GetProperty("policy").GetString()!)
            .ToArray();
        Assert.All(open, policy => Assert.Contains($"  {policy}: ", _printed, StringComparison.Ordinal));
        var page = await _http.GetStringAsync("/", TestContext.Current.CancellationToken);
        Assert.All(open, policy => Assert.Contains($"<code>{policy}</code>", page, StringComparison.Ordinal));
        Assert.Contains($"<title>EcsGuard: {open.Length} open findings</title>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_of_the_demo_is_shown_anywhere()
    {
        const string Secret = "kN4vq-82xT-demo";
        var shown = _printed + await _http.GetStringAsync("/findings", TestContext.Current.CancellationToken) + await _http.GetStringAsync("/", TestContext.Current.CancellationToken);
        Assert.DoesNotContain(Secret, shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_posted_event_is_judged()
    {
        var registered = await File.ReadAllTextAsync(Repository.PathTo("tests", "EcsGuard.Cli.Tests", "Events", "02-registered-environment-in-clear.json"), TestContext.Current.CancellationToken);
        using var answer = await PostAsync(registered);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var json = JsonDocument.Parse(await _http.GetStringAsync("/findings", TestContext.Current.CancellationToken));
        Assert.Contains(
            "arn:aws:ecs:eu-west-1:444455556666:task-definition/api:2#shared-task-and-execution-role#/taskRoleArn",
            json.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task A_posted_event_that_cannot_be_judged_is_refused_with_the_reason()
    {
        using var answer = await PostAsync("""{ "hello": "world" }""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            ["Neither an EventBridge event (`detail-type` and `detail`) nor a CloudTrail record (`eventSource` and `eventName`)."],
            json.RootElement.GetProperty("rejected").EnumerateArray().Select(rejected => rejected.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_site_in_a_browser_can_neither_post_nor_read()
    {
        using var post = new HttpRequestMessage(HttpMethod.Post, "/events") { Content = new StringContent("{}") };
        post.Headers.Add("Origin", "https://site.example");
        using var refusedPost = await _http.SendAsync(post, TestContext.Current.CancellationToken);
        using var read = new HttpRequestMessage(HttpMethod.Get, "/findings");
        read.Headers.Host = "site.example";
        using var refusedRead = await _http.SendAsync(read, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.MisdirectedRequest), (refusedPost.StatusCode, refusedRead.StatusCode));
    }

    [Fact]
    public async Task A_taken_port_is_said()
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.Unusable, await EcsGuardCommand.RunAsync(["local", "--port", $"{_http.BaseAddress!.Port}"], host, TestContext.Current.CancellationToken));
        Assert.StartsWith($"error: port {_http.BaseAddress.Port} cannot be listened on: ", host.Errors, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _http.PostAsync("/events", content, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"http://[^/ ]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address { get; }
}
