using System.Text;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Tests.PolicyFiles;
using EcsGuard.Pipeline.Tests.Support;
using EcsGuard.Policies;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests;

/// <summary>What a policy file makes of events: who is told, how bad it is, and what is exempt for how long.</summary>
public sealed class PolicyFilePipelineTests : IDisposable
{
    private static readonly DateTimeOffset At = TestClock.Start;

    private readonly World _world = new(policies: PolicySelection.OfSet(PolicySet.Recommended));

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Severity_team_and_scope_are_the_file_s()
    {
        Use("""
            version: 1
            scopes:
              - name: production
                match: { tags: { env: prod } }
                policies: { privileged-container: { severity: critical } }
            teams:
              - { name: shop, match: { families: ["web"] } }
            """);
        await _world.RunAsync(Registered(7, Definition("a", "a"), At, more: Tagged("env", "prod")));
        var finding = await PrivilegedAsync(7);
        Assert.Equal(
            (Severity.Critical, "shop", new Ruling(_world.PolicyFile.Version, "production", EnforcementMode.Notify, null)),
            (finding.Severity, finding.Team, finding.Ruling!));
        var record = Assert.Single(await _world.HistoryAsync());
        Assert.Equal((_world.PolicyFile.Version, "env=prod"), (record.Judgement!.PolicyFile, string.Join(',', record.Judgement.Tags.Select(tag => $"{tag.Key}={tag.Value}"))));
    }

    [Fact]
    public async Task What_is_observed_is_recorded_and_not_told()
    {
        Use("version: 1\npolicies: { privileged-container: { enforcement: observe } }\nscopes: [{ match: { families: [web] }, enforcement: observe }]\n");
        await _world.RunAsync(Registered(7, Definition("a", "a"), At));
        Assert.Equal((FindingState.Open, EnforcementMode.Observe), ((await PrivilegedAsync(7)).State, (await PrivilegedAsync(7)).Ruling!.Enforcement));
        Assert.Empty(_world.Channel.Sent);
    }

    [Fact]
    public async Task What_is_exempt_is_recorded_as_such_and_told_once_when_the_exemption_ends()
    {
        Use(Exempting("2026-03-10"));
        await _world.RunAsync(Registered(7, Definition("a", "a"), At));
        var exempt = await PrivilegedAsync(7);
        var end = new DateTimeOffset(2026, 3, 11, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal((FindingState.Exempted, end, new FindingExemption(end, "platform@example.com", "PLAT-123", _world.PolicyFile.Exemptions[0].Id)), (exempt.State, exempt.DueAt, exempt.Ruling!.Exemption!));
        Assert.DoesNotContain("privileged-container", string.Concat(_world.Channel.Sent.Select(sent => sent.Text)), StringComparison.Ordinal);
        var sentBefore = _world.Channel.Sent.Count;

        _world.Clock.Advance(end - At - TimeSpan.FromSeconds(1));
        await _world.RunDueAsync();
        Assert.Equal(FindingState.Exempted, (await PrivilegedAsync(7)).State);

        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        await _world.RunDueAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        await _world.RunDueAsync();
        await _world.RunDueAsync();
        var open = await PrivilegedAsync(7);
        Assert.Equal((FindingState.Open, null, null, At), (open.State, open.DueAt, open.Ruling!.Exemption, open.FirstSeen));
        var told = Assert.Single(_world.Channel.Sent.Skip(sentBefore));
        Assert.Equal((1, 0, 0, "high"), (told.New, told.StillOpen, told.Fixed, told.Severity));
        Assert.Contains("- [high] privileged-container: ", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exemption_that_was_prolonged_meanwhile_goes_on()
    {
        Use(Exempting("2026-03-10"));
        await _world.RunAsync(Registered(7, Definition("a", "a"), At));
        Use(Exempting("2026-03-20"));
        _world.Clock.Advance(TimeSpan.FromDays(10));
        await _world.RunDueAsync();
        var finding = await PrivilegedAsync(7);
        Assert.Equal((FindingState.Exempted, new DateTimeOffset(2026, 3, 21, 0, 0, 0, TimeSpan.Zero)), (finding.State, finding.DueAt));
    }

    [Fact]
    public async Task A_revision_that_fixes_what_was_exempt_resolves_it()
    {
        Use(Exempting("2026-03-10"));
        await _world.RunAsync(Registered(7, Definition("a", "a"), At), Registered(8, Definition("a"), At.AddHours(1)));
        Assert.Equal((FindingState.Resolved, 8, null), ((await PrivilegedAsync(7)).State, (await PrivilegedAsync(7)).ResolvedIn, (await PrivilegedAsync(7)).DueAt));
    }

    [Fact]
    public async Task Runtime_findings_fall_under_the_file_by_the_revision_s_tags()
    {
        Use("""
            version: 1
            teams:
              - { name: shop, match: { tags: { team: shop } } }
            exemptions:
              - { policy: out-of-memory, match: { tags: { team: shop } }, reason: load test, owner: shop@example.com, expires: 2026-03-02 }
            """);
        await _world.RunAsync(Registered(7, Definition("a"), At, more: Tagged("team", "shop")), OutOfMemory('a', 7, At.AddHours(1)));
        var exempt = await OutOfMemoryAsync();
        Assert.Equal((FindingState.Exempted, "shop", 1), (exempt.State, exempt.Team, exempt.Count));

        _world.Clock.Advance(TimeSpan.FromDays(2));
        await _world.RunDueAsync();
        Assert.Equal(FindingState.Open, (await OutOfMemoryAsync()).State);
        Assert.Equal(At.AddHours(1).AddDays(7), (await OutOfMemoryAsync()).DueAt);
    }

    [Fact]
    public async Task Findings_of_single_tasks_fall_under_the_file_by_the_revision_s_tags_too()
    {
        Use("""
            version: 1
            scopes: [{ name: shop, match: { tags: { team: shop } }, policies: { spot-interruption: { severity: medium } } }]
            teams: [{ name: shop, match: { tags: { team: shop } } }]
            exemptions: [{ policy: spot-interruption, match: { tags: { team: shop } }, reason: load test, owner: shop@example.com, expires: 2026-03-02 }]
            """);
        await _world.RunAsync(
            Registered(7, Definition("a"), At, more: Tagged("team", "shop")),
            TaskEvent('a', 7, Arn(7).ToString(), at: At.AddHours(1), more: "\"stopCode\":\"SpotInterruption\""));
        Finding OfTask() => _world.Store.AllFindings().Single(finding => finding.Policy == "spot-interruption");
        Assert.Equal((FindingState.Exempted, "shop", Severity.Medium, "shop"), (OfTask().State, OfTask().Team, OfTask().Severity, OfTask().Ruling!.Scope));

        _world.Clock.Advance(TimeSpan.FromDays(2));
        await _world.RunDueAsync();
        Assert.Equal((FindingState.Open, "shop", Severity.Medium), (OfTask().State, OfTask().Team, OfTask().Severity));
    }

    [Fact]
    public async Task A_runtime_policy_that_is_off_in_a_scope_records_nothing_there()
    {
        Use("version: 1\nscopes: [{ match: { tags: { env: dev } }, policies: { out-of-memory: { enabled: false } } }]\n");
        await _world.RunAsync(Registered(7, Definition("a"), At, more: Tagged("env", "dev")), OutOfMemory('a', 7, At.AddHours(1)));
        Assert.DoesNotContain(_world.Store.AllFindings(), finding => finding.Policy == "out-of-memory");
    }

    [Fact]
    public async Task Settings_reach_the_policies()
    {
        Use("version: 1\npolicies: { untagged-definition: { keys: [team] } }\n");
        await _world.RunAsync(Registered(7, Definition("a"), At));
        Assert.Equal("The task definition lacks the tag team.", (await FindAsync(7, "untagged-definition")).Message);
    }

    [Fact]
    public async Task The_organisation_s_own_sidecars_are_known()
    {
        Use("version: 1\nsidecars: [{ image: acme/telemetry }]\n");
        await _world.RunAsync(Registered(7, """[{"name":"app","image":"nginx:1.29","essential":true},{"name":"t","image":"acme/telemetry:3","essential":true}]""", At));
        Assert.Equal("t", (await FindAsync(7, "essential-sidecar")).Container);
    }

    [Fact]
    public async Task A_file_that_is_taken_away_exempts_nothing()
    {
        Use(Exempting("2026-03-10"));
        await _world.RunAsync(Registered(7, Definition("a", "a"), At));
        _world.PolicyFile = PolicyFile.None;
        _world.Clock.Advance(TimeSpan.FromDays(10));
        await _world.RunDueAsync();
        Assert.Equal((FindingState.Open, null), ((await PrivilegedAsync(7)).State, (await PrivilegedAsync(7)).Ruling));
    }

    [Fact]
    public void Selections_that_judge_alike_have_one_fingerprint_and_others_have_not()
    {
        var target = TestPolicyFile.Target(family: "web");
        string Of(string yaml) => TestPolicyFile.Read(yaml).Select(target).Fingerprint;

        var plain = PolicySelection.OfSet(PolicySet.Recommended).Fingerprint;
        Assert.Equal(plain, Of(""));
        Assert.Equal(plain, Of("policies: { privileged-container: { severity: low, enforcement: observe } }"));
        Assert.Equal(plain, Of("scopes: [{ match: { families: [api] }, policies: { privileged-container: { enabled: false } } }]"));
        string[] others =
        [
            plain,
            Of("set: strict"),
            Of("scopes: [{ match: { families: [web] }, policies: { privileged-container: { enabled: false } } }]"),
            Of("policies: { untagged-definition: { keys: [team] } }"),
            Of("policies: { untagged-definition: { keys: [team, env] } }"),
            Of("sidecars: [{ image: acme/telemetry }]"),
            Of("sidecars: [{ image: acme/mesh, role: proxy }]"),
        ];
        Assert.Equal(others, others.Distinct(StringComparer.Ordinal));
    }

    /// <summary>With a file and without one, which makes what is not exempt look as if nothing were granted.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("version: 1\n")]
    public async Task What_is_granted_by_command_is_exempt_at_the_next_judgement_and_counts_again_when_it_is_revoked(string? text)
    {
        var granted = new InProcessGrantedExemptions();
        var files = new InProcessPublishedPolicyFiles(granted);
        var latest = new LatestPolicyFile(files, _world.Metrics, _world.Clock, new TestLog<LatestPolicyFile>());
        if (text is not null)
        {
            await files.TryPublishAsync(Encoding.UTF8.GetBytes(text), new(1, PolicyFileReader.VersionOf(Encoding.UTF8.GetBytes(text)), At, "me"), TestContext.Current.CancellationToken);
        }

        var version = text is null ? null : PolicyFileReader.VersionOf(Encoding.UTF8.GetBytes(text));
        await JudgeAsync(7);
        Assert.Equal((FindingState.Open, null), ((await PrivilegedAsync(7)).State, (await PrivilegedAsync(7)).Ruling?.Exemption));

        var exemption = new Exemption("privileged-container", new() { Families = ["web"] }, "PLAT-123", "platform@example.com", At.AddDays(9), Line: 0);
        await ChangeAsync(grants => grants.With(new(exemption, "me", At)));
        await JudgeAsync(8);
        var exempt = await PrivilegedAsync(8);
        Assert.Equal(
            (FindingState.Exempted, exemption.End, new Ruling(version, null, EnforcementMode.Notify, new(exemption.End, "platform@example.com", "PLAT-123", exemption.Id))),
            (exempt.State, exempt.DueAt, exempt.Ruling!));
        var other = await FindAsync(8, "missing-log-driver");
        Assert.Equal((FindingState.Open, version is null ? null : new Ruling(version, null, EnforcementMode.Notify, null)), (other.State, other.Ruling));
        Assert.Equal(version, (await _world.HistoryAsync())[0].Judgement!.PolicyFile);

        await ChangeAsync(grants => grants.Without(grants.Grants[0]));
        await JudgeAsync(9);
        Assert.Equal((FindingState.Open, null, null), ((await PrivilegedAsync(9)).State, (await PrivilegedAsync(9)).Ruling?.Exemption, (await PrivilegedAsync(9)).DueAt));

        async Task JudgeAsync(int revision)
        {
            _world.PolicyFile = await latest.CurrentAsync(TestContext.Current.CancellationToken);
            await _world.RunAsync(Registered(revision, Definition("a", "a"), At.AddHours(revision)));
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        async Task ChangeAsync(Func<GrantedExemptions, GrantedExemptions> change) =>
            Assert.True(await granted.TryReplaceAsync(change(await granted.ReadAsync(TestContext.Current.CancellationToken)), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_grant_without_a_file_that_ends_leaves_no_trace_in_the_finding()
    {
        _world.PolicyFile = PolicyFile.None with { Exemptions = [new("privileged-container", new(), "PLAT-123", "platform@example.com", At.AddDays(1), Line: 0)] };
        await _world.RunAsync(Registered(7, Definition("a", "a"), At));
        Assert.Equal(FindingState.Exempted, (await PrivilegedAsync(7)).State);
        _world.Clock.Advance(TimeSpan.FromDays(1));
        await _world.RunDueAsync();
        Assert.Equal((FindingState.Open, null, null, "unassigned"), ((await PrivilegedAsync(7)).State, (await PrivilegedAsync(7)).Ruling, (await PrivilegedAsync(7)).DueAt, (await PrivilegedAsync(7)).Team));
    }

    private static string Exempting(string day) => $$"""
        version: 1
        exemptions:
          - { policy: privileged-container, match: { families: [web] }, reason: PLAT-123, owner: platform@example.com, expires: {{day}} }
        """;

    private static string Tagged(string key, string value) => $$""","tags":[{"key":"{{key}}","value":"{{value}}"}]""";

    private void Use(string text)
    {
        var reading = PolicyFileReader.Read(Encoding.UTF8.GetBytes(text));
        Assert.Equal([], reading.Problems);
        _world.PolicyFile = reading.File!;
    }

    private Task<Finding> PrivilegedAsync(int revision) => FindAsync(revision, "privileged-container");

    private Task<Finding> OutOfMemoryAsync() => FindAsync(7, "out-of-memory");

    private async Task<Finding> FindAsync(int revision, string policy)
    {
        var findings = await _world.Store.OfRevisionAsync(World.Web, revision, TestContext.Current.CancellationToken).ToArrayAsync();
        return findings.Single(finding => finding.Policy == policy);
    }
}
