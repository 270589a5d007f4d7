using System.Globalization;
using EcsGuard.Aws;
using EcsGuard.Aws.DynamoDB;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Tests.Commands;

/// <summary>Granting, listing and revoking against moto, through the command.</summary>
public sealed class ExemptCommandTests(AwsFixture aws) : IAsyncLifetime
{
    private const string Me = "arn:aws:sts::123456789012:user/moto";

    /// <summary>The id of <see cref="Grant"/>.</summary>
    private const string Id = "621f3d6b2504";

    private static readonly string[] Grant = ["host-network", "--families", "router-*", "edge", "--reason", "It routes, NET-1", "--owner", "net@example.com", "--expires", "2026-03-31"];

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly string _table = $"findings-{Guid.NewGuid():N}";
    private DateTimeOffset _now = Noon;
    private AwsClients _clients = null!;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _clients = new(new() { Region = "eu-west-1", Endpoint = aws.Url });
        await FindingTable.CreateAsync(_clients.DynamoDb, _table, None);
    }

    public ValueTask DisposeAsync()
    {
        _clients.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_is_granted_is_listed_until_it_is_revoked()
    {
        Assert.Equal((0, "Nothing is granted beside the policy file.\n", ""), await RunAsync("list"));
        Assert.Equal(
            (0,
            $"""
            Granted {Id}: host-network, families edge router-*
              until 2026-03-31, owner net@example.com: It routes, NET-1
            It holds within a minute. No finding that is open now falls under it.

            """,
            ""),
            await RunAsync(Grant));
        Assert.Equal(
            (0,
            """
            Granted da457bdfc9e4: root-user, accounts 111122223333, regions eu-*, tags team=net
              until 2026-03-01T12:30:00Z, owner a: b
            It holds within a minute. No finding that is open now falls under it.

            """,
            ""),
            await RunAsync("root-user", "--accounts", "111122223333", "--regions", "eu-*", "--tags", "team=net", "--reason", "b", "--owner", "a", "--expires", "2026-03-01T12:30:00Z"));

        _now = Noon.AddMinutes(30);
        Assert.Equal(
            (0,
            $"""
            {Id}  host-network, families edge router-*
              until 2026-03-31, owner net@example.com: It routes, NET-1
              granted 2026-03-01 12:00:00 UTC by {Me}
            da457bdfc9e4  root-user, accounts 111122223333, regions eu-*, tags team=net  (ended)
              ended on 2026-03-01T12:30:00Z, owner a: b
              granted 2026-03-01 12:00:00 UTC by {Me}

            """,
            ""),
            await RunAsync("list"));

        Assert.Equal(
            (0,
            $"""
            Revoked {Id}: host-network, families edge router-*
              until 2026-03-31, owner net@example.com: It routes, NET-1
            Its findings count again within a minute, except where another exemption holds.

            """,
            ""),
            await RunAsync("revoke", Id));
        Assert.Equal(
            (0,
            $$"""
            {
              "schemaVersion": 1,
              "exemptions": [
                {
                  "id": "da457bdfc9e4",
                  "policy": "root-user",
                  "match": {
                    "accounts": [
                      "111122223333"
                    ],
                    "regions": [
                      "eu-*"
                    ],
                    "tags": {
                      "team": "net"
                    }
                  },
                  "reason": "b",
                  "owner": "a",
                  "until": "2026-03-01T12:30:00Z",
                  "ended": true,
                  "grantedBy": "{{Me}}",
                  "grantedAt": "2026-03-01T12:00:00Z",
                  "problem": null
                }
              ]
            }

            """,
            ""),
            await RunAsync("list", "--format", "json"));
    }

    [Fact]
    public async Task What_was_granted_is_in_force_beside_the_published_file()
    {
        await PublishAsync("version: 1\nset: strict\n");
        await RunAsync(Grant);
        var (publication, grants) = await new DynamoDbPublishedPolicyFiles(_clients.DynamoDb, _table).InForceAsync(None);
        var grant = Assert.Single(grants.Grants);
        Assert.Equal((1, 1, Id, Me, Noon), (publication!.Number, grants.Number, grant.Exemption.Id, grant.By, grant.At));
        Assert.Equal(
            ("host-network", "families edge router-*", "It routes, NET-1", "net@example.com", new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero)),
            (grant.Exemption.Policy, grant.Exemption.Match.ToText(), grant.Exemption.Reason, grant.Exemption.Owner, grant.Exemption.End));
    }

    [Fact]
    public async Task The_open_findings_in_its_place_are_named_the_worst_first()
    {
        await KeepAsync(
            Open("111122223333", "router-a", 3, Severity.Medium),
            Open("111122223333", "edge", 1, Severity.High),
            Open("111122223333", "web", 1, Severity.High),
            Open("111122223333", "router-b", 2, Severity.High, "root-user"),
            Open("444455556666", "router-a", 1, Severity.High));
        Assert.Equal(
            (0,
            $"""
            Granted {Id}: host-network, families edge router-*
              until 2026-03-31, owner net@example.com: It routes, NET-1
            It holds within a minute, and these 3 open findings change by then:
              high      edge:1 (111122223333, eu-west-1): edge shares the host's network.
              high      router-a:1 (444455556666, eu-west-1): router-a shares the host's network.
              medium    router-a:3 (111122223333, eu-west-1): router-a shares the host's network.

            """,
            ""),
            await RunAsync(Grant));
        Assert.Equal(
            (0,
            """
            Granted 9c50bd64419f: host-network, accounts 111122223333, families edge
              until 2026-03-31, owner net@example.com: It routes, NET-1
            It holds within a minute, and this open finding changes by then:
              high      edge:1 (111122223333, eu-west-1): edge shares the host's network.

            """,
            ""),
            await RunAsync("host-network", "--accounts", "111122223333", "--families", "edge", "--reason", "It routes, NET-1", "--owner", "net@example.com", "--expires", "2026-03-31"));
        Assert.Equal(
            (0,
            """
            Granted 15262bf18530: host-network, families edge, tags env=prod team=net
              until 2026-03-31, owner net@example.com: It routes, NET-1
            It holds within a minute. Of the open findings below, those change by then whose revision has the tags env=prod, team=net, which findings do not say:
              high      edge:1 (111122223333, eu-west-1): edge shares the host's network.

            """,
            ""),
            await RunAsync("host-network", "--families", "edge", "--tags", "team=net", "env=prod", "--reason", "It routes, NET-1", "--owner", "net@example.com", "--expires", "2026-03-31"));
    }

    [Fact]
    public async Task Of_many_open_findings_twenty_are_named()
    {
        await KeepAsync([.. Enumerable.Range(1, 23).Select(revision => Open("111122223333", "edge", revision, Severity.High))]);
        var (exitCode, output, errors) = await RunAsync(Grant);
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(
            string.Concat(
                "It holds within a minute, and these 23 open findings change by then:\n",
                string.Concat(Enumerable.Range(1, 20).Select(revision => string.Create(CultureInfo.InvariantCulture, $"  high      edge:{revision} (111122223333, eu-west-1): edge shares the host's network.\n"))),
                "  and 3 more\n"),
            output[output.IndexOf("It holds", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task Organisational_units_are_those_of_the_policy_file_in_force()
    {
        string[] shop = ["host-network", "--organizational-units", "shop", "--reason", "a", "--owner", "b", "--expires", "2026-03-31"];
        Assert.Equal(
            (2, "", "error: --organizational-units: the policy file does not say which accounts 'shop' holds: list them in `organizationalUnits`.\n"),
            await RunAsync(shop));
        await PublishAsync("version: 1\norganizationalUnits: { shop: ['444455556666'] }\n");
        await KeepAsync(Open("111122223333", "web", 1, Severity.High), Open("444455556666", "web", 1, Severity.High));
        Assert.Equal(
            (0,
            """
            Granted 2a57174aabba: host-network, organizationalUnits shop
              until 2026-03-31, owner b: a
            It holds within a minute, and this open finding changes by then:
              high      web:1 (444455556666, eu-west-1): web shares the host's network.

            """,
            ""),
            await RunAsync(shop));
        await PublishAsync("version: 1\nmandatory: [root-user]\n");
        Assert.Equal(
            (0,
            $"""
            2a57174aabba  host-network, organizationalUnits shop
              until 2026-03-31, owner b: a
              granted 2026-03-01 12:00:00 UTC by {Me}
              does not count for 'shop': the policy file does not say which accounts that holds

            """,
            ""),
            await RunAsync("list"));
    }

    [Fact]
    public async Task What_the_file_makes_mandatory_or_says_already_is_not_granted()
    {
        await PublishAsync("""
            version: 1
            mandatory: [root-user]
            exemptions:
              - { policy: host-network, match: { families: [edge, "router-*"] }, reason: "It routes, NET-1", owner: net@example.com, expires: 2026-03-31 }
            """);
        Assert.Equal(
            (2, "", "error: root-user is mandatory in the policy file in force, so no exemption applies to it.\n"),
            await RunAsync("root-user", "--everywhere", "--reason", "a", "--owner", "b", "--expires", "2026-03-31"));
        Assert.Equal((2, "", $"error: The policy file in force says this already: line 4, exemption {Id}.\n"), await RunAsync(Grant));
        Assert.Equal(
            (2, "", $"error: {Id} was not granted by command: it stands in the policy file in force, line 4. Take it out there, and publish the file.\n"),
            await RunAsync("revoke", Id));
        Assert.Equal((0, "Nothing is granted beside the policy file.\n", ""), await RunAsync("list"));
    }

    [Fact]
    public async Task What_is_granted_already_is_not_granted_again_however_it_is_written()
    {
        await RunAsync(Grant);
        _now = Noon.AddHours(1);
        Assert.Equal(
            (2, "", $"error: Exemption {Id} says this already, granted 2026-03-01 12:00:00 UTC by {Me}.\n"),
            await RunAsync("host-network", "--families", "edge", "--families", "router-*", "--expires", "2026-04-01T00:00:00Z", "--owner", "net@example.com", "--reason", "It routes, NET-1"));
    }

    [Fact]
    public async Task A_policy_file_that_cannot_be_read_here_stops_everything_that_asks_for_it()
    {
        await new DynamoDbPublishedPolicyFiles(_clients.DynamoDb, _table).TryPublishAsync(
            "version: 2\n"u8.ToArray(), new(1, PolicyFileReader.VersionOf("version: 2\n"u8), Noon, "me"), None);
        var expected = (2, "", $"error: This version of ecsguard cannot read the policy file in force (publication 1, version {PolicyFileReader.VersionOf("version: 2\n"u8)[..12]}). Use the version that published it.\n");
        Assert.Equal(expected, await RunAsync(Grant));
        Assert.Equal(expected, await RunAsync("list"));
    }

    [Fact]
    public async Task Whoever_revokes_what_is_not_granted_is_told_what_is()
    {
        Assert.Equal((2, "", "error: No exemption 'x' is granted. Nothing is granted beside the policy file.\n"), await RunAsync("revoke", "x"));
        await RunAsync(Grant);
        Assert.Equal((2, "", $"error: No exemption 'x' is granted. Granted are {Id}.\n"), await RunAsync("revoke", "x"));
        Assert.Equal((2, "", $"error: No exemption '{Id[1..]}' is granted. Did you mean '{Id}'?\n"), await RunAsync("revoke", Id[1..]));
        var more = Enumerable.Range(0, 5).Select(number => new Grant(new("root-user", new(), $"{number}", "b", Noon.AddDays(1), Line: 0), "me", Noon));
        var granted = new DynamoDbGrantedExemptions(_clients.DynamoDb, _table);
        Assert.True(await granted.TryReplaceAsync(new(2, [.. (await granted.ReadAsync(None)).Grants, .. more]), None));
        Assert.Equal((2, "", "error: No exemption 'x' is granted. `ecsguard exempt list` shows what is.\n"), await RunAsync("revoke", "x"));
    }

    /// <summary>Refused before AWS is asked for anything: there is no table.</summary>
    [Theory]
    [InlineData("rot-user --everywhere", "exempt: there is no policy 'rot-user'. Did you mean 'root-user'? `ecsguard policies list` shows all.")]
    [InlineData("root-user", "This would accept root-user everywhere. Say where, by --accounts, --organizational-units, --regions, --families, --tags; or give --everywhere if you mean it.")]
    [InlineData("root-user --region eu-west-1", "This would accept root-user everywhere. Say where, by --accounts, --organizational-units, --regions, --families, --tags; or give --everywhere if you mean it.")]
    [InlineData("root-user --everywhere --families web --tags a=b", "--everywhere contradicts --families, --tags.")]
    [InlineData("root-user --accounts 111122223333 1111", "--accounts: '1111' is no account: an account id has 12 digits.")]
    [InlineData("root-user --regions EU", "--regions: 'EU' can never match: regions hold lower-case letters, digits and -; * and ? stand for any text and any character.")]
    [InlineData("root-user --families web/*", "--families: 'web/*' can never match: families hold letters, digits, - and _; * and ? stand for any text and any character.")]
    [InlineData("root-user --tags team", "--tags: 'team' is no tag; write key=value.")]
    [InlineData("root-user --tags =net", "--tags: '=net' is no tag; write key=value.")]
    [InlineData("root-user --tags team=", "--tags: 'team=' is no tag; write key=value.")]
    [InlineData("root-user --tags team=net team=shop", "--tags: 'team' stands there twice, and a task definition has one value of it.")]
    [InlineData("root-user --everywhere --reason ~", "--reason takes a text.")]
    [InlineData("root-user --everywhere --owner ~", "--owner takes a text.")]
    [InlineData("root-user --everywhere --expires 2026-02-28", "--expires: 2026-02-28 has passed.")]
    [InlineData("root-user --everywhere --expires 2026-03-01T12:00:00Z", "--expires: 2026-03-01T12:00:00Z has passed.")]
    [InlineData("root-user --everywhere --expires tomorrow", "--expires: 'tomorrow' is no date; write 2027-01-31 (that day still counts, UTC) or 2027-01-31T12:00:00Z.")]
    public async Task What_makes_no_sense_is_refused(string arguments, string error)
    {
        string[] given = [.. arguments.Split(' ').Select(argument => argument == "~" ? " " : argument)];
        string[] others = [.. new[] { "--reason", "--owner", "--expires" }.Except(given, StringComparer.Ordinal).SelectMany(option => new[] { option, option == "--expires" ? "2026-03-01" : "a" })];
        using var host = new TestHost { Now = Noon };
        Assert.Equal((2, "", $"error: {error}\n"), (await host.RunAsync(["exempt", .. given, .. others]), host.Output, host.Errors));
    }

    [Fact]
    public async Task What_says_too_much_belongs_in_the_file()
    {
        using var host = new TestHost { Now = Noon };
        Assert.Equal(2, await host.RunAsync("exempt", "root-user", "--everywhere", "--owner", "a", "--expires", "2026-03-31", "--reason", new string('a', 1200)));
        Assert.Equal("error: This says more than a grant may, 1200 bytes in all: say it shorter, or in the policy file.\n", host.Errors);
    }

    [Theory]
    [InlineData("root-user --everywhere --owner a --expires 2026-03-31", "Option '--reason' is required.")]
    [InlineData("root-user --everywhere --reason a --expires 2026-03-31", "Option '--owner' is required.")]
    [InlineData("root-user --everywhere --reason a --owner a", "Option '--expires' is required.")]
    [InlineData("--everywhere --reason a --owner a --expires 2026-03-31", "Required argument missing for command: 'exempt'.")]
    public async Task What_is_missing_is_named(string arguments, string error)
    {
        using var host = new TestHost { Now = Noon };
        Assert.Equal(2, await host.RunAsync(["exempt", .. arguments.Split(' ')]));
        Assert.Equal($"error: {error}\nRun `ecsguard exempt --help` for what there is.\n", host.Errors);
    }

    [Theory]
    [InlineData("root-user list", "`list` takes no policy, so 'root-user' means nothing.", "exempt list")]
    [InlineData("root-user revoke 0f1e2d3c4b5a", "`revoke` takes no policy, so 'root-user' means nothing.", "exempt revoke")]
    [InlineData("revoke", "Required argument missing for command: 'revoke'.", "exempt revoke")]
    public async Task A_subcommand_is_not_mistaken_for_a_grant(string arguments, string error, string command)
    {
        using var host = new TestHost { Now = Noon };
        Assert.Equal(2, await host.RunAsync(["exempt", .. arguments.Split(' ')]));
        Assert.Equal($"error: {error}\nRun `ecsguard {command} --help` for what there is.\n", host.Errors);
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var host = new TestHost { Now = _now, Variables = { ["ECSGUARD_TABLE"] = _table, ["AWS_REGION"] = "eu-west-1", ["AWS_ENDPOINT_URL"] = aws.Url.AbsoluteUri } };
        var exitCode = await host.RunAsync(["exempt", .. args]);
        return (exitCode, host.Output, host.Errors);
    }

    private async Task PublishAsync(string text)
    {
        using var host = new TestHost { Now = Noon, Variables = { ["ECSGUARD_TABLE"] = _table, ["AWS_REGION"] = "eu-west-1", ["AWS_ENDPOINT_URL"] = aws.Url.AbsoluteUri } };
        Assert.Equal(ExitCode.Clean, await host.RunAsync("policy-file", "publish", _folder.Write("ecsguard.yaml", text)));
    }

    private async Task KeepAsync(params Finding[] findings)
    {
        var store = new DynamoDbFindingStore(_clients.DynamoDb, _table, TimeProvider.System);
        foreach (var family in findings.GroupBy(finding => new FamilyKey(finding.Account, finding.Region, finding.Family!)))
        {
            var now = TimeProvider.System.GetUtcNow();
            var claim = await store.TryClaimAsync(family.Key, now, now.AddMinutes(1), None);
            await store.FinishAsync(claim!, new(claim!.State, [], [.. family]), None);
        }
    }

    private static Finding Open(string account, string family, int revision, Severity severity, string policy = "host-network") => new()
    {
        Resource = string.Create(CultureInfo.InvariantCulture, $"arn:aws:ecs:eu-west-1:{account}:task-definition/{family}:{revision}"),
        Account = account,
        Region = "eu-west-1",
        Family = family,
        Revision = revision,
        Policy = policy,
        Kind = PolicyKind.Posture,
        Severity = severity,
        Subject = "/networkMode",
        Path = "/networkMode",
        Container = null,
        Message = $"{family} shares the host's network.",
        State = FindingState.Open,
        FirstSeen = Noon,
        LastSeen = Noon,
        Team = "net",
    };
}
