using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;
using EcsGuard.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace EcsGuard.Pipeline.Tests.PolicyFiles;

public sealed class PolicyFileReaderTests
{
    private const string Keys = "version, set, policies, sidecars, enforcement, notifications, scopes, teams, exemptions, mandatory, organizationalUnits";
    private const string PolicyList = "`ecsguard policies list` shows all.";
    private const string NoDate = "is no date; write 2027-01-31 (that day still counts, UTC) or 2027-01-31T12:00:00Z.";

    [Theory]
    [InlineData("", "1:1: The file is empty. A policy file begins with `version: 1`.")]
    [InlineData("# nothing but this\n", "1:1: The file is empty. A policy file begins with `version: 1`.")]
    [InlineData("---\nversion: 1\n---\nversion: 1\n", "4:1: A policy file is one YAML document; this is a second one.")]
    [InlineData("version: 1\n...\nset: strict\n", "3:1: A policy file is one YAML document; this is a second one.")]
    [InlineData("[]", "1:1: A policy file is a mapping that begins with `version: 1`.")]
    [InlineData("strict", "1:1: A policy file is a mapping that begins with `version: 1`.")]
    [InlineData("{}", "1:1: The file lacks `version: 1`.")]
    [InlineData("version: 2", "1:10: version: '2' is not known; this ecsguard reads version 1.")]
    [InlineData("version:", "1:9: version takes a text.")]
    [InlineData("version: [1]", "1:10: version takes a text.")]
    [InlineData("version: 1\nset: [strict\n", "3:1: This is no YAML: While parsing a flow sequence, did not find expected ',' or ']'.")]
    [InlineData("version: 1\nmandatory: [host-network,\nset: strict\n", "2:25: This is no YAML from here on. Is a bracket or brace left open?")]
    [InlineData("version: 1\npolicies: { x86-only: {}\nset: strict\n", "2:24: This is no YAML from here on. Is a bracket or brace left open?")]
    [InlineData("version: 1\nset:\n :\n", "4:1: This is no YAML from here on. Is a bracket or brace left open?")]
    [InlineData("version: 1\nset: strict\nset: strict\n", "3:1: This is no YAML: Duplicate key set.")]
    [InlineData("version: 1\n\tset: strict\n", "1:10: This is no YAML: While scanning a plain scalar, found a tab character that violate indentation.")]
    public void A_text_that_is_no_policy_file_is_refused(string yaml, string problem) => Assert.Equal([problem], TestPolicyFile.Problems(yaml));

    [Theory]
    [InlineData("scope: []", $"2:1: There is no 'scope' in a policy file; it takes {Keys}. Did you mean 'scopes'?")]
    [InlineData("1: x", $"2:1: There is no '1' in a policy file; it takes {Keys}.")]
    [InlineData("<<: { set: strict }", $"2:1: There is no '<<' in a policy file; it takes {Keys}.")]
    [InlineData("? [set]\n: strict", "2:3: A key is a text that is not empty.")]
    [InlineData("'': strict", "2:1: A key is a text that is not empty.")]
    [InlineData("set: strickt", "2:6: set: 'strickt' is none of recommended, strict. Did you mean 'strict'?")]
    [InlineData("set: configured", "2:6: set: 'configured' is none of recommended, strict.")]
    [InlineData("set: ~", "2:6: set takes a text.")]
    [InlineData("set: Null", "2:6: set takes a text.")]
    [InlineData("set:", "2:5: set takes a text.")]
    [InlineData("set: !!str strict", "2:6: A policy file has no use for tags such as tag:yaml.org,2002:str; put a text in quotes.")]
    [InlineData("set: !Ref Set", "2:6: A policy file has no use for tags such as !Ref; put a text in quotes.")]
    [InlineData("set: *strict", "2:6: The alias *strict needs an anchor &strict on something that ends before it.")]
    [InlineData("policies: &all { x86-only: *all }", "2:28: The alias *all needs an anchor &all on something that ends before it.")]
    [InlineData("policies:", "2:10: policies takes a mapping.")]
    [InlineData("policies: [x86-only]", "2:11: policies takes a mapping.")]
    [InlineData("policies: { blocking-log-drivr: {} }", $"2:13: There is no policy 'blocking-log-drivr'. Did you mean 'blocking-log-driver'? {PolicyList}")]
    [InlineData("policies: { zzz: {} }", $"2:13: There is no policy 'zzz'. {PolicyList}")]
    [InlineData("policies: { x86-only: }", "2:23: policies.x86-only takes a mapping, such as { severity: high }.")]
    [InlineData("policies: { x86-only: off }", "2:23: policies.x86-only takes a mapping.")]
    [InlineData("policies: { x86-only: { sevrity: low } }", "2:25: There is no 'sevrity' in policies.x86-only; it takes enabled, severity, enforcement. Did you mean 'severity'?")]
    [InlineData("policies: { x86-only: { maxCpu: 1 } }", "2:25: There is no 'maxCpu' in policies.x86-only; it takes enabled, severity, enforcement.")]
    [InlineData("policies: { x86-only: { severity: High } }", "2:35: policies.x86-only.severity: 'High' is none of critical, high, medium, low, info. Did you mean 'high'?")]
    [InlineData("policies: { x86-only: { enabled: yes } }", "2:34: policies.x86-only.enabled takes true or false.")]
    [InlineData("policies: { x86-only: { enabled: 'true' } }", "2:34: policies.x86-only.enabled takes true or false.")]
    [InlineData("policies: { x86-only: { enabled: ~ } }", "2:34: policies.x86-only.enabled takes true or false.")]
    [InlineData("policies: { x86-only: { enforcement: block } }", "2:38: policies.x86-only.enforcement: 'block' is none of observe, notify, deregister.")]
    [InlineData("policies: { task-size-over-budget: { maxCpu: '4096' } }", "2:46: policies.task-size-over-budget.maxCpu takes a whole number from 0.")]
    [InlineData("policies: { task-size-over-budget: { maxCpu: -1 } }", "2:46: policies.task-size-over-budget.maxCpu takes a whole number from 0.")]
    [InlineData("policies: { task-size-over-budget: { maxCpu: 1.5 } }", "2:46: policies.task-size-over-budget.maxCpu takes a whole number from 0.")]
    [InlineData("policies: { task-size-over-budget: { maxCpu: 99999999999 } }", "2:46: policies.task-size-over-budget.maxCpu takes a whole number from 0.")]
    [InlineData("policies: { oversized-sidecar: { maxShare: 1.5 } }", "2:44: policies.oversized-sidecar.maxShare takes a number from 0 to 1.")]
    [InlineData("policies: { oversized-sidecar: { maxShare: NaN } }", "2:44: policies.oversized-sidecar.maxShare takes a number from 0 to 1.")]
    [InlineData("policies: { unreasonable-log-buffer: { minimum: lots } }", "2:49: policies.unreasonable-log-buffer.minimum: 'lots' is no size; write 1m, for instance.")]
    [InlineData("policies: { required-sidecar-missing: { sidecars: [{}] } }", "2:52: policies.required-sidecar-missing.sidecars[0] takes a `name`, an `image`, or both.")]
    [InlineData("policies: { required-sidecar-missing: { sidecars: { name: a } } }", "2:51: policies.required-sidecar-missing.sidecars takes a list.")]
    [InlineData("policies: { untagged-definition: { keys: [a, [b]] } }", "2:46: policies.untagged-definition.keys[1] takes a text.")]
    [InlineData("sidecars: { name: a }", "2:11: sidecars takes a list.")]
    [InlineData("sidecars: [acme]", "2:12: sidecars[0] takes a mapping.")]
    [InlineData("sidecars: [{ role: proxy }]", "2:12: sidecars[0] takes a `name`, an `image`, or both.")]
    [InlineData("sidecars: [{ name: [] }]", "2:20: sidecars[0].name takes a text.")]
    [InlineData("sidecars: [{ name: a, role: router }]", "2:29: sidecars[0].role: 'router' is none of telemetry, logRouter, proxy, configuration.")]
    [InlineData("sidecars: [{ nam: a }]", "2:12: sidecars[0] takes a `name`, an `image`, or both.\n2:14: There is no 'nam' in sidecars[0]; it takes name, image, role. Did you mean 'name'?")]
    [InlineData("enforcement: { default: warn }", "2:25: enforcement.default: 'warn' is none of observe, notify, deregister.")]
    [InlineData("enforcement: { graceMinutes: 10081 }", "2:30: enforcement.graceMinutes takes a whole number from 0 to 10080.")]
    [InlineData("enforcement: { maxDeregistrationsPerHour: 1001 }", "2:43: enforcement.maxDeregistrationsPerHour takes a whole number from 0 to 1000.")]
    [InlineData("enforcement: { enabled: 1 }", "2:25: enforcement.enabled takes true or false.")]
    [InlineData("enforcement: { grace: 1 }", "2:16: There is no 'grace' in enforcement; it takes default, graceMinutes, maxDeregistrationsPerHour, enabled.")]
    [InlineData("notifications: { digestAbove: 0 }", "2:31: notifications.digestAbove takes a whole number from 1 to 1000.")]
    [InlineData("notifications: { withinMinutes: 61 }", "2:33: notifications.withinMinutes takes a whole number from 0 to 60.")]
    [InlineData("notifications: { digestOver: 5 }", "2:18: There is no 'digestOver' in notifications; it takes digestAbove, withinMinutes.")]
    [InlineData("mandatory: host-network", "2:12: mandatory takes a list.")]
    [InlineData("mandatory: [hostnetwork]", $"2:13: There is no policy 'hostnetwork'. Did you mean 'host-network'? {PolicyList}")]
    [InlineData("organizationalUnits: [prod]", "2:22: organizationalUnits takes a mapping.")]
    [InlineData("organizationalUnits: { prod: 111122223333 }", "2:30: organizationalUnits.prod takes a list.")]
    [InlineData("organizationalUnits: { prod: [1] }", "2:31: organizationalUnits.prod[0]: '1' is no account: an account id has 12 digits.")]
    public void What_is_wrong_is_told_with_its_line_and_what_to_write_instead(string yaml, string problem) =>
        Assert.Equal(problem.Split('\n'), TestPolicyFile.Problems($"version: 1\n{yaml}\n"));

    [Theory]
    [InlineData("[web]", "2:10: scopes[0] takes a mapping.", true)]
    [InlineData("[{}]", "2:10: scopes[0] lacks `match`: what it is about. What holds everywhere stands at the top of the file.", true)]
    [InlineData("~", "2:10: scopes[0] lacks `match`: what it is about. What holds everywhere stands at the top of the file.")]
    [InlineData("web", "2:19: scopes[0].match takes a mapping.")]
    [InlineData("{}", "2:19: scopes[0].match is empty; it takes accounts, organizationalUnits, regions, families, tags. What is for everything needs no match.")]
    [InlineData("{ famlies: [a] }", "2:21: There is no 'famlies' in scopes[0].match; it takes accounts, organizationalUnits, regions, families, tags. Did you mean 'families'?")]
    [InlineData("{ families: web }", "2:31: scopes[0].match.families takes a list.")]
    [InlineData("{ families: [] }", "2:31: scopes[0].match.families is empty, which would match everything; name something, or leave it out.")]
    [InlineData("{ families: [web.api] }", "2:32: scopes[0].match.families[0]: 'web.api' can never match: families hold letters, digits, - and _; * and ? stand for any text and any character.")]
    [InlineData("{ families: [\"web\\n\"] }", "2:32: scopes[0].match.families[0]: 'web\n' can never match: families hold letters, digits, - and _; * and ? stand for any text and any character.")]
    [InlineData("{ regions: [EU-west-1] }", "2:31: scopes[0].match.regions[0]: 'EU-west-1' can never match: regions hold lower-case letters, digits and -; * and ? stand for any text and any character.")]
    [InlineData("{ accounts: [11112222333] }", "2:32: scopes[0].match.accounts[0]: '11112222333' is no account: an account id has 12 digits.")]
    [InlineData("{ accounts: ['1111-2222-33'] }", "2:32: scopes[0].match.accounts[0]: '1111-2222-33' is no account: an account id has 12 digits.")]
    [InlineData("{ organizationalUnits: [prod] }", "2:43: scopes[0].match.organizationalUnits[0]: the policy file does not say which accounts 'prod' holds: list them in `organizationalUnits`.")]
    [InlineData("{ tags: {} }", "2:27: scopes[0].match.tags is empty, which would match everything; name something, or leave it out.")]
    [InlineData("{ tags: [env] }", "2:27: scopes[0].match.tags takes a mapping.")]
    [InlineData("{ tags: { env: [prod] } }", "2:34: scopes[0].match.tags.env takes a text.")]
    [InlineData("{ tags: { env: } }", "2:34: scopes[0].match.tags.env takes a text.")]
    public void A_match_that_fits_nothing_or_by_accident_everything_is_refused(string match, string problem, bool isWholeList = false) =>
        Assert.Equal([problem], TestPolicyFile.Problems($"version: 1\nscopes: {(isWholeList ? match : $"[{{ match: {match} }}]")}\n"));

    [Fact]
    public void An_organisational_unit_is_one_of_those_that_the_file_lists() =>
        Assert.Equal(
            ["3:43: scopes[0].match.organizationalUnits[0]: the policy file does not say which accounts 'prd' holds: list them in `organizationalUnits`. Did you mean 'prod'?"],
            TestPolicyFile.Problems("version: 1\norganizationalUnits: { prod: ['111122223333'] }\nscopes: [{ match: { organizationalUnits: [prd, prod] } }]\n"));

    [Theory]
    [InlineData("{ match: { families: [a] } }, { match: { families: [a] } }", "2:40: scopes[1]: there is a scope 'families a' already.")]
    [InlineData("{ name: a, match: { families: [a] } }, { name: a, match: { families: [b] } }", "2:49: scopes[1]: there is a scope 'a' already.")]
    public void A_scope_has_a_name_of_its_own(string scopes, string problem) =>
        Assert.Equal([$"{problem} Findings name the scope that set them: put both together, or give one another `name`."], TestPolicyFile.Problems($"version: 1\nscopes: [{scopes}]\n"));

    [Theory]
    [InlineData("[{}]", "2:9: teams[0] lacks `name`: how findings and messages call it.")]
    [InlineData("[{ name: [] }]", "2:17: teams[0].name takes a text.")]
    [InlineData("[{ name: a }, { name: a }]", "2:30: teams[1].name: there is a team 'a' already.")]
    [InlineData("[{ name: unassigned }]", "2:17: teams[0].name: 'unassigned' is what findings without a team are given; take another name.")]
    [InlineData("[{ name: a, tellFixed: maybe }]", "2:31: teams[0].tellFixed takes true or false.")]
    [InlineData("[{ name: a, notify: 'https://hooks.slack.com/services/T/B/hunter2' }]", "2:28: teams[0].notify takes a list.")]
    [InlineData("[{ name: a, notify: [{}] }]", "2:29: teams[0].notify[0] takes one of sns and slackSecret.")]
    [InlineData("[{ name: a, notify: [{ sns: 'arn:aws:sns:eu-west-1:111122223333:t.fifo' }] }]", "2:36: teams[0].notify[0].sns takes the ARN of a standard SNS topic.")]
    [InlineData("[{ name: a, notify: [{ sns: \"arn:aws:sns:eu-west-1:111122223333:t\\n\" }] }]", "2:36: teams[0].notify[0].sns takes the ARN of a standard SNS topic.")]
    [InlineData("[{ name: a, notify: [{ sns: 'arn:aws:sns:eu-west-1:111122223333:t', slackSecret: x }] }]", "2:29: teams[0].notify[0] takes one of sns and slackSecret.")]
    [InlineData("[{ name: a, notify: [{ sns: 'arn:aws:sns:eu-west-1:111122223333:t', minSeverity: hihg }] }]", "2:89: teams[0].notify[0].minSeverity: 'hihg' is none of critical, high, medium, low, info. Did you mean 'high'?")]
    [InlineData("[{ name: a, notify: [{ slackSecret: 'https://hooks.slack.com/services/T/B/hunter2' }] }]", "2:44: teams[0].notify[0].slackSecret takes the ARN of the Secrets Manager secret that holds the webhook's URL, never the URL itself.")]
    public void A_team_that_could_not_be_told_is_refused_and_no_webhook_is_quoted(string teams, string problem) =>
        Assert.Equal([problem], TestPolicyFile.Problems($"version: 1\nteams: {teams}\n"));

    [Fact]
    public void A_webhook_in_the_place_of_a_key_is_not_quoted() =>
        Assert.Equal(
            [
                "2:29: teams[0].notify[0] takes one of sns and slackSecret.",
                "2:31: There is no such key in teams[0].notify[0]; it takes sns, slackSecret, minSeverity, format.",
            ],
            TestPolicyFile.Problems("version: 1\nteams: [{ name: a, notify: [{ https://hooks.slack.com/services/T/B/hunter2 }] }]\n"));

    [Theory]
    [InlineData("policy: host-network, owner: b, expires: 2027-01-31", "2:14: exemptions[0] lacks `reason`: why the fault is accepted.")]
    [InlineData("policy: host-network, reason: ' ', owner: b, expires: 2027-01-31", "2:46: exemptions[0].reason takes a text.")]
    [InlineData("policy: host-network, reason: a, expires: 2027-01-31", "2:14: exemptions[0] lacks `owner`: who answers for it, and is told before it ends.")]
    [InlineData("policy: host-network, reason: a, owner: '', expires: 2027-01-31", "2:56: exemptions[0].owner takes a text.")]
    [InlineData("policy: host-network, reason: a, owner: b", "2:14: exemptions[0] lacks `expires`: the last day on which it counts, such as 2027-01-31.")]
    [InlineData("policy: host-network, reason: a, owner: b, expires: ~", "2:14: exemptions[0] lacks `expires`: the last day on which it counts, such as 2027-01-31.")]
    [InlineData("policy: host-network, reason: a, owner: b, expires: never", $"2:68: exemptions[0].expires: 'never' {NoDate}")]
    [InlineData("policy: host-network, reason: a, owner: b, expires: 2027-02-29", $"2:68: exemptions[0].expires: '2027-02-29' {NoDate}")]
    [InlineData("policy: host-network, reason: a, owner: b, expires: 31.01.2027", $"2:68: exemptions[0].expires: '31.01.2027' {NoDate}")]
    [InlineData("policy: host-network, reason: a, owner: b, expires: 2027-01-31 12:00", $"2:68: exemptions[0].expires: '2027-01-31 12:00' {NoDate}")]
    [InlineData("reason: a, owner: b, expires: 2027-01-31", "2:14: exemptions[0] lacks `policy`: the policy whose findings are accepted.")]
    [InlineData("policy: host-netwrk, reason: a, owner: b, expires: 2027-01-31", $"2:24: There is no policy 'host-netwrk'. Did you mean 'host-network'? {PolicyList}")]
    [InlineData("policy: host-network, reason: a, owner: b, expires: 2027-01-31, until: x", "2:80: There is no 'until' in exemptions[0]; it takes policy, match, reason, owner, expires.")]
    public void An_exemption_without_policy_reason_owner_or_end_is_refused(string exemption, string problem) =>
        Assert.Equal([problem], TestPolicyFile.Problems($"version: 1\nexemptions: [{{ {exemption} }}]\n"));

    [Fact]
    public void Every_problem_is_told_at_once_and_half_a_file_is_none()
    {
        var reading = PolicyFileReader.Read("policies: { x86-only: { enabled: yes } }\nset: x\nversion: 2\nexemptions: [{}]\n"u8);
        Assert.Null(reading.File);
        Assert.Equal(
            [
                "1:34: policies.x86-only.enabled takes true or false.",
                "2:6: set: 'x' is none of recommended, strict.",
                "3:10: version: '2' is not known; this ecsguard reads version 1.",
                "4:14: exemptions[0] lacks `policy`: the policy whose findings are accepted.",
                "4:14: exemptions[0] lacks `reason`: why the fault is accepted.",
                "4:14: exemptions[0] lacks `owner`: who answers for it, and is told before it ends.",
                "4:14: exemptions[0] lacks `expires`: the last day on which it counts, such as 2027-01-31.",
            ],
            reading.Problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public void An_exemption_of_a_mandatory_policy_is_a_warning_and_never_counts()
    {
        var reading = PolicyFileReader.Read("version: 1\nmandatory: [host-network]\nexemptions: [{ policy: host-network, reason: a, owner: b, expires: 2027-01-31 }]\n"u8);
        Assert.Equal(["3:14: warning: exemptions[0] does not count: host-network is mandatory, so no exemption applies to it."], reading.Problems.Select(problem => problem.ToString()));
        Assert.Null(reading.File!.ExemptionOf("host-network", TestPolicyFile.Target(), DateTimeOffset.MinValue));
    }

    [Fact]
    public void Left_out_parts_have_their_defaults()
    {
        var file = TestPolicyFile.Read("");
        Assert.Equal(PolicySet.Recommended, file.Set);
        Assert.Equal(new Enforcement { Default = EnforcementMode.Notify, GraceMinutes = 60, MaxDeregistrationsPerHour = 10, Enabled = true }, file.Enforcement);
        Assert.Empty(file.Policies);
        Assert.Empty(file.Sidecars);
        Assert.Empty(file.Scopes);
        Assert.Empty(file.Teams);
        Assert.Empty(file.Exemptions);
        Assert.Empty(file.Mandatory);
        Assert.Empty(file.OrganizationalUnits);
    }

    [Fact]
    public void Every_part_is_read()
    {
        var file = TestPolicyFile.Read(
            """
            set: strict
            policies: { blocking-log-driver: { severity: critical, enforcement: observe, enabled: false } }
            enforcement: { default: observe, graceMinutes: 0, maxDeregistrationsPerHour: 3, enabled: false }
            sidecars: [{ name: acme-*, image: "*/acme/telemetry" }, { image: "*/acme/mesh", role: proxy }]
            organizationalUnits: { sandbox: ["000011112222", 111122223333] }
            scopes:
              - match: { accounts: [012345678901], organizationalUnits: [sandbox], regions: ["eu-*"], families: [web, "pay?*"], tags: { env: prod* } }
                enforcement: deregister
              - name: payments
                match: { families: [payments] }
                policies: { privileged-container: { enforcement: deregister } }
            teams:
              - name: web
                match: { tags: { team: web } }
                notify: [{ sns: "arn:aws:sns:eu-west-1:111122223333:web" }, { slackSecret: "arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:slack/web-AbCdEf", minSeverity: critical }]
                tellFixed: true
              - name: everybody
            exemptions:
              - policy: host-network
                reason: >
                  The router forwards packets,
                  PLAT-123.
                owner: platform@example.com
                expires: 2027-01-31
            mandatory: [plaintext-secret]
            """);
        Assert.Equal(PolicySet.Strict, file.Set);
        var (policy, rule) = Assert.Single(file.Policies);
        Assert.Equal(("blocking-log-driver", false, Severity.Critical, EnforcementMode.Observe), (policy, rule.Enabled, rule.Severity, rule.Enforcement));
        Assert.Equal(new Enforcement { Default = EnforcementMode.Observe, GraceMinutes = 0, MaxDeregistrationsPerHour = 3, Enabled = false }, file.Enforcement);
        Assert.Equal([new(new("acme-*", "*/acme/telemetry"), SidecarRole.Telemetry), new(new(null, "*/acme/mesh"), SidecarRole.Proxy)], file.Sidecars);
        Assert.Equal(["000011112222", "111122223333"], file.OrganizationalUnits["sandbox"]);

        Assert.Equal(["accounts 012345678901, organizationalUnits sandbox, regions eu-*, families pay?* web, tags env=prod*", "payments"], file.Scopes.Select(scope => scope.Name));
        Assert.Equal([EnforcementMode.Deregister, null], file.Scopes.Select(scope => scope.Enforcement));
        Assert.Equal(["012345678901"], file.Scopes[0].Match.Accounts);
        Assert.Equal(EnforcementMode.Deregister, file.Scopes[1].Policies["privileged-container"].Enforcement);

        Assert.Equal(["web", "everybody"], file.Teams.Select(team => team.Name));
        Assert.Equal(
            [
                new Channel(ChannelKind.Sns, "arn:aws:sns:eu-west-1:111122223333:web", Severity.Low),
                new Channel(ChannelKind.Slack, "arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:slack/web-AbCdEf", Severity.Critical),
            ],
            file.Teams[0].Channels);
        Assert.Equal([true, false], file.Teams.Select(team => team.TellFixed));
        Assert.Equal(["tags team=web", "everything"], file.Teams.Select(team => team.Match.ToText()));

        var exemption = Assert.Single(file.Exemptions);
        Assert.Equal(("host-network", "The router forwards packets, PLAT-123.", "platform@example.com", 20), (exemption.Policy, exemption.Reason, exemption.Owner, exemption.Line));
        Assert.Equal(["plaintext-secret"], file.Mandatory);
    }

    /// <summary>Settings are read by what the catalogue says of them, so a new one needs nothing here; of a new type, the sample is missing.</summary>
    [Fact]
    public void Every_setting_of_every_policy_is_read_with_its_type()
    {
        foreach (var policy in PolicyCatalog.All)
        {
            foreach (var option in policy.Metadata.Options)
            {
                var (text, value) = Sample(option);
                var rule = TestPolicyFile.Read($"policies: {{ {policy.Metadata.Id}: {{ {option.Key}: {text} }} }}\n").Policies[policy.Metadata.Id];
                Assert.Equal([option.Key], rule.Options.Keys);
                Assert.Equal(value, rule.Options[option.Key]);
                Assert.IsType(value.GetType(), rule.Options[option.Key]);
            }
        }
    }

    private static (string Text, object Value) Sample(PolicyOption option) => option switch
    {
        PolicyOption<int> => ("7", 7),
        PolicyOption<double> => ("0.125", 0.125),
        PolicyOption<string> => ("2m", "2m"),
        PolicyOption<string[]> => ("[a*, \"2\"]", new[] { "a*", "2" }),
        PolicyOption<ContainerPattern[]> => ("[{ name: agent }, { name: a, image: \"*/b\" }]", new ContainerPattern[] { new("agent", null), new("a", "*/b") }),
        _ => throw new NotSupportedException($"Say how a policy file writes a {option.GetType()}."),
    };

    [Fact]
    public void A_byte_order_mark_and_the_line_ends_of_Windows_make_no_difference()
    {
        var reading = PolicyFileReader.Read("\uFEFFversion: 1\r\nset: strict\r\npolicies:\r\n  x86-only: { severity: low }\r\n"u8);
        Assert.Equal([], reading.Problems);
        Assert.Equal(PolicySet.Strict, reading.File!.Set);
        Assert.Equal(Severity.Low, reading.File.Policies["x86-only"].Severity);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused() =>
        Assert.Equal(["1:1: The file is not UTF-8."], PolicyFileReader.Read(Encoding.Unicode.GetBytes("\uFEFFversion: 1\n")).Problems.Select(problem => problem.ToString()));

    [Fact]
    public void The_version_is_the_hash_of_the_bytes()
    {
        var utf8 = "version: 1\n"u8;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(utf8)), PolicyFileReader.Read(utf8).File!.Version);
    }

    [Fact]
    public void Anchors_and_aliases_repeat_what_they_name()
    {
        var file = TestPolicyFile.Read(
            """
            scopes:
              - name: a
                match: &cards { families: [cards], tags: { env: prod } }
                policies: &strictly { x86-only: { severity: high } }
              - name: b
                match: { families: [web] }
                policies: *strictly
            teams: [{ name: cards, match: *cards }]
            """);
        Assert.Equal(Severity.High, file.Scopes[1].Policies["x86-only"].Severity);
        Assert.Equal("families cards, tags env=prod", file.Teams[0].Match.ToText());
    }

    [Fact]
    public void A_problem_in_what_is_repeated_is_told_once() =>
        Assert.Equal(
            [$"2:53: There is no policy 'zzz'. {PolicyList}"],
            TestPolicyFile.Problems("version: 1\nscopes: [{ match: { families: [a] }, policies: &p { zzz: {} } }, { match: { families: [b] }, policies: *p }]\n"));

    [Theory]
    [InlineData("[")]
    [InlineData("{ a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Nesting_without_end_is_refused_before_it_costs_a_stack(string open)
    {
        var problem = Assert.Single(PolicyFileReader.Read(Encoding.UTF8.GetBytes($"version: 1\nset:\n  {string.Concat(Enumerable.Repeat(open, 100_000))}")).Problems);
        Assert.Equal("Lists and mappings stand in one another more than 32 deep.", problem.Message);
    }

    [Fact]
    public void Aliases_that_multiply_are_counted_for_all_that_they_repeat()
    {
        var names = Enumerable.Range(0, 1000).Select(number => string.Create(CultureInfo.InvariantCulture, $"f{number}"));
        var scopes = Enumerable.Range(0, 200).Select(number => string.Create(CultureInfo.InvariantCulture, $"  - {{ name: s{number}, match: {{ families: *names }} }}\n"));
        var yaml = $"version: 1\nscopes:\n  - {{ name: s, match: {{ families: &names [{string.Join(", ", names)}] }} }}\n{string.Concat(scopes)}";
        Assert.Equal(["102:37: The file has more than 100000 values, aliases counted for all that they repeat."], TestPolicyFile.Problems(yaml));
    }

    [Fact]
    public void The_classic_bomb_of_aliases_is_refused()
    {
        var levels = Enumerable.Range(1, 30).Select(level => string.Create(CultureInfo.InvariantCulture, $"  - &l{level} [*l{level - 1}, *l{level - 1}]\n"));
        Assert.Equal(["18:11: The file has more than 100000 values, aliases counted for all that they repeat."], TestPolicyFile.Problems($"version: 1\nset:\n  - &l0 [x]\n{string.Concat(levels)}"));
    }

    /// <summary>A valid file with pieces taken away, repeated, and strewn with what YAML gives a meaning: the reader answers, and answers either a file or an error.</summary>
    [Fact]
    public void Whatever_is_in_a_file_it_is_read_or_refused()
    {
        var example = File.ReadAllText(Repository.PathTo("docs", "examples", "ecsguard.yaml"));
        var at = Gen.Choose(0, example.Length - 60);
        var piece = Gen.OneOf(Gen.Elements(Marks), from start in at from length in Gen.Choose(0, 59) select example.Substring(start, length));
        var change = from place in at from removed in Gen.Choose(0, 19) from inserted in piece select (place, removed, inserted);
        Prop.ForAll(Arb.From(change.ArrayOf(4)), changes =>
        {
            var text = changes.OrderByDescending(made => made.place).Aggregate(example, (edited, made) => edited.Remove(made.place, made.removed).Insert(made.place, made.inserted));
            var reading = PolicyFileReader.Read(Encoding.UTF8.GetBytes(text));
            Assert.Equal(reading.File is null, reading.Problems.Any(problem => !problem.IsWarning));
            Assert.All(reading.Problems, problem => Assert.True(problem is { Line: > 0, Column: > 0 }, problem.ToString()));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    private static readonly string[] Marks = ["&a ", "*a", "!t ", "? ", "- ", ": ", "[", "]", "{", "}", "|\n", ">\n", "'", "\"", "#", "%", "---\n", "...\n", "~", "\t", "\0", "\u0085", "\U0001F600", "<<: *a\n"];

    [Fact]
    public void A_file_of_more_than_a_mebibyte_is_refused() =>
        Assert.Equal(["1:1: A policy file may have 1 MiB."], PolicyFileReader.Read(new byte[PolicyFileReader.LargestFile + 1]).Problems.Select(problem => problem.ToString()));
}
