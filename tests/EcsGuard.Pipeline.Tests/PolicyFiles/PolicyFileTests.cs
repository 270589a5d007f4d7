using System.Globalization;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Tests.PolicyFiles;

/// <summary>What a file means for one target.</summary>
public sealed class PolicyFileTests
{
    private static readonly Target Web = TestPolicyFile.Target("111122223333", "eu-west-1", "web", "env=prod");
    private static readonly Target Elsewhere = TestPolicyFile.Target();

    [Fact]
    public void Without_a_file_the_recommended_policies_are_on_as_they_come()
    {
        var selection = PolicyFile.None.Select(Web);
        Assert.Equal(PolicySelection.Default.TaskDefinitionPolicies, selection.TaskDefinitionPolicies);
        Assert.Equal(PolicySelection.Default.TaskStatePolicies, selection.TaskStatePolicies);
        Assert.Empty(selection.Settings);
        Assert.Equal(PolicyCatalog.All.Select(policy => (policy.Metadata.Severity, EnforcementMode.Notify, (string?)null)), PolicyCatalog.All.Select(policy => In(selection, policy)));
    }

    [Fact]
    public void The_strict_set_holds_the_recommended_one_and_what_is_configured()
    {
        var selection = TestPolicyFile.Read("set: strict").Select(Web);
        Assert.Equal(PolicyCatalog.TaskDefinitionPolicies, selection.TaskDefinitionPolicies);
    }

    [Theory]
    [InlineData("x86-only", "{ severity: low }", true)]
    [InlineData("x86-only", "{}", true)]
    [InlineData("x86-only", "{ enabled: false }", false)]
    [InlineData("task-size-over-budget", "{ maxCpu: 1024 }", true)]
    [InlineData("blocking-log-driver", "{ enabled: false }", false)]
    [InlineData("blocking-log-driver", "{ enabled: true }", true)]
    [InlineData("out-of-memory", "{ enabled: false }", false)]
    public void A_policy_that_is_named_is_on_unless_it_is_switched_off(string policy, string rule, bool isOn)
    {
        var selection = TestPolicyFile.Read($"policies: {{ {policy}: {rule} }}").Select(Web);
        Assert.Equal(isOn, IsOn(selection, policy));
        Assert.False(IsOn(selection, "missing-init-process"));
        Assert.True(IsOn(selection, "host-network"));
    }

    [Fact]
    public void Scopes_cascade_key_by_key_and_the_narrowest_that_says_something_is_named()
    {
        var file = TestPolicyFile.Read(
            """
            policies:
              blocking-log-driver: { severity: low }
              task-size-over-budget: { maxCpu: 1024, maxMemory: 2048 }
            scopes:
              - name: the family
                match: { families: [web] }
                policies: { blocking-log-driver: { severity: critical }, task-size-over-budget: { maxCpu: 4096 } }
              - name: production
                match: { tags: { env: prod } }
                enforcement: deregister
                policies: { blocking-log-driver: { severity: high, enforcement: observe }, host-network: { enabled: false } }
              - name: the region
                match: { regions: [us-east-1] }
                policies: { host-network: { severity: info } }
            """);
        var selection = file.Select(Web);
        Assert.Equal((Severity.Critical, EnforcementMode.Observe, "the family"), In(selection, "blocking-log-driver"));
        Assert.Equal((Severity.Medium, EnforcementMode.Deregister, "the family"), In(selection, "task-size-over-budget"));
        Assert.Equal((Severity.High, EnforcementMode.Deregister, "production"), In(selection, "host-network"));
        Assert.False(IsOn(selection, "host-network"));
        Assert.Equal([("maxCpu", 4096), ("maxMemory", 2048)], selection.Settings["task-size-over-budget"].OrderBy(option => option.Key, StringComparer.Ordinal).Select(option => (option.Key, (int)option.Value)));

        var outside = file.Select(Elsewhere);
        Assert.Equal((Severity.Low, EnforcementMode.Notify, null), In(outside, "blocking-log-driver"));
        Assert.Equal([("maxCpu", 1024), ("maxMemory", 2048)], outside.Settings["task-size-over-budget"].OrderBy(option => option.Key, StringComparer.Ordinal).Select(option => (option.Key, (int)option.Value)));
        Assert.True(IsOn(outside, "host-network"));
    }

    [Fact]
    public void The_mode_of_a_scope_holds_for_each_policy_in_it_and_a_policys_own_goes_before()
    {
        var file = TestPolicyFile.Read(
            """
            policies: { host-network: { enforcement: deregister } }
            enforcement: { default: observe }
            scopes:
              - match: { regions: [eu-west-1] }
                enforcement: notify
                policies: { root-user: { enforcement: observe } }
            """);
        var selection = file.Select(Web);
        Assert.Equal(EnforcementMode.Notify, In(selection, "host-network").Mode);
        Assert.Equal(EnforcementMode.Observe, In(selection, "root-user").Mode);
        Assert.Equal(EnforcementMode.Notify, In(selection, "plaintext-secret").Mode);
        Assert.Equal(EnforcementMode.Deregister, In(file.Select(Elsewhere), "host-network").Mode);
        Assert.Equal(EnforcementMode.Observe, In(file.Select(Elsewhere), "plaintext-secret").Mode);
    }

    [Fact]
    public void A_narrow_scope_can_switch_a_strict_policy_on_and_keeps_what_is_switched_off()
    {
        var file = TestPolicyFile.Read(
            """
            policies: { host-network: { enabled: false } }
            scopes:
              - match: { families: [web] }
                policies: { x86-only: { severity: low }, host-network: { severity: critical } }
            """);
        Assert.True(IsOn(file.Select(Web), "x86-only"));
        Assert.False(IsOn(file.Select(Web), "host-network"));
        Assert.False(IsOn(file.Select(Elsewhere), "x86-only"));
    }

    [Fact]
    public void Settings_reach_the_policies_that_read_them()
    {
        var file = TestPolicyFile.Read("policies: { required-sidecar-missing: { sidecars: [{ name: agent }] } }");
        var context = file.Select(Web).Configure(PolicyContext.Empty with { OnSpot = true });
        Assert.Equal([new ContainerPattern("agent", null)], context.Get("required-sidecar-missing", new PolicyOption<ContainerPattern[]>("sidecars", "", [])));
        Assert.True(context.OnSpot);
    }

    [Fact]
    public void The_organisations_own_sidecars_reach_the_policies() =>
        Assert.Equal(
            [new(new("acme-*", null), SidecarRole.LogRouter)],
            TestPolicyFile.Read("sidecars: [{ name: acme-*, role: logRouter }]").Select(Elsewhere).Configure(PolicyContext.Empty).ExtraSidecars);

    [Theory]
    [InlineData("web", "env=prod", "web")]
    [InlineData("web", "env=test", "web")]
    [InlineData("orders", "env=prod", "production")]
    [InlineData("orders", "env=test", "everybody else")]
    public void The_team_whose_match_is_narrowest_is_told(string family, string tag, string team)
    {
        var file = TestPolicyFile.Read(
            """
            teams:
              - { name: web, match: { families: ["web*"] } }
              - { name: everybody else }
              - { name: production, match: { tags: { env: prod } } }
            """);
        Assert.Equal(team, file.TeamOf(TestPolicyFile.Target(family: family, tags: tag))?.Name);
    }

    [Fact]
    public void Of_equally_narrow_teams_the_last_is_told_and_none_where_none_matches()
    {
        var file = TestPolicyFile.Read("teams: [{ name: a, match: { regions: ['eu-*'] } }, { name: b, match: { regions: [eu-west-1] } }]");
        Assert.Equal("b", file.TeamOf(Web)?.Name);
        Assert.Null(file.TeamOf(Elsewhere));
    }

    [Theory]
    [InlineData("2027-01-31", "2027-01-31T23:59:59.9999999Z", true)]
    [InlineData("2027-01-31", "2027-02-01T00:00:00Z", false)]
    [InlineData("2027-01-31", "2027-02-01T00:59:59+01:00", true)]
    [InlineData("2027-01-31T12:00:00Z", "2027-01-31T11:59:59Z", true)]
    [InlineData("2027-01-31T12:00:00Z", "2027-01-31T12:00:00Z", false)]
    [InlineData("2027-01-31T12:00Z", "2027-01-31T11:59:59Z", true)]
    [InlineData("2027-01-31T12:00:00", "2027-01-31T11:59:59Z", true)]
    [InlineData("2027-01-31T12:00:00+02:00", "2027-01-31T10:00:00Z", false)]
    [InlineData("2027-01-31T12:00:00+02:00", "2027-01-31T09:59:59Z", true)]
    [InlineData("9999-12-31", "9999-12-31T00:00:00Z", true)]
    public void A_day_counts_to_its_end_and_a_time_until_it(string expires, string now, bool counts)
    {
        var file = TestPolicyFile.Read($"exemptions: [{{ policy: host-network, reason: a, owner: b, expires: {expires} }}]");
        Assert.Equal(counts, file.ExemptionOf("host-network", Web, DateTimeOffset.Parse(now, CultureInfo.InvariantCulture)) is not null);
    }

    [Theory]
    [InlineData("2027-01-31", "2027-01-31")]
    [InlineData("2027-01-31T00:00:00Z", "2027-01-30")]
    [InlineData("2027-01-31T12:00:00+02:00", "2027-01-31T10:00:00Z")]
    public void The_end_is_told_as_a_file_would_spell_it(string expires, string text) =>
        Assert.Equal(text, TestPolicyFile.Read($"exemptions: [{{ policy: host-network, reason: a, owner: b, expires: {expires} }}]").Exemptions[0].EndText);

    [Fact]
    public void An_exemption_is_for_its_policy_and_its_targets_and_the_one_that_ends_last_counts()
    {
        var file = TestPolicyFile.Read(
            """
            exemptions:
              - { policy: host-network, match: { families: [web] }, reason: short, owner: a, expires: 2027-01-31 }
              - { policy: host-network, match: { tags: { env: prod } }, reason: long, owner: a, expires: 2027-06-30 }
              - { policy: host-network, match: { families: [orders] }, reason: of another family, owner: a, expires: 2028-01-31 }
              - { policy: host-network, reason: ended, owner: a, expires: 2026-01-31 }
            """);
        var now = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal("long", file.ExemptionOf("host-network", Web, now)?.Reason);
        Assert.Null(file.ExemptionOf("root-user", Web, now));
        Assert.Null(file.ExemptionOf("host-network", TestPolicyFile.Target(family: "unknown"), now));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("enforcement: { default: deregister }", true)]
    [InlineData("enforcement: { default: deregister, enabled: false }", false)]
    [InlineData("scopes: [{ match: { families: [a] }, enforcement: deregister }]", true)]
    [InlineData("policies: { host-network: { enforcement: deregister } }", true)]
    [InlineData("scopes: [{ match: { families: [a] }, policies: { host-network: { enforcement: deregister } } }]", true)]
    [InlineData("scopes: [{ match: { families: [a] }, enforcement: notify, policies: { host-network: { enforcement: observe } } }]", false)]
    public void Says_whether_anything_may_be_deregistered_under_it(string yaml, bool expected) => Assert.Equal(expected, TestPolicyFile.Read(yaml).Deregisters);

    private static bool IsOn(PolicySelection selection, string policy) =>
        selection.TaskDefinitionPolicies.Concat<Policy>(selection.TaskStatePolicies).Any(on => on.Metadata.Id == policy);

    private static (Severity Severity, EnforcementMode Mode, string? Scope) In(PolicySelection selection, string policy) => In(selection, PolicyCatalog.Find(policy)!);

    private static (Severity Severity, EnforcementMode Mode, string? Scope) In(PolicySelection selection, Policy policy) =>
        (selection.SeverityOf(policy), selection.EnforcementOf(policy), selection.ScopeOf(policy));
}
