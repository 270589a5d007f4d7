using System.Text.Json;
using EcsGuard.Testing;

namespace EcsGuard.Cli.Tests.Local;

/// <summary><c>replay --policy-file</c> on the demo's events: who is told what, and what is exempt for how long.</summary>
public sealed class ReplayPolicyFileTests : IDisposable
{
    private const string PolicyFile = """
        version: 1
        policies: { swallowed-stop-signal: { enabled: false } }
        teams: [{ name: shop, match: { families: [checkout] }, notify: [{ sns: "arn:aws:sns:eu-central-1:111122223333:shop", minSeverity: high }] }]
        exemptions: [{ policy: plaintext-secret, match: { families: [checkout] }, reason: SHOP-1, owner: shop@example.com, expires: 2026-11-30 }]
        """;

    private static readonly string Events = Repository.PathTo("src", "Cli", "Demo", "events.json");

    private static readonly string[] Told =
    [
        "shop arn:aws:sns:eu-central-1:111122223333:shop checkout:12 2 0 0",
        "shop arn:aws:sns:eu-central-1:111122223333:shop checkout:13 1 0 2",
        "shop arn:aws:sns:eu-central-1:111122223333:shop checkout:13 1 0 0",
        "unassigned console thumbnails:3 1 0 0",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Teams_are_told_on_their_channels_of_what_is_bad_enough_and_not_exempt()
    {
        using var report = await ReplayAsync(PolicyFile);
        Assert.Equal(Told, Notifications(report));
        Assert.Equal(("exempted", "cf7d96aa5785 until 2026-12-01T00:00:00Z"), Secret(report));
        Assert.DoesNotContain(report.RootElement.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("policy").GetString() == "swallowed-stop-signal");
    }

    [Fact]
    public async Task A_finding_returns_when_its_exemption_has_ended_and_is_told_once()
    {
        using var report = await ReplayAsync(PolicyFile, "--until", "2026-12-24T00:00:00Z");
        Assert.Equal([.. Told, "shop arn:aws:sns:eu-central-1:111122223333:shop checkout:12 1 0 0"], Notifications(report));
        Assert.Equal(("open", null), Secret(report));
    }

    /// <summary>The events are of some days of one week; nothing comes after.</summary>
    [Fact]
    public async Task Over_weeks_teams_are_told_of_them_and_the_owner_of_the_exemption_before_it_ends()
    {
        using var report = await ReplayAsync(PolicyFile, "--until", "2026-12-08T00:00:00Z");
        Assert.Equal(
            [
                "week shop arn:aws:sns:eu-central-1:111122223333:shop: shop in week 2026-W45: 2 open findings, 2 new, 2 fixed.",
                "week platform console: All teams in week 2026-W45: 4 open findings, 4 new, 4 fixed.",
                "week shop arn:aws:sns:eu-central-1:111122223333:shop: shop in week 2026-W46: 1 open finding, 0 new, 1 fixed.",
                "week platform console: All teams in week 2026-W46: 2 open findings, 0 new, 2 fixed.",
                "exemption platform console: Exemption from plaintext-secret ends, last day 2026-11-30.",
                "week shop arn:aws:sns:eu-central-1:111122223333:shop: shop in week 2026-W47: 1 open finding, 0 new, 0 fixed.",
                "week platform console: All teams in week 2026-W47: 2 open findings, 0 new, 0 fixed.",
                "week shop arn:aws:sns:eu-central-1:111122223333:shop: shop in week 2026-W48: 1 open finding, 0 new, 0 fixed.",
                "week platform console: All teams in week 2026-W48: 2 open findings, 0 new, 0 fixed.",
                "week shop arn:aws:sns:eu-central-1:111122223333:shop: shop in week 2026-W49: 2 open findings, 0 new, 0 fixed.",
                "week platform console: All teams in week 2026-W49: 3 open findings, 0 new, 0 fixed.",
            ],
            report.RootElement.GetProperty("notifications").EnumerateArray().Where(told => told.GetProperty("resource").GetString()!.Length == 0)
                .Select(told => $"{told.GetProperty("kind")} {told.GetProperty("team")} {told.GetProperty("channel")}: {told.GetProperty("text").GetString()!.Split('\n')[0]}"));
    }

    [Fact]
    public async Task With_a_file_that_has_errors_nothing_is_run()
    {
        using var host = new TestHost();
        var file = _folder.Write("broken.yaml", "version: 1\nexemptions: [{ policy: plaintext-secret }]\n");
        Assert.Equal(ExitCode.Unusable, await host.RunAsync("replay", Events, "--policy-file", file));
        Assert.Equal("", host.Output);
        Assert.StartsWith($"error: {file}:2:14: exemptions[0] lacks `reason`", host.Errors, StringComparison.Ordinal);
    }

    private async Task<JsonDocument> ReplayAsync(string policyFile, params string[] arguments)
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.Clean, await host.RunAsync(["replay", Events, "--policy-file", _folder.Write("ecsguard.yaml", policyFile), "--format", "json", .. arguments]));
        return JsonDocument.Parse(host.Output);
    }

    /// <summary>What was told of single revisions.</summary>
    private static IEnumerable<string> Notifications(JsonDocument report) =>
        report.RootElement.GetProperty("notifications").EnumerateArray().Where(told => told.GetProperty("resource").GetString()!.Length > 0).Select(told =>
            $"{told.GetProperty("team")} {told.GetProperty("channel")} {told.GetProperty("resource").GetString()!.Split('/')[^1]} {told.GetProperty("new")} {told.GetProperty("stillOpen")} {told.GetProperty("fixed")}");

    private static (string? State, string? Exemption) Secret(JsonDocument report)
    {
        var finding = report.RootElement.GetProperty("findings").EnumerateArray().Single(finding => finding.GetProperty("policy").GetString() == "plaintext-secret");
        return (finding.GetProperty("state").GetString(), finding.TryGetProperty("exemption", out var exemption) ? $"{exemption.GetProperty("id")} until {exemption.GetProperty("until")}" : null);
    }
}
