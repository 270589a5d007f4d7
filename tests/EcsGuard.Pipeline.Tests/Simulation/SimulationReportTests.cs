using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Simulation;
using EcsGuard.Pipeline.Tests.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Tests.Simulation;

/// <summary>What a report counts, and in which order it tells.</summary>
public sealed class SimulationReportTests
{
    private static readonly PolicyFile File = TestPolicyFile.Read("");

    private static readonly PolicyFile Enforcing = TestPolicyFile.Read("policies: { host-network: { enforcement: deregister } }");

    [Fact]
    public void By_account_team_and_kind_and_the_worst_first()
    {
        var report = new SimulationReport();
        report.Add(Revision("z", "222222222222", "a", "b", [], []));
        report.Add(Revision("d", "111111111111", "b", "b", [], [Finding("host-network")]));
        report.Add(Revision("c", "111111111111", "b", "b", [Finding("root-user")], []));
        report.Add(Revision("b", "111111111111", "a", "a", [], [Finding("x86-only", Severity.Low), Finding("root-user", subject: "b"), Finding("root-user", subject: "a"), Finding("host-network", Severity.Critical)]));
        report.Add(Revision("a", "111111111111", "a", "a", [], [Finding("root-user")]));
        report.Add(Revision("td.json", null, "b", "a", [], []));
        Assert.Equal(
            [
                "- a team td.json",
                "111111111111 a appear b critical host-network api",
                "111111111111 a appear a high root-user api",
                "111111111111 a appear b high root-user a",
                "111111111111 a appear b high root-user b",
                "111111111111 a appear b low x86-only api",
                "111111111111 b appear d high host-network api",
                "111111111111 b vanish c high root-user api",
                "222222222222 b team z",
            ],
            report.Changes.Select(change => $"{change.Account ?? "-"} {change.Team} {change.Kind.ToText()} {change.Resource}{(change.Finding is { } finding ? $" {finding.Severity.ToText()} {finding.Policy} {finding.Subject}" : "")}"));
    }

    [Fact]
    public void A_revision_that_two_findings_ask_to_deregister_is_one()
    {
        var ruling = new Ruling("1", null, EnforcementMode.Deregister, null);
        var report = new SimulationReport();
        report.Add(Revision("a", "111111111111", "a", "a", [], [Finding("host-network") with { Ruling = ruling }, Finding("root-user") with { Ruling = ruling }]));
        report.Add(Revision("b", "111111111111", "a", "b", [Finding("host-network", Severity.Low)], [Finding("host-network") with { Ruling = ruling }]));
        report.Add(Revision("c", "111111111111", "a", "a", [Finding("host-network")], []) with { IsJudged = false });
        report.AddNotJudged("d", "It is gone.");
        Assert.Equal(new(Revisions: 2, Deregistered: 2, Appear: 2, Vanish: 1, Changed: 2, NotJudged: 1), report.Counts);
        Assert.Equal((3, 1, 0), (report.CountOf(SimulatedChangeKind.Deregister), report.CountOf(SimulatedChangeKind.Severity), report.CountOf(SimulatedChangeKind.Exempt)));
    }

    [Fact]
    public void What_is_deregistered_as_before_is_counted_and_is_no_difference()
    {
        var asking = Finding("host-network") with { Ruling = new("1", null, EnforcementMode.Deregister, null) };
        var report = new SimulationReport();
        report.Add(Revision("a", "111111111111", "a", "a", [asking], [asking]) with { Before = new(Enforcing, "a", [asking]) });
        Assert.Equal((false, new SimulationCounts(1, 1, 0, 0, 0, 0)), (report.HasDifferences, report.Counts));
        report.Add(Revision("b", "111111111111", "a", "b", [], []));
        Assert.True(report.HasDifferences);
    }

    [Fact]
    public void A_policy_that_broke_is_told()
    {
        var report = new SimulationReport();
        report.Add(Revision("a", "111111111111", "a", "a", [], []) with { Failures = [new("root-user", "InvalidOperationException in Rules.RootUser.Judge")] });
        Assert.Equal([new("a", "The policy root-user broke and judged nothing (InvalidOperationException in Rules.RootUser.Judge). Please report it.")], report.NotJudged);
        Assert.Equal(new(1, 0, 0, 0, 0, 1), report.Counts);
    }

    private static SimulatedRevision Revision(string resource, string? account, string teamBefore, string teamAfter, Finding[] before, Finding[] after) =>
        new(resource, TestPolicyFile.Target(account), new(File, teamBefore, [.. before]), new(Enforcing, teamAfter, [.. after])) { IsJudged = true };

    private static Finding Finding(string policy, Severity severity = Severity.High, string subject = "api") => new()
    {
        Resource = "",
        Account = "",
        Region = "",
        Family = null,
        Revision = null,
        Policy = policy,
        Kind = PolicyKind.Posture,
        Severity = severity,
        Subject = subject,
        Path = "",
        Container = null,
        Message = "",
        State = FindingState.Open,
        FirstSeen = DateTimeOffset.UnixEpoch,
        LastSeen = DateTimeOffset.UnixEpoch,
        Team = "",
    };
}
