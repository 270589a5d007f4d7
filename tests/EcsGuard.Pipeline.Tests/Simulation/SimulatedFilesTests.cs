using System.Text;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Simulation;
using EcsGuard.Pipeline.Tests.PolicyFiles;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.Tests.Simulation;

/// <summary>What two files make of one definition: a privileged container on the host's network, and nothing else that the recommended set reports.</summary>
public sealed class SimulatedFilesTests
{
    private const string Resource = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7";

    private const string Definition = """
        { "family": "web", "networkMode": "host", "cpu": "256", "memory": "512", "executionRoleArn": "arn:aws:iam::111122223333:role/web-exec", "tags": [{ "key": "team", "value": "payments" }],
          "containerDefinitions": [{ "name": "api", "image": "example/api:1.4", "privileged": true, "user": "app", "memory": 256,
            "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "web", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "web", "mode": "non-blocking", "max-buffer-size": "25m" } } }] }
        """;

    private const string Exempt = "exemptions: [{ policy: host-network, reason: It routes, owner: net@example.com, expires: 2027-01-31 }]";

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Target Target = TestPolicyFile.Target("111122223333", "eu-west-1", "web", "team=payments");

    [Fact]
    public void The_definition_has_two_faults() => Assert.Equal(
        ["host-network /networkMode high: networkMode is host: the containers share the instance's network. Use awsvpc or bridge.", "privileged-container api/privileged high: Container 'api' runs privileged. Delete privileged and add only the capabilities it needs."],
        Judge("", "").After.Findings.OrderBy(finding => finding.Policy, StringComparer.Ordinal).Select(finding => $"{finding.Policy} {finding.Subject} {finding.Severity.ToText()}: {finding.Message}"));

    [Theory]
    // Nothing.
    [InlineData("", "")]
    [InlineData("set: recommended", "enforcement: { default: notify, graceMinutes: 5 }")]
    [InlineData("", "sidecars: [{ name: api }]\nteams: [{ name: data, match: { families: [data] } }]")]
    // Appear and vanish.
    [InlineData("", "policies: { missing-health-check: {} }", "appear missing-health-check api")]
    [InlineData("policies: { missing-health-check: {} }", "", "vanish missing-health-check api")]
    [InlineData("", "policies: { host-network: { enabled: false } }", "vanish host-network /networkMode")]
    [InlineData("", "scopes: [{ match: { tags: { team: payments } }, policies: { host-network: { enabled: false } } }]", "vanish host-network /networkMode")]
    [InlineData("", "scopes: [{ match: { tags: { team: data } }, policies: { host-network: { enabled: false } } }]")]
    [InlineData("policies: { host-network: { enabled: false } }", Exempt, "appear host-network /networkMode")]
    // Settings.
    [InlineData("policies: { untagged-definition: { keys: [team] } }", "policies: { untagged-definition: { keys: [team, env] } }", "appear untagged-definition /tags")]
    [InlineData("policies: { task-size-over-budget: { maxCpu: 128 } }", "policies: { task-size-over-budget: { maxCpu: 256 } }", "vanish task-size-over-budget /cpu")]
    // Severity.
    [InlineData("", "policies: { host-network: { severity: low } }", "severity host-network /networkMode: high -> low")]
    [InlineData("policies: { host-network: { severity: low } }", "scopes: [{ match: { families: [web] }, policies: { host-network: { severity: critical } } }]", "severity host-network /networkMode: low -> critical")]
    // Modes.
    [InlineData("", "policies: { host-network: { enforcement: observe } }", "enforcement host-network /networkMode: notify -> observe")]
    [InlineData("policies: { host-network: { enforcement: observe } }", "", "enforcement host-network /networkMode: observe -> notify")]
    [InlineData("", "policies: { host-network: { enforcement: deregister } }", "deregister host-network /networkMode: notify -> deregister")]
    [InlineData("policies: { host-network: { enforcement: observe } }", "policies: { host-network: { enforcement: deregister, severity: low } }", "deregister host-network /networkMode: observe -> deregister", "severity host-network /networkMode: high -> low")]
    [InlineData("policies: { host-network: { enabled: false } }", "policies: { host-network: { enforcement: deregister } }", "deregister host-network /networkMode: nothing -> deregister", "appear host-network /networkMode")]
    [InlineData("policies: { host-network: { enforcement: deregister } }", "", "enforcement host-network /networkMode: deregister -> notify")]
    [InlineData("policies: { host-network: { enforcement: deregister } }", "policies: { host-network: { enforcement: deregister } }", "deregister host-network /networkMode: deregister -> deregister")]
    [InlineData("", "enforcement: { default: deregister }\nscopes: [{ match: { families: [web] }, enforcement: observe }]", "enforcement host-network /networkMode: notify -> observe", "enforcement privileged-container api/privileged: notify -> observe")]
    // The kill switch.
    [InlineData("", "enforcement: { default: deregister, enabled: false }")]
    [InlineData("enforcement: { default: deregister }", "enforcement: { default: deregister, enabled: false }", "enforcement host-network /networkMode: deregister -> notify", "enforcement privileged-container api/privileged: deregister -> notify")]
    [InlineData("enforcement: { default: deregister, enabled: false }", "enforcement: { default: deregister }", "deregister host-network /networkMode: notify -> deregister", "deregister privileged-container api/privileged: notify -> deregister")]
    // Exemptions.
    [InlineData("", Exempt, "exempt host-network /networkMode")]
    [InlineData(Exempt, "", "not-exempt host-network /networkMode")]
    [InlineData(Exempt, "policies: { host-network: { enforcement: observe } }\n" + Exempt)]
    [InlineData(Exempt, "policies: { host-network: { severity: low } }\n" + Exempt, "severity host-network /networkMode: high -> low")]
    [InlineData("", "policies: { host-network: { enforcement: deregister } }\n" + Exempt, "exempt host-network /networkMode")]
    [InlineData(Exempt, "policies: { host-network: { enforcement: deregister } }", "deregister host-network /networkMode: nothing -> deregister", "not-exempt host-network /networkMode")]
    // Teams.
    [InlineData("", "teams: [{ name: payments, match: { tags: { team: payments } } }]", "team unassigned -> payments")]
    [InlineData("teams: [{ name: payments, match: { tags: { team: payments } } }]", "teams: [{ name: platform }]", "team payments -> platform")]
    public void Each_kind_of_difference_is_told(string before, string after, params string[] expected) =>
        Assert.Equal(expected, Judge(before, after).Changes().Select(Text));

    [Fact]
    public void To_a_mandatory_policy_no_exemption_applies()
    {
        // The reader warns of such an exemption, so the file is put together here.
        var exempt = TestPolicyFile.Read(Exempt);
        Assert.Equal(["not-exempt host-network /networkMode"], Judge(exempt, exempt with { Mandatory = exempt.Mandatory.Add("host-network") }, Noon).Changes().Select(Text));
    }

    [Fact]
    public void An_exemption_that_has_ended_makes_no_difference()
    {
        Assert.Equal(["exempt host-network /networkMode"], Judge(TestPolicyFile.Read(""), TestPolicyFile.Read(Exempt), new(2027, 1, 31, 23, 59, 59, TimeSpan.Zero)).Changes().Select(Text));
        Assert.Empty(Judge(TestPolicyFile.Read(""), TestPolicyFile.Read(Exempt), new(2027, 2, 1, 0, 0, 0, TimeSpan.Zero)).Changes());
    }

    [Fact]
    public void Without_a_file_the_recommended_set_holds()
    {
        Assert.Empty(Judge(PolicyFile.None, TestPolicyFile.Read(""), Noon).Changes());
        Assert.Equal(["vanish missing-health-check api"], Judge(TestPolicyFile.Read("policies: { missing-health-check: {} }"), PolicyFile.None, Noon).Changes().Select(Text));
    }

    [Fact]
    public void A_change_says_where_what_and_whose()
    {
        var change = Judge("", "teams: [{ name: payments, match: { tags: { team: payments } } }]\npolicies: { host-network: { severity: critical } }").Changes().Last();
        Assert.Equal(
            (SimulatedChangeKind.Severity, Resource, "111122223333", "eu-west-1", "web", "payments", Severity.Critical),
            (change.Kind, change.Resource, change.Account, change.Region, change.Family, change.Team, change.Finding!.Severity));
    }

    [Fact]
    public void What_is_deregistered_today_already_is_no_difference()
    {
        const string Deregister = "policies: { host-network: { enforcement: deregister } }";
        Assert.Equal([false], Judge(Deregister, Deregister).Changes().Select(change => change.IsDifference));
        Assert.Equal([true], Judge("", Deregister).Changes().Select(change => change.IsDifference));
    }

    [Fact]
    public void Both_sides_know_the_same()
    {
        var facts = PolicyContext.Empty with { OnSpot = true };
        var files = new SimulatedFiles(PolicyFile.None, TestPolicyFile.Read(""), Noon);
        var revision = files.Judge(Resource, Task, Target, facts);
        Assert.Empty(revision.Changes());
        Assert.Contains(revision.Before.Findings, finding => finding.Policy == "unset-stop-timeout-on-spot");
    }

    [Theory]
    [InlineData("", "")]
    // What was recorded stays recorded until it has been quiet, also of a policy that is switched off.
    [InlineData("", "policies: { out-of-memory: { enabled: false } }")]
    [InlineData("", "policies: { out-of-memory: { severity: critical } }", "severity out-of-memory api: high -> critical")]
    [InlineData("", "policies: { out-of-memory: { enforcement: observe } }", "enforcement out-of-memory api: notify -> observe")]
    [InlineData("", "policies: { out-of-memory: { enforcement: deregister } }")]
    [InlineData("", "exemptions: [{ policy: out-of-memory, reason: a, owner: b, expires: 2027-01-31 }]", "exempt out-of-memory api")]
    [InlineData("", "teams: [{ name: platform }]", "team unassigned -> platform")]
    public void What_tasks_showed_is_put_under_other_rules(string before, string after, params string[] expected)
    {
        // As some third file had ruled it.
        var finding = OutOfMemory() with
        {
            State = FindingState.Exempted,
            Severity = Severity.Low,
            Team = "data",
            Ruling = new("0", "prod", EnforcementMode.Observe, new(Noon.AddDays(1), "a", "b", Id: null)),
        };
        var files = new SimulatedFiles(TestPolicyFile.Read(before), TestPolicyFile.Read(after), Noon);
        Assert.Equal(expected, files.Rule(Resource, Target, finding).Changes().Select(Text));
        Assert.Equal(expected, files.Judge(Resource, Task, Target, PolicyContext.Empty, finding).Changes().Select(Text));
        Assert.Equal(expected, (files with { Before = PolicyFile.None }).Rule(Resource, Target, finding).Changes().Select(Text));
    }

    [Fact]
    public void The_policies_of_both_are_asked_what_they_want_to_know()
    {
        var files = new SimulatedFiles(TestPolicyFile.Read("policies: { x86-only: {}, host-network: { enabled: false } }"), TestPolicyFile.Read("policies: { missing-health-check: {} }"), Noon);
        var policies = files.PoliciesFor(Target).Select(policy => policy.Metadata.Id).ToArray();
        Assert.Equal(["host-network", "missing-health-check", "x86-only"], policies.Intersect(["x86-only", "host-network", "missing-health-check", "implicit-essential"]).Order(StringComparer.Ordinal));
        Assert.Equal(policies.Distinct(), policies);
    }

    private static TaskDefinition Task => TaskDefinition.Read(Encoding.UTF8.GetBytes(Definition));

    private static SimulatedRevision Judge(string before, string after) => Judge(TestPolicyFile.Read(before), TestPolicyFile.Read(after), Noon);

    private static SimulatedRevision Judge(PolicyFile before, PolicyFile after, DateTimeOffset now) =>
        new SimulatedFiles(before, after, now).Judge(Resource, Task, Target, PolicyContext.Empty);

    private static Finding OutOfMemory() => new()
    {
        Resource = Resource,
        Account = "111122223333",
        Region = "eu-west-1",
        Family = "web",
        Revision = 7,
        Policy = "out-of-memory",
        Kind = PolicyKind.Runtime,
        Severity = Severity.High,
        Subject = "api",
        Path = "/containers/0",
        Container = "api",
        Message = "Container 'api' ran out of memory.",
        State = FindingState.Open,
        FirstSeen = Noon,
        LastSeen = Noon,
        Team = FindingFactory.UnassignedTeam,
    };

    private static string Text(SimulatedChange change)
    {
        var values = (change.From ?? change.To) is null ? "" : $"{(change.Finding is null ? "" : ":")} {change.From ?? "nothing"} -> {change.To}";
        return $"{change.Kind.ToText()}{(change.Finding is { } finding ? $" {finding.Policy} {finding.Subject}" : "")}{values}";
    }
}
