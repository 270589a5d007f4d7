using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Pipeline.Tests.PolicyFiles;

public sealed class PolicyFileDiffTests
{
    [Theory]
    [InlineData("set: strict", "enforcement: { default: notify, graceMinutes: 60 }\nset: strict # all of it")]
    [InlineData("", "policies: { blocking-log-driver: { enabled: true, severity: high, enforcement: notify } }")]
    [InlineData("", "policies: { unreasonable-log-buffer: { minimum: 1m, maxShare: 0.25 } }")]
    [InlineData("policies: { x86-only: {} }", "policies: { x86-only: { enabled: true } }")]
    [InlineData("policies: { x86-only: { enabled: false } }", "")]
    [InlineData("scopes: [{ name: a, match: { families: [b, c] } }]", "scopes: [{ name: a, match: { families: [c, b] } }]")]
    [InlineData("organizationalUnits: { a: ['111122223333', '444455556666'] }", "organizationalUnits: { a: ['444455556666', '111122223333'] }")]
    [InlineData("mandatory: [host-network, root-user]", "mandatory: [root-user, host-network]")]
    public void What_means_the_same_is_the_same(string before, string after)
    {
        Assert.Equal([], Compare(before, after));
        Assert.Equal([], Compare(after, before));
    }

    [Theory]
    [InlineData("", "set: strict", "set: recommended -> strict")]
    [InlineData("", "enforcement: { graceMinutes: 5 }", "enforcement.graceMinutes: 60 -> 5")]
    [InlineData("", "notifications: { digestAbove: 5, withinMinutes: 10 }", "notifications.digestAbove: 10 -> 5")]
    [InlineData("notifications: { withinMinutes: 0 }", "", "notifications.withinMinutes: 0 -> 10")]
    [InlineData("", "enforcement: { maxDeregistrationsPerHour: 1 }", "enforcement.maxDeregistrationsPerHour: 10 -> 1")]
    [InlineData("", "enforcement: { default: observe }", "enforcement.default: notify -> observe")]
    [InlineData("", "enforcement: { enabled: false }", "enforcement.enabled: true -> false")]
    [InlineData("", "policies: { x86-only: {} }", "policies.x86-only.enabled: (nothing) -> true")]
    [InlineData("", "policies: { host-network: { enabled: false } }", "policies.host-network.enabled: (nothing) -> false")]
    [InlineData("policies: { host-network: { severity: low } }", "policies: { host-network: { severity: info } }", "policies.host-network.severity: low -> info")]
    [InlineData("", "policies: { host-network: { enforcement: deregister } }", "policies.host-network.enforcement: (nothing) -> deregister")]
    [InlineData("", "policies: { unreasonable-log-buffer: { minimum: 2m } }", "policies.unreasonable-log-buffer.minimum: (nothing) -> 2m")]
    [InlineData("policies: { untagged-definition: { keys: [a] } }", "policies: { untagged-definition: { keys: [a, b] } }", "policies.untagged-definition.keys: [a] -> [a, b]")]
    [InlineData("", "sidecars: [{ name: a }]", "sidecars: (nothing) -> [{ name: a } as telemetry]")]
    [InlineData("sidecars: [{ name: a }, { image: b, role: proxy }]", "sidecars: [{ image: b, role: proxy }, { name: a }]", "sidecars: [{ name: a } as telemetry, { image: b } as proxy] -> [{ image: b } as proxy, { name: a } as telemetry]")]
    [InlineData("", "mandatory: [host-network]", "mandatory[host-network]: (nothing) -> mandatory")]
    [InlineData("organizationalUnits: { a: ['111122223333'] }", "organizationalUnits: { a: ['444455556666'] }", "organizationalUnits.a: [111122223333] -> [444455556666]")]
    public void What_means_something_else_is_told_by_its_path(string before, string after, string change)
    {
        Assert.Equal([change], Compare(before, after));
    }

    [Fact]
    public void A_scope_is_told_with_all_that_it_says() =>
        Assert.Equal(
            [
                "scopes[production]: (nothing) -> tags env=prod",
                "scopes[production].enforcement: (nothing) -> deregister",
                "scopes[production].policies.blocking-log-driver.severity: (nothing) -> high",
                "scopes[production].policies.host-network.enabled: (nothing) -> false",
                "scopes[production].policies.task-size-over-budget.enabled: (nothing) -> true",
                "scopes[production].policies.task-size-over-budget.maxCpu: (nothing) -> 1024",
                "scopes[production].policies.x86-only.enabled: (nothing) -> true",
            ],
            Compare(
                "",
                """
                scopes:
                  - name: production
                    match: { tags: { env: prod } }
                    enforcement: deregister
                    policies:
                      blocking-log-driver: { severity: high }
                      host-network: { enabled: false }
                      task-size-over-budget: { maxCpu: 1024 }
                      x86-only: {}
                """));

    [Fact]
    public void A_team_and_an_exemption_are_told_with_all_that_they_say() =>
        Assert.Equal(
            [
                "exemptions[host-network, everything]: (nothing) -> until 2027-01-31, by b: a",
                "exemptions[host-network, everything]#2: (nothing) -> until 2027-06-30T10:00:00Z, by d: c",
                "teams[web]: (nothing) -> families web",
                "teams[web].notify: (nothing) -> [arn:aws:sns:eu-west-1:111122223333:web from high]",
                "teams[web].tellFixed: (nothing) -> true",
            ],
            Compare(
                "",
                """
                teams: [{ name: web, match: { families: [web] }, notify: [{ sns: "arn:aws:sns:eu-west-1:111122223333:web", minSeverity: high }], tellFixed: true }]
                exemptions:
                  - { policy: host-network, reason: a, owner: b, expires: 2027-01-31 }
                  - { policy: host-network, reason: c, owner: d, expires: "2027-06-30T12:00:00+02:00" }
                """));

    [Theory]
    [InlineData("{ name: a, match: { tags: { x: '1' } } }", "{ name: b, match: { tags: { y: '1' } } }", true)]
    [InlineData("{ name: a, match: { families: ['x*'] } }", "{ name: b, match: { families: ['*y'] } }", true)]
    [InlineData("{ name: a, match: { families: ['x*'] } }", "{ name: b, match: { families: ['xy*'] } }", false)]
    [InlineData("{ name: a, match: { families: [x] } }", "{ name: b, match: { families: ['x*'] } }", false)]
    [InlineData("{ name: a, match: { tags: { x: '1' } } }", "{ name: b, match: { tags: { x: '1', y: '1' } } }", false)]
    [InlineData("{ name: a, match: { regions: [eu-west-1] } }", "{ name: b, match: { accounts: ['111122223333'] } }", false)]
    public void The_order_is_told_where_it_decides(string first, string second, bool decides)
    {
        const string Third = "{ name: c, match: { families: [exactly, this] } }";
        Assert.Equal(decides ? ["scopes (order): a, b -> b, a"] : [], Compare($"scopes: [{first}, {second}, {Third}]", $"scopes: [{Third}, {second}, {first}]"));
        Assert.Equal(decides ? ["teams (order): a, b -> b, a"] : [], Compare($"teams: [{first}, {second}, {Third}]", $"teams: [{Third}, {second}, {first}]"));
    }

    [Fact]
    public void A_scope_put_between_two_others_moves_neither() =>
        Assert.Equal(
            ["scopes[c]: (nothing) -> tags z=1"],
            Compare(
                "scopes: [{ name: a, match: { tags: { x: '1' } } }, { name: b, match: { tags: { y: '1' } } }]",
                "scopes: [{ name: a, match: { tags: { x: '1' } } }, { name: c, match: { tags: { z: '1' } } }, { name: b, match: { tags: { y: '1' } } }]"));

    private static string[] Compare(string before, string after) =>
        [.. PolicyFileDiff.Compare(TestPolicyFile.Read(before), TestPolicyFile.Read(after)).Select(change => $"{change.Path}: {change.Before ?? "(nothing)"} -> {change.After ?? "(nothing)"}")];
}
