using EcsGuard.Pipeline.Digests;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;
using EcsGuard.Pipeline.Tests.PolicyFiles;
using EcsGuard.Policies;
using EcsGuard.Testing;

namespace EcsGuard.Pipeline.Tests.Digests;

public sealed class DailyWorkTests : IDisposable
{
    private const string Payments = """
        teams: [{ name: payments, match: { families: [web] }, notify: [{ sns: "arn:aws:sns:eu-west-1:111122223333:payments" }, { slackSecret: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack-AbCdEf", minSeverity: critical }] }]

        """;

    private const string Topic = "arn:aws:sns:eu-west-1:111122223333:payments";
    private const string Slack = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack-AbCdEf";

    private readonly DigestWorld _world = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_day_is_done_once_however_often_it_is_started()
    {
        _world.Add("blocking-log-driver", 3);
        Assert.Equal(["week/platform/2026-W09"], Ids(await _world.RunAsync()));
        Assert.Empty(await _world.RunAsync());
        _world.Clock.Advance(TimeSpan.FromHours(17));
        Assert.Empty(await _world.RunAsync());
        Assert.Equal(1, _world.Reads);

        Assert.Empty(await _world.RunAsync(daysLater: 1));
        Assert.Equal(2, _world.Reads);
        Assert.Equal(["2026-03-01", "2026-03-02"], (await SnapshotsAsync(SnapshotScope.All)).Select(snapshot => $"{snapshot.Day:O}"));
    }

    [Fact]
    public async Task While_one_run_is_at_it_another_does_nothing()
    {
        var now = _world.Clock.GetUtcNow();
        var claim = await _world.Jobs.TryClaimAsync("digest", now, now + DailyWork.ClaimLength, None);
        Assert.Empty(await _world.RunAsync());
        Assert.Equal(0, _world.Reads);
        await _world.Jobs.TrySaveAsync(claim!, null, release: true, None);
        await _world.RunAsync();
        Assert.Equal(1, _world.Reads);
    }

    [Fact]
    public async Task A_run_that_fails_is_done_again_at_once()
    {
        var work = new DailyWork(_world, new FaultyFiles(), _world.Snapshots, null!, _world.Jobs, _world.Clock);
        await Assert.ThrowsAsync<PolicyFileUnusableException>(() => work.RunAsync(None));
        _world.Add("blocking-log-driver", 3);
        Assert.Equal(["week/platform/2026-W09"], Ids(await _world.RunAsync()));
    }

    /// <summary>The numbers of what came and went are those of each day; what is open is as the count finds it.</summary>
    [Fact]
    public async Task Missed_days_are_counted_later()
    {
        await _world.RunAsync();
        var closed = _world.Add("blocking-log-driver", -1);
        _world.Add("privileged-container", -1, Severity.Critical);
        _world.Replace(closed, closed with { State = FindingState.Resolved, ResolvedIn = 9, ResolvedAt = closed.FirstSeen.AddDays(1) });
        await _world.RunAsync(daysLater: 4);

        Assert.Equal(
            ["2026-03-01 0 0 0 2026-03-02", "2026-03-02 1 0 0 2026-03-06", "2026-03-03 1 2 0 2026-03-06", "2026-03-04 1 0 1 2026-03-06", "2026-03-05 1 0 0 2026-03-06"],
            (await SnapshotsAsync(SnapshotScope.All)).Select(snapshot => $"{snapshot.Day:O} {snapshot.Open.Critical} {snapshot.Opened} {snapshot.Fixed} {snapshot.At:yyyy-MM-dd}"));
        Assert.Equal(4, (await SnapshotsAsync(SnapshotScope.OfTeam("payments"))).Length);
    }

    [Fact]
    public async Task No_more_than_a_month_is_counted_later()
    {
        await _world.RunAsync();
        await _world.RunAsync(daysLater: 400);
        Assert.Equal([new DateOnly(2026, 3, 1), .. Enumerable.Range(0, 31).Select(day => new DateOnly(2027, 3, 6).AddDays(day))], (await SnapshotsAsync(SnapshotScope.All)).Select(snapshot => snapshot.Day));
    }

    [Fact]
    public async Task What_tasks_showed_opens_again_when_it_comes_back_and_is_fixed_when_it_was_quiet()
    {
        await _world.RunAsync();
        var start = _world.Clock.GetUtcNow();
        var back = SampleRecords.OfTasks(SampleRecords.Web, 8, start) with { FirstSeen = start.AddDays(-20), LastSeen = start.AddDays(1), Regression = new(start.AddDays(1), null) };
        var quiet = SampleRecords.OfTasks(SampleRecords.Web, 8, start, "crash-loop") with { FirstSeen = start, LastSeen = start.AddDays(-5), State = FindingState.Resolved };
        _world.Findings.AddRange([back, quiet]);
        await _world.RunAsync(daysLater: 3);
        Assert.Equal(["2026-03-01 0 0", "2026-03-02 1 0", "2026-03-03 1 0", "2026-03-04 0 1"], (await SnapshotsAsync(SnapshotScope.All)).Select(snapshot => $"{snapshot.Day:O} {snapshot.Opened} {snapshot.Fixed}"));
    }

    [Theory]
    [InlineData(0, "week/platform/2026-W09")]
    [InlineData(1)]
    [InlineData(6)]
    public async Task A_first_run_in_the_middle_of_a_week_waits_for_its_end(int daysLater, params string[] expected)
    {
        _world.Add("blocking-log-driver", 3);
        Assert.Equal(expected, Ids(await _world.RunAsync(daysLater)));
        Assert.Equal(["week/platform/2026-W10"], Ids(await _world.RunAsync(7 - daysLater)));
    }

    [Fact]
    public async Task A_missed_Monday_is_made_up_for_and_of_missed_weeks_only_the_last_is_told()
    {
        _world.Add("blocking-log-driver", 3);
        await _world.RunAsync();
        Assert.Equal(["week/platform/2026-W10"], Ids(await _world.RunAsync(daysLater: 9)));
        Assert.Empty(await _world.RunAsync(daysLater: 1));
        Assert.Equal(["week/platform/2026-W15"], Ids(await _world.RunAsync(daysLater: 35)));
    }

    [Fact]
    public async Task Each_channel_is_told_of_what_is_severe_enough_for_it_and_the_platform_team_of_all()
    {
        _world.File = TestPolicyFile.Read(Payments);
        _world.Add("blocking-log-driver", 3);
        _world.Add("privileged-container", 3, Severity.Critical);
        _world.Add("untagged-definition", 3, Severity.Info);
        _world.Add("blocking-log-driver", 3, team: FindingFactory.UnassignedTeam, family: "stray");
        Assert.Equal(
            [
                $"week/payments/2026-W09#{Slack} payments {Slack} critical 1 0 0: payments in week 2026-W09: 1 open finding, 1 new, 0 fixed",
                $"week/payments/2026-W09#{Topic} payments {Topic} critical 2 0 0: payments in week 2026-W09: 2 open findings, 2 new, 0 fixed",
                "week/platform/2026-W09 platform  critical 3 0 0: All teams in week 2026-W09: 3 open findings, 3 new, 0 fixed",
            ],
            (await _world.RunAsync()).Select(digest => $"{digest.Id} {digest.Team} {digest.Channel?.Arn} {digest.Severity} {digest.New} {digest.StillOpen} {digest.Fixed}: {digest.Title}"));
    }

    [Fact]
    public async Task Who_has_nothing_to_be_told_gets_no_digest()
    {
        _world.File = TestPolicyFile.Read(Payments + "exemptions: [{ policy: blocking-log-driver, reason: r, owner: payments, expires: 2026-06-01 }]");
        _world.Add("untagged-definition", 3, Severity.Info);
        var exempt = _world.Add("blocking-log-driver", 3);
        _world.Replace(exempt, Exempted(exempt));
        var observed = _world.Add("privileged-container", 3, Severity.Critical);
        _world.Replace(observed, observed with { Ruling = new("1", null, EnforcementMode.Observe, null) });
        var closed = _world.Add("writable-root-filesystem", 30);
        _world.Replace(closed, closed with { State = FindingState.Resolved, ResolvedIn = 9, ResolvedAt = closed.FirstSeen });
        Assert.Empty(await _world.RunAsync());
    }

    [Fact]
    public async Task What_was_only_observed_or_exempt_counts_as_nothing_when_it_is_gone()
    {
        foreach (var ruling in new Ruling[] { new("1", null, EnforcementMode.Observe, null), SampleRecords.Exempting })
        {
            var finding = _world.Add("blocking-log-driver", 3);
            _world.Replace(finding, finding with { State = FindingState.Resolved, ResolvedIn = 9, ResolvedAt = finding.FirstSeen, Ruling = ruling });
        }

        Assert.Empty(await _world.RunAsync());
        Assert.Equal((0, 0), (await SnapshotsAsync(SnapshotScope.All)).Select(snapshot => (snapshot.Opened, snapshot.Fixed)).Single());
    }

    [Fact]
    public async Task Two_weeks_of_a_team()
    {
        _world.File = TestPolicyFile.Read(Payments + "exemptions: [{ policy: tight-memory-limit, match: { families: [web] }, reason: \"vendor image, PAY-7\", owner: payments, expires: 2026-03-28 }]");
        _world.Add("blocking-log-driver", 40);
        _world.Add("privileged-container", 12, Severity.Critical);
        foreach (var policy in new[] { "host-network", "root-user", "writable-root-filesystem", "missing-health-check" })
        {
            _world.Add(policy, 8, Severity.Medium);
        }

        var exempt = _world.Add("tight-memory-limit", 20, Severity.Medium);
        _world.Replace(exempt, Exempted(exempt));
        await _world.RunAsync();

        foreach (var finding in _world.Findings.Where(finding => finding.Policy is "host-network" or "root-user").ToArray())
        {
            _world.Replace(finding, finding with { State = FindingState.Resolved, ResolvedIn = 9, ResolvedAt = _world.Clock.GetUtcNow().AddDays(2) });
        }

        var back = _world.Add("plaintext-secret", -3, Severity.Critical);
        _world.Replace(back, back with { Revision = 9, Resource = SampleRecords.ArnOf(SampleRecords.Web, 9), Regression = new(back.FirstSeen, 5) });
        _world.Findings.Add(SampleRecords.OfTasks(SampleRecords.Web, 8, _world.Clock.GetUtcNow()) with { FirstSeen = back.FirstSeen.AddDays(-60), LastSeen = back.FirstSeen, Regression = new(back.FirstSeen, null) });
        _world.Findings.Add(SampleRecords.OfTasks(SampleRecords.Web, 7, _world.Clock.GetUtcNow(), "killed-on-interruption") with { State = FindingState.Resolved, LastSeen = back.FirstSeen.AddDays(-7) });

        var digest = (await _world.RunAsync(daysLater: 7)).First(summary => summary.Channel?.Arn == Topic && summary.Kind == SummaryKind.Week);
        Assert.Equal(("EcsGuard: payments in week 2026-W10: 6 open findings, 2 new, 3 fixed", 2, 4, 3), (digest.Subject, digest.New, digest.StillOpen, digest.Fixed));
        Golden.Assert("tests/EcsGuard.Pipeline.Tests/Golden/week-team.txt", digest.Text);
    }

    /// <summary>Whatever the order in which the records are read.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_week_of_everything(bool isReversed)
    {
        _world.File = PolicyFileReader.Read(System.Text.Encoding.UTF8.GetBytes($$"""
            version: 1
            {{Payments}}
            exemptions:
              - { policy: root-user, match: { families: [legacy-*] }, reason: r, owner: a@example.com, expires: 2026-06-01 }
              - { policy: host-network, reason: "gone, PLAT-1", owner: b@example.com, expires: 2026-02-01 }
              - { policy: host-network, reason: r, owner: b@example.com, expires: soon }
            """)).InForce!;
        _world.Add("blocking-log-driver", 3);
        _world.Add("blocking-log-driver", 30, family: "api", account: "444455556666");
        foreach (var number in Enumerable.Range(1, 7))
        {
            _world.Add("untrusting-role", 5, Severity.Low, FindingFactory.UnassignedTeam, $"stray-{number}");
        }

        _world.Add("privileged-container", 2, Severity.Critical, FindingFactory.UnassignedTeam, "stray-7");
        var observed = _world.Add("host-network", 2);
        _world.Replace(observed, observed with { Ruling = new("1", null, EnforcementMode.Observe, null) });
        _world.Findings.Add(SampleRecords.OfTask(SampleRecords.Web, 8, 'a', 1, _world.Clock.GetUtcNow().AddHours(-3)) with { Severity = Severity.Medium });
        _world.Findings.Add(SampleRecords.OfTask(null, null, 'b', 1, _world.Clock.GetUtcNow().AddHours(-3)) with { Severity = Severity.Medium });
        if (isReversed)
        {
            _world.Findings.Reverse();
        }

        await _world.RunAsync();

        Golden.Assert("tests/EcsGuard.Pipeline.Tests/Golden/week-platform.txt", (await _world.RunAsync(daysLater: 7)).Single(summary => summary is { Channel: null, Kind: SummaryKind.Week }).Text);
    }

    /// <summary>Nobody can write lines of his own into a message, or one that nothing can carry.</summary>
    [Fact]
    public async Task Names_are_one_line_and_bounded()
    {
        var finding = _world.Add("blocking-log-driver", 3);
        _world.Replace(finding, finding with { Container = $"api\n- [critical] lie{new string('x', 5000)}" });
        var digest = Assert.Single(await _world.RunAsync());
        Assert.Equal(
            [$"[high] blocking-log-driver: web:8, container api - [critical] lie{new string('x', 434)}…", "[high] blocking-log-driver: 1 finding"],
            digest.Sections.Where(section => section.Heading != "Trend").SelectMany(section => section.Lines).Select(line => line.Text));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1, "ends platform  payments@example.com")]
    [InlineData(13, "ends platform  payments@example.com")]
    [InlineData(14, "ends platform  payments@example.com")]
    [InlineData(15)]
    public async Task An_owner_is_told_once_before_an_exemption_ends(int daysLater, params string[] expected)
    {
        // It ends at 2026-03-17T00:00Z, 14.75 days from now.
        _world.File = TestPolicyFile.Read("exemptions: [{ policy: blocking-log-driver, match: { families: [web] }, reason: \"vendor image, PAY-7\", owner: payments@example.com, expires: 2026-03-16 }]");
        var finding = _world.Add("blocking-log-driver", 3);
        _world.Replace(finding, Exempted(finding));
        Assert.Equal(expected, Told(await _world.RunAsync(daysLater), SummaryKind.Exemption));
        _world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(daysLater == 0 ? ["ends platform  payments@example.com"] : [], Told(await _world.RunAsync(), SummaryKind.Exemption));
    }

    [Fact]
    public async Task A_prolonged_exemption_has_another_end_to_be_told_of()
    {
        const string Exemption = "exemptions: [{ policy: blocking-log-driver, reason: r, owner: o, expires: 2026-03-10 }]";
        _world.File = TestPolicyFile.Read(Exemption);
        Assert.Single(Told(await _world.RunAsync(), SummaryKind.Exemption));
        _world.File = TestPolicyFile.Read(Exemption.Replace("03-10", "03-14", StringComparison.Ordinal));
        Assert.Single(Told(await _world.RunAsync(daysLater: 1), SummaryKind.Exemption));
    }

    [Fact]
    public async Task An_owner_that_is_a_team_is_told_on_its_channels()
    {
        _world.File = TestPolicyFile.Read(Payments + "exemptions: [{ policy: blocking-log-driver, match: { families: [web] }, reason: \"vendor image, PAY-7\", owner: payments, expires: 2026-03-10T12:00:00Z }]");
        var finding = _world.Add("blocking-log-driver", 3);
        _world.Replace(finding, Exempted(finding));
        var notices = (await _world.RunAsync()).Where(summary => summary.Kind == SummaryKind.Exemption).ToArray();
        Assert.Equal([Slack, Topic], notices.Select(notice => notice.Channel!.Arn));
        Assert.All(notices, notice => Assert.Equal(
            ("payments", "payments", "high", 0, 1, 0, "EcsGuard: Exemption from blocking-log-driver ends, at 2026-03-10T12:00:00Z"),
            (notice.Team, notice.Owner, notice.Severity, notice.New, notice.StillOpen, notice.Fixed, notice.Subject)));
        Golden.Assert("tests/EcsGuard.Pipeline.Tests/Golden/exemption-ends.txt", notices[0].Text);
    }

    [Fact]
    public async Task An_owner_that_is_a_team_without_channels_is_told_on_the_default_one()
    {
        _world.File = TestPolicyFile.Read("teams: [{ name: quiet, match: { families: [web] } }]\nexemptions: [{ policy: blocking-log-driver, match: { families: [web] }, reason: r, owner: quiet, expires: 2026-03-10 }]");
        var notice = Assert.Single(await _world.RunAsync(), summary => summary.Kind == SummaryKind.Exemption);
        Assert.Equal((null, "quiet"), (notice.Channel, notice.Owner));
    }

    [Fact]
    public async Task An_exemption_that_exempts_nothing_for_a_day_is_told_once()
    {
        _world.File = TestPolicyFile.Read("exemptions: [{ policy: blocking-log-driver, match: { families: [web] }, reason: \"vendor image, PAY-7\", owner: payments@example.com, expires: 2026-06-01 }]");
        _world.Add("privileged-container", 3);
        Assert.Empty(Told(await _world.RunAsync(), SummaryKind.Exemption));
        var notice = Assert.Single(await _world.RunAsync(daysLater: 1));
        Assert.Equal(("payments@example.com", "platform", ""), (notice.Owner, notice.Team, notice.Severity));
        Golden.Assert("tests/EcsGuard.Pipeline.Tests/Golden/exemption-unused.txt", notice.Text);
        Assert.Empty(await _world.RunAsync(daysLater: 1));
    }

    /// <summary>It stands in no file: what to do is a command.</summary>
    [Fact]
    public async Task Of_a_granted_exemption_the_owner_is_told_the_command()
    {
        var used = new Exemption("blocking-log-driver", new() { Families = ["web"] }, "PAY-7", "a@example.com", _world.Clock.GetUtcNow().AddDays(10), 0);
        var unused = used with { Policy = "root-user", End = _world.Clock.GetUtcNow().AddDays(100) };
        var useless = used with { Policy = "host-network" };
        _world.File = PolicyFile.None with { Exemptions = [used, unused, useless] };
        var finding = _world.Add("blocking-log-driver", 3);
        _world.Replace(finding, Exempted(finding));
        var notices = (await _world.RunAsync()).Concat(await _world.RunAsync(daysLater: 1)).Where(summary => summary.Kind == SummaryKind.Exemption);
        Assert.Equal(
            [
                "ends blocking-log-driver: To prolong it, grant it anew until a later day (`ecsguard exempt`). Otherwise what it covers counts again and is told as new.",
                $"ends host-network: It covers nothing any more: revoke it (`ecsguard exempt revoke {useless.Id}`).",
                $"unused host-network: No recorded finding falls under it. If it was to apply elsewhere, correct that; else revoke it (`ecsguard exempt revoke {useless.Id}`).",
                $"unused root-user: No recorded finding falls under it. If it was to apply elsewhere, correct that; else revoke it (`ecsguard exempt revoke {unused.Id}`).",
            ],
            notices.Select(notice => $"{notice.Id.Split('/')[^1]} {notice.Sections[0].Lines[1].Text["policy: ".Length..]}: {notice.Sections[1].Lines.Single().Text}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_exemption_that_exempts_something_by_the_second_day_is_used()
    {
        _world.File = TestPolicyFile.Read("exemptions: [{ policy: blocking-log-driver, reason: r, owner: o, expires: 2026-06-01 }]");
        var finding = _world.Add("blocking-log-driver", 3);
        await _world.RunAsync();
        _world.Replace(finding, Exempted(finding));
        Assert.Empty(await _world.RunAsync(daysLater: 1));
        // Once it exempts nothing any more, it has another day.
        _world.Replace(_world.Findings[0], finding with { State = FindingState.Resolved });
        Assert.Empty(await _world.RunAsync(daysLater: 1));
        Assert.Single(await _world.RunAsync(daysLater: 1));
    }

    [Fact]
    public async Task Before_anything_is_recorded_nothing_is_said_of_what_exemptions_are_good_for()
    {
        _world.File = TestPolicyFile.Read("exemptions: [{ policy: blocking-log-driver, reason: r, owner: o, expires: 2026-06-01 }]");
        Assert.Empty(await _world.RunAsync());
        Assert.Empty(await _world.RunAsync(daysLater: 1));
    }

    [Fact]
    public async Task Exemptions_that_differ_in_one_thing_are_kept_apart()
    {
        _world.File = TestPolicyFile.Read("""
            exemptions:
              - { policy: blocking-log-driver, match: { families: [web], tags: { env: prod } }, reason: r, owner: o, expires: 2026-03-10 }
              - { policy: blocking-log-driver, match: { families: [api] }, reason: r, owner: o, expires: 2026-03-10 }
              - { policy: blocking-log-driver, match: { families: [web] }, reason: s, owner: o, expires: 2026-03-10 }
              - { policy: blocking-log-driver, match: { families: [web] }, reason: r, owner: p, expires: 2026-03-10 }
              - { policy: blocking-log-driver, match: { families: [web] }, reason: r, owner: o, expires: 2026-03-11 }
              - { policy: privileged-container, match: { families: [web] }, reason: r, owner: o, expires: 2026-03-10 }
            """);
        var finding = _world.Add("blocking-log-driver", 3);
        _world.Replace(finding, Exempted(finding));
        var notices = (await _world.RunAsync()).Where(summary => summary.Kind == SummaryKind.Exemption);
        Assert.Equal([1, 0, 0, 0, 0, 0], notices.Select(notice => notice.StillOpen).OrderDescending());
    }

    private Finding Exempted(Finding finding)
    {
        var exemption = _world.File.Exemptions.First(exemption => exemption.Policy == finding.Policy);
        return finding with { State = FindingState.Exempted, Ruling = new(_world.File.Version, null, EnforcementMode.Notify, new(exemption.End, exemption.Owner, exemption.Reason, exemption.Id)) };
    }

    private async Task<Snapshot[]> SnapshotsAsync(SnapshotScope scope) => [.. await _world.Snapshots.OfAsync(scope, DateOnly.MinValue, DateOnly.MaxValue, None).ToArrayAsync()];

    private static IEnumerable<string> Ids(IEnumerable<Summary> summaries) => summaries.Select(summary => summary.Id);

    private static IEnumerable<string> Told(IEnumerable<Summary> summaries, SummaryKind kind) =>
        summaries.Where(summary => summary.Kind == kind).Select(summary => $"{summary.Id.Split('/')[^1]} {summary.Team} {summary.Channel?.Arn} {summary.Owner}");

    private sealed class FaultyFiles : IPolicyFiles
    {
        public ValueTask<PolicyFile> CurrentAsync(CancellationToken cancellationToken) => throw new PolicyFileUnusableException("Policy file 1 is in force and cannot be used.");
    }
}
