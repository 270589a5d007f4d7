using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Testing;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace EcsGuard.Pipeline.Tests.PolicyFiles;

/// <summary>The published schema, applied by an independent validator, agrees with the reader on all that a schema can see.</summary>
public sealed class PolicyFileSchemaTests
{
    private const string Check =
        """
        import json, sys
        from jsonschema import Draft7Validator
        schema, files = json.load(sys.stdin)
        Draft7Validator.check_schema(schema)
        validator = Draft7Validator(schema)
        print(json.dumps([["/".join(map(str, error.absolute_path)) for error in validator.iter_errors(file)] for file in files]))
        """;

    /// <summary>The example of the guide, and each way to write each part.</summary>
    private static readonly string[] Valid =
    [
        File.ReadAllText(Repository.PathTo("docs", "examples", "ecsguard.yaml")),
        """
        version: 1
        set: recommended                 # or strict
        policies:
          blocking-log-driver: { severity: critical }
          task-size-over-budget: { maxCpu: 4096, maxMemory: 16384 }
          required-sidecar-missing: { sidecars: [{ name: datadog-agent, image: "public.ecr.aws/datadog/agent" }] }
        enforcement: { default: notify, graceMinutes: 60, maxDeregistrationsPerHour: 10, enabled: true }   # observe | notify | deregister
        scopes:
          - match: { accounts: ["111122223333"], families: ["payments-*"], tags: { env: prod } }
            enforcement: deregister
            policies: { privileged-container: { enforcement: deregister }, x86-only: { enabled: false } }
        teams:
          - name: payments
            match: { tags: { team: payments } }
            notify: [{ sns: "arn:aws:sns:eu-west-1:111122223333:payments" }, { slackSecret: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack", minSeverity: high }]
        exemptions:
          - policy: writable-root-filesystem
            match: { families: ["legacy-*"] }
            reason: vendor image writes below /opt, PLAT-123
            owner: platform@example.com
            expires: 2027-01-31
        mandatory: [plaintext-secret]    # no exemption applies
        """,
        "version: 1",
        "version: 1\nset: strict\npolicies: {}\nscopes: []\nteams: []\nexemptions: []\nmandatory: []\norganizationalUnits: {}\nsidecars: []\nenforcement: {}",
        "version: 1\npolicies: { x86-only: {}, oversized-sidecar: { maxShare: 1 }, task-size-over-budget: { maxCpu: 0, enabled: true, severity: info, enforcement: observe } }",
        "version: 1\npolicies: { required-sidecar-missing: { sidecars: [{ name: a }, { image: b }, { name: a, image: b }] }, unreasonable-log-buffer: { minimum: 2m } }",
        "version: 1\nsidecars: [{ name: a }, { image: b, role: logRouter }]",
        "version: 1\norganizationalUnits: { prod: [\"012345678901\"], none: [] }\nscopes: [{ match: { organizationalUnits: [prod], accounts: ['111122223333'], regions: [\"*\"], families: [a], tags: { env: prod } } }]",
        "version: 1\nteams: [{ name: a }, { name: b, notify: [{ sns: \"arn:aws:sns:eu-west-1:111122223333:t\", minSeverity: high, format: amazonQ }, { slackSecret: \"arn:aws:secretsmanager:eu-west-1:111122223333:secret:s\" }], tellFixed: true }]",
        "version: 1\nexemptions: [{ policy: host-network, reason: a, owner: b, expires: 2027-01-31 }, { policy: host-network, reason: a, owner: b, expires: \"2027-01-31T12:00:00+02:00\" }]",
        "version: 1\nscopes: [{ name: a, match: &m { families: [a] }, policies: &p { x86-only: { severity: low } } }, { name: b, match: *m, policies: *p }]",
    ];

    /// <summary>One fault each, and where it is.</summary>
    private static readonly (string Yaml, string Place)[] Faulty =
    [
        ("set: strict", ""),
        ("[]", ""),
        ("version: 2", "version"),
        ("version: 1\nset: configured", "set"),
        ("version: 1\nscope: []", ""),
        ("version: 1\npolicies: { zzz: {} }", "policies"),
        ("version: 1\npolicies: { x86-only: ~ }", "policies/x86-only"),
        ("version: 1\npolicies: { x86-only: { maxCpu: 1 } }", "policies/x86-only"),
        ("version: 1\npolicies: { x86-only: { enabled: yes } }", "policies/x86-only/enabled"),
        ("version: 1\npolicies: { x86-only: { severity: High } }", "policies/x86-only/severity"),
        ("version: 1\npolicies: { x86-only: { enforcement: block } }", "policies/x86-only/enforcement"),
        ("version: 1\npolicies: { task-size-over-budget: { maxCpu: -1 } }", "policies/task-size-over-budget/maxCpu"),
        ("version: 1\npolicies: { task-size-over-budget: { maxCpu: 1.5 } }", "policies/task-size-over-budget/maxCpu"),
        ("version: 1\npolicies: { task-size-over-budget: { maxCpu: '1' } }", "policies/task-size-over-budget/maxCpu"),
        ("version: 1\npolicies: { oversized-sidecar: { maxShare: 1.1 } }", "policies/oversized-sidecar/maxShare"),
        ("version: 1\npolicies: { untagged-definition: { keys: team } }", "policies/untagged-definition/keys"),
        ("version: 1\npolicies: { untagged-definition: { keys: [''] } }", "policies/untagged-definition/keys/0"),
        ("version: 1\npolicies: { required-sidecar-missing: { sidecars: [{}] } }", "policies/required-sidecar-missing/sidecars/0"),
        ("version: 1\nsidecars: [{ role: proxy }]", "sidecars/0"),
        ("version: 1\nsidecars: [{ name: a, role: router }]", "sidecars/0/role"),
        ("version: 1\nenforcement: { default: warn }", "enforcement/default"),
        ("version: 1\nenforcement: { graceMinutes: 10081 }", "enforcement/graceMinutes"),
        ("version: 1\nnotifications: { digestAbove: 0 }", "notifications/digestAbove"),
        ("version: 1\nenforcement: { maxDeregistrationsPerHour: 1001 }", "enforcement/maxDeregistrationsPerHour"),
        ("version: 1\nenforcement: { enabled: 1 }", "enforcement/enabled"),
        ("version: 1\nscopes: [{}]", "scopes/0"),
        ("version: 1\nscopes: [{ match: {} }]", "scopes/0/match"),
        ("version: 1\nscopes: [{ match: { famlies: [a] } }]", "scopes/0/match"),
        ("version: 1\nscopes: [{ match: { families: a } }]", "scopes/0/match/families"),
        ("version: 1\nscopes: [{ match: { families: [] } }]", "scopes/0/match/families"),
        ("version: 1\nscopes: [{ match: { accounts: ['11112222333'] } }]", "scopes/0/match/accounts/0"),
        ("version: 1\nscopes: [{ match: { tags: {} } }]", "scopes/0/match/tags"),
        ("version: 1\nscopes: [{ match: { tags: { env: } } }]", "scopes/0/match/tags/env"),
        ("version: 1\nscopes: [{ match: { families: [a] }, enforcement: block }]", "scopes/0/enforcement"),
        ("version: 1\nteams: [{}]", "teams/0"),
        ("version: 1\nteams: [{ name: ' ' }]", "teams/0/name"),
        ("version: 1\nteams: [{ name: a, notify: [{}] }]", "teams/0/notify/0"),
        ("version: 1\nteams: [{ name: a, notify: [{ sns: \"arn:aws:sns:eu-west-1:111122223333:t\", slackSecret: \"arn:aws:secretsmanager:eu-west-1:111122223333:secret:s\" }] }]", "teams/0/notify/0"),
        ("version: 1\nteams: [{ name: a, notify: [{ sns: \"arn:aws:sns:eu-west-1:111122223333:t\", minSeverity: x }] }]", "teams/0/notify/0/minSeverity"),
        ("version: 1\nteams: [{ name: a, notify: [{ sns: \"arn:aws:sns:eu-west-1:111122223333:t\", format: amazonq }] }]", "teams/0/notify/0/format"),
        ("version: 1\nteams: [{ name: a, notify: [{ slackSecret: \"arn:aws:secretsmanager:eu-west-1:111122223333:secret:s\", format: text }] }]", "teams/0/notify/0"),
        ("version: 1\nteams: [{ name: a, tellFixed: maybe }]", "teams/0/tellFixed"),
        ("version: 1\nexemptions: [{ policy: host-network, owner: b, expires: 2027-01-31 }]", "exemptions/0"),
        ("version: 1\nexemptions: [{ policy: host-network, reason: a, expires: 2027-01-31 }]", "exemptions/0"),
        ("version: 1\nexemptions: [{ policy: host-network, reason: a, owner: b }]", "exemptions/0"),
        ("version: 1\nexemptions: [{ policy: host-netwrk, reason: a, owner: b, expires: 2027-01-31 }]", "exemptions/0/policy"),
        ("version: 1\nexemptions: [{ policy: host-network, reason: a, owner: b, expires: 31.01.2027 }]", "exemptions/0/expires"),
        ("version: 1\nmandatory: [zzz]", "mandatory/0"),
        ("version: 1\norganizationalUnits: { prod: ['1'] }", "organizationalUnits/prod/0"),
    ];

    [Fact]
    public void The_published_schema_is_current() => Golden.Assert(PolicyFileSchema.RepositoryPath, PolicyFileSchema.Write());

    [Fact]
    public async Task What_the_reader_takes_the_schema_takes() => await AssertValidAsync(Valid);

    [Fact]
    public async Task What_the_guide_shows_is_valid()
    {
        var guide = await File.ReadAllTextAsync(Repository.PathTo("docs", "how-to", "policy-file.md"), TestContext.Current.CancellationToken);
        string[] examples = [.. guide.Split("```yaml\n").Skip(1).Select(rest => rest.Split("```")[0])];
        Assert.NotEmpty(examples);
        await AssertValidAsync(examples);
    }

    [Fact]
    public async Task A_fault_that_a_schema_can_see_is_refused_by_both_at_its_place()
    {
        Assert.Equal([], Faulty.Where(file => TestPolicyFile.Problems(file.Yaml).Length != 1).Select(file => file.Yaml));
        Assert.Equal(Faulty.Select(file => $"{file.Yaml}: at '{file.Place}'"), (await ErrorsAsync([.. Faulty.Select(file => file.Yaml)])).Zip(Faulty, (places, file) => $"{file.Yaml}: at '{places}'"));
    }

    private static async Task AssertValidAsync(string[] files)
    {
        Assert.Equal(files.Select(_ => Array.Empty<string>()), files.Select(TestPolicyFile.Problems));
        Assert.Equal(files.Select(_ => ""), await ErrorsAsync(files));
    }

    /// <summary>Places of the schema's errors, file by file; none is no text.</summary>
    private static async Task<string[]> ErrorsAsync(string[] files)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var python = await Python.WithAsync("jsonschema", "jsonschema==4.26.0", "jsonschema", cancellationToken);
        using var process = Process.Start(new ProcessStartInfo(python, ["-c", Check]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardInput.WriteAsync(new JsonArray(JsonNode.Parse(PolicyFileSchema.Write()), new JsonArray([.. files.Select(ToJson)])).ToJsonString());
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return [.. JsonNode.Parse(output)!.AsArray().Select(places => string.Join(", ", places!.AsArray().Select(place => (string)place!).Distinct()))];
    }

    private static JsonNode? ToJson(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return ToJson(stream.Documents[0].RootNode);
    }

    /// <summary>As editors take it. Source: https://yaml.org/spec/1.2.2/ (10.3.2, core schema).</summary>
    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlSequenceNode list => new JsonArray([.. list.Select(ToJson)]),
        YamlMappingNode mapping => new JsonObject(mapping.Select(member => KeyValuePair.Create(((YamlScalarNode)member.Key).Value!, ToJson(member.Value)))),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } => null,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } boolean => boolean.Value == "true",
        YamlScalarNode { Style: ScalarStyle.Plain } number when decimal.TryParse(number.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) => value,
        YamlScalarNode text => text.Value,
        _ => throw new NotSupportedException($"{node.GetType()}"),
    };
}
