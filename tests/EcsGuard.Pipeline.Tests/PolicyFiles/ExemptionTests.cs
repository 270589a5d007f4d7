using System.Collections.Immutable;
using System.Text.Json;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Pipeline.Tests.PolicyFiles;

/// <summary>What names an exemption.</summary>
public sealed class ExemptionTests
{
    private const string All = "policy: host-network, match: { accounts: ['111122223333', '444455556666'], families: [web, 'api-*'], tags: { env: prod, team: net } }, reason: It routes, owner: net@example.com, expires: 2027-01-31";

    /// <summary>
    /// The first 12 digits of <c>sha256sum</c> over the lines <c>policy 12:host-network</c>, <c>reason 9:It routes</c>, <c>owner 15:net@example.com</c> and
    /// <c>end 28:2027-02-01T00:00:00.0000000Z</c>. Findings and grants that are kept name it, so it never changes.
    /// </summary>
    [Fact]
    public void The_id_is_a_hash_of_what_it_says() =>
        Assert.Equal("d4d798e0cb29", IdOf("policy: host-network, reason: It routes, owner: net@example.com, expires: 2027-01-31"));

    [Theory]
    [InlineData("owner: net@example.com, reason: It routes, policy: host-network, expires: 2027-02-01T00:00:00Z, match: { families: ['api-*', web, web], tags: { team: net, env: prod }, accounts: ['444455556666', '111122223333'] }")]
    [InlineData("policy: host-network, reason: It routes, owner: net@example.com, expires: 2027-02-01T02:00:00+02:00, match: { accounts: ['111122223333', '444455556666'], families: [web, 'api-*'], tags: { env: prod, team: net } }")]
    public void However_it_is_written_it_has_one_id(string same) => Assert.Equal(IdOf(All), IdOf(same));

    [Fact]
    public void Where_it_stands_makes_no_difference()
    {
        var exemption = Read(All);
        Assert.Equal(exemption.Id, (exemption with { Line = 0 }).Id);
    }

    [Fact]
    public void Whatever_it_says_otherwise_makes_another_id()
    {
        var exemption = Read(All) with { Match = new() { Accounts = ["111122223333"], OrganizationalUnits = ["shop"], Regions = ["eu-*"], Families = ["web", "api"], Tags = Tags(("env", "prod")) } };
        Exemption[] others =
        [
            exemption,
            exemption with { Policy = "root-user" },
            exemption with { Reason = "It routes." },
            exemption with { Owner = "net@example.org" },
            exemption with { End = exemption.End.AddTicks(1) },
            exemption with { Match = new() },
            exemption with { Match = exemption.Match with { Accounts = [] } },
            exemption with { Match = exemption.Match with { Accounts = [], OrganizationalUnits = ["111122223333", "shop"] } },
            exemption with { Match = exemption.Match with { OrganizationalUnits = ["Shop"] } },
            exemption with { Match = exemption.Match with { Regions = ["eu-?"] } },
            exemption with { Match = exemption.Match with { Families = ["web,api"] } },
            exemption with { Match = exemption.Match with { Families = ["web\nfamilies 3:api"] } },
            exemption with { Match = exemption.Match with { Tags = Tags(("env", "prod*")) } },
            exemption with { Match = exemption.Match with { Tags = Tags(("env=prod", "")) } },
            exemption with { Match = exemption.Match with { Tags = Tags(("env", "prod"), ("team", "net")) } },
        ];
        Assert.Equal(others.Length, others.Select(other => other.Id).Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>A working set that was kept by a version whose exemptions had no id.</summary>
    [Fact]
    public void A_ruling_that_was_kept_before_has_none()
    {
        const string Kept = """{ "policyFile": "01b3", "enforcement": "notify", "exemption": { "until": "2027-02-01T00:00:00+00:00", "owner": "a", "reason": "b" } }""";
        var ruling = JsonSerializer.Deserialize(Kept, RecordJson.Default.Ruling)!;
        Assert.Equal(new FindingExemption(new(2027, 2, 1, 0, 0, 0, TimeSpan.Zero), "a", "b", Id: null), ruling.Exemption);
    }

    private static string IdOf(string exemption) => Read(exemption).Id;

    private static Exemption Read(string exemption) => TestPolicyFile.Read($"exemptions: [{{ {exemption} }}]").Exemptions[0];

    private static ImmutableSortedDictionary<string, string> Tags(params (string Key, string Value)[] tags) =>
        tags.ToImmutableSortedDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
}
