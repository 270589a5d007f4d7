using System.Collections.Immutable;
using System.Globalization;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Pipeline.Tests.Contracts;

/// <summary>What every store of granted exemptions promises, alone and beside published policy files.</summary>
public abstract class GrantedExemptionsContract
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected abstract IGrantedExemptions Grants { get; }

    /// <summary>The policy files of the same store.</summary>
    protected abstract IPublishedPolicyFiles Files { get; }

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Before_the_first_grant_there_is_nothing()
    {
        Assert.Equal("0:", Text(await Grants.ReadAsync(None)));
        Assert.Equal((null, "0:"), await InForceAsync());
    }

    [Fact]
    public async Task What_is_granted_comes_back_whole_and_in_order()
    {
        var everywhere = Sample("root-user", new());
        var match = new Match
        {
            Accounts = ["444455556666", "111122223333"],
            OrganizationalUnits = ["shop"],
            Regions = ["eu-*"],
            Families = ["web", "api-?"],
            Tags = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal).Add("team", "net").Add("env", "*"),
        };
        var narrow = Sample("host-network", match) with { Exemption = new("host-network", match, "für \"später\"\n", "a", DateTimeOffset.MaxValue, Line: 0) };
        Assert.True(await Grants.TryReplaceAsync(new(1, [everywhere, narrow, Sample("x86-only", new() { Regions = ["eu-west-1"] })]), None));

        var read = await Grants.ReadAsync(None);
        Assert.Equal(Text(new(1, [everywhere, narrow, Sample("x86-only", new() { Regions = ["eu-west-1"] })])), Text(read));
        Assert.Equal((narrow.Exemption.Reason, narrow.Exemption.End, 0), (read.Grants[1].Exemption.Reason, read.Grants[1].Exemption.End, read.Grants[1].Exemption.Line));
    }

    [Fact]
    public async Task Each_change_builds_on_the_one_before()
    {
        var first = GrantedExemptions.None.With(Sample("root-user", new()));
        Assert.True(await Grants.TryReplaceAsync(first, None));
        var second = first.With(Sample("host-network", new()));
        Assert.True(await Grants.TryReplaceAsync(second, None));
        var third = second.Without(second.Grants[0]);
        Assert.True(await Grants.TryReplaceAsync(third, None));
        Assert.Equal(Text(new(3, [Sample("host-network", new())])), Text(await Grants.ReadAsync(None)));
        Assert.True(await Grants.TryReplaceAsync(third.Without(third.Grants[0]), None));
        Assert.Equal("4:", Text(await Grants.ReadAsync(None)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Whoever_did_not_see_the_latest_change_changes_nothing(int number)
    {
        await Grants.TryReplaceAsync(new(1, []), None);
        var latest = new GrantedExemptions(2, [Sample("root-user", new())]);
        await Grants.TryReplaceAsync(latest, None);
        Assert.False(await Grants.TryReplaceAsync(new(number, [Sample("host-network", new())]), None));
        Assert.Equal(Text(latest), Text(await Grants.ReadAsync(None)));
    }

    [Fact]
    public async Task The_first_grant_is_number_one()
    {
        Assert.False(await Grants.TryReplaceAsync(new(2, []), None));
        Assert.Equal("0:", Text(await Grants.ReadAsync(None)));
    }

    [Fact]
    public async Task Publications_and_grants_are_in_force_beside_one_another()
    {
        var grants = GrantedExemptions.None.With(Sample("root-user", new()));
        await Grants.TryReplaceAsync(grants, None);
        Assert.Equal((null, Text(grants)), await InForceAsync());

        foreach (var number in new[] { 1, 2 })
        {
            await Files.TryPublishAsync("version: 1\n"u8.ToArray(), Publication(number), None);
            Assert.Equal((Publication(number), Text(grants)), await InForceAsync());
        }

        var more = grants.With(Sample("host-network", new()));
        await Grants.TryReplaceAsync(more, None);
        Assert.Equal((Publication(2), Text(more)), await InForceAsync());
        Assert.Equal(Publication(2), await Files.LatestAsync(None));
    }

    [Fact]
    public async Task As_many_as_may_be_granted_fit_however_much_they_say()
    {
        var grants = new GrantedExemptions(1, [.. Enumerable.Range(0, GrantedExemptions.Most).Select(Largest)]);
        Assert.True(await Grants.TryReplaceAsync(grants, None));
        Assert.Equal(Text(grants), Text(await Grants.ReadAsync(None)));
        await Files.TryPublishAsync("version: 1\n"u8.ToArray(), Publication(1), None);
        Assert.Equal((Publication(1), Text(grants)), await InForceAsync());
    }

    private static Grant Largest(int number)
    {
        var grant = Sample("blocking-log-driver", new() { Families = [number.ToString(CultureInfo.InvariantCulture)] });
        while (GrantedExemptions.Fits(grant.Exemption with { Reason = grant.Exemption.Reason + "." }))
        {
            grant = grant with { Exemption = grant.Exemption with { Reason = grant.Exemption.Reason + "." } };
        }

        return grant with { By = $"arn:aws:sts::111122223333:assumed-role/{new string('r', 64)}/{new string('s', 64)}" };
    }

    private static Grant Sample(string policy, Match match) =>
        new(new(policy, match, "vendor image, PLAT-123", "platform@example.com", Noon.AddDays(30).AddTicks(7), Line: 0), "arn:aws:iam::111122223333:user/platform", Noon.AddTicks(3));

    private static PolicyFilePublication Publication(int number) => new(number, "a", Noon.AddHours(number), "arn:aws:iam::111122223333:user/platform");

    /// <summary>The id stands for all that an exemption says.</summary>
    private static string Text(GrantedExemptions grants) => string.Create(
        CultureInfo.InvariantCulture,
        $"{grants.Number}:{string.Concat(grants.Grants.Select(grant => string.Create(CultureInfo.InvariantCulture, $"\n{grant.Exemption.Id} {grant.Exemption.Policy} {grant.Exemption.Match.ToText()} by {grant.By} at {grant.At:O}")))}");

    private async Task<(PolicyFilePublication? Publication, string Grants)> InForceAsync()
    {
        var (publication, grants) = await Files.InForceAsync(None);
        return (publication, Text(grants));
    }
}
