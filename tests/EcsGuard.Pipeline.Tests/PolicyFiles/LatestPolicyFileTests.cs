using System.Text;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Support;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Tests.PolicyFiles;

public sealed class LatestPolicyFileTests
{
    private const string Recommended = "version: 1\n";
    private const string Strict = "version: 1\nset: strict\n";
    private const string Broken = "version: 1\nsett: strict\n";

    private const string BrokenExemption = """
        version: 1
        set: strict
        exemptions:
          - { policy: root-user, reason: vendor image, owner: a@example.com, expires: 2027-01-31, match: { families: ["web/*"] } }
          - { policy: root-user, reason: vendor image, owner: a@example.com, expires: 2027-01-31, match: { families: ["api"] } }
        """;

    private readonly InProcessGrantedExemptions _granted = new();
    private readonly InProcessPublishedPolicyFiles _published;
    private readonly TestClock _clock = new();
    private readonly TestMetrics _metrics = new();
    private readonly TestLog<LatestPolicyFile> _log = new();
    private int _number;

    public LatestPolicyFileTests() => _published = new(_granted);

    [Fact]
    public async Task Without_a_publication_nothing_is_in_force() => Assert.Same(PolicyFile.None, await CurrentAsync(Latest()));

    [Fact]
    public async Task A_publication_is_in_force_within_a_minute()
    {
        var latest = Latest();
        await PublishAsync(Recommended);
        Assert.Equal(PolicySet.Recommended, (await CurrentAsync(latest)).Set);
        await PublishAsync(Strict);
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(PolicySet.Recommended, (await CurrentAsync(latest)).Set);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var strict = await CurrentAsync(latest);
        Assert.Equal((PolicySet.Strict, "01b363abaae8"), (strict.Set, strict.Version[..12]));
    }

    [Fact]
    public async Task One_that_cannot_be_used_leaves_the_one_before_in_force()
    {
        var latest = Latest();
        await PublishAsync(Strict);
        await CurrentAsync(latest);
        await PublishAsync(Broken);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(PolicySet.Strict, (await CurrentAsync(latest)).Set);
        Assert.Equal(["PolicyFileUnusable: 1"], _metrics.Counts);
        await PublishAsync(Recommended);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(PolicySet.Recommended, (await CurrentAsync(latest)).Set);
    }

    [Fact]
    public async Task One_that_cannot_be_used_leaves_it_at_none_where_there_was_none_before()
    {
        var latest = Latest();
        await CurrentAsync(latest);
        await PublishAsync(Broken);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Same(PolicyFile.None, await CurrentAsync(latest));
        Assert.Equal(["PolicyFileUnusable: 1"], _metrics.Counts);
    }

    [Fact]
    public async Task Nothing_is_judged_where_the_only_one_that_is_known_cannot_be_used()
    {
        await PublishAsync(Broken);
        var fault = await Assert.ThrowsAsync<PolicyFileUnusableException>(() => CurrentAsync(Latest()));
        Assert.Contains("2:1: There is no 'sett' in a policy file", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exemption_that_cannot_be_read_does_not_count_and_the_rest_of_the_file_holds()
    {
        await PublishAsync(BrokenExemption);
        var file = await CurrentAsync(Latest());
        Assert.Equal(PolicySet.Strict, file.Set);
        Assert.Equal(["families api"], file.Exemptions.Select(exemption => exemption.Match.ToText()));
    }

    [Fact]
    public async Task A_look_that_fails_is_tried_again()
    {
        var files = new FailingFiles(_published);
        var latest = new LatestPolicyFile(files, _metrics, _clock, _log);
        await PublishAsync(Strict);
        files.Fails = true;
        await Assert.ThrowsAsync<IOException>(() => CurrentAsync(latest));
        files.Fails = false;
        Assert.Equal(PolicySet.Strict, (await CurrentAsync(latest)).Set);
    }

    [Fact]
    public async Task What_is_granted_and_revoked_is_in_force_within_a_minute_and_no_file_takes_it_away()
    {
        var latest = Latest();
        await PublishAsync(Strict);
        Assert.Equal(["1.0"], InForce(await CurrentAsync(latest)));
        var grant = await GrantAsync("root-user", new() { Families = ["web"] });
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(["1.0"], InForce(await CurrentAsync(latest)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["1.1", "root-user families web"], InForce(await CurrentAsync(latest)));

        await PublishAsync(BrokenExemption);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["2.1", "root-user families api", "root-user families web"], InForce(await CurrentAsync(latest)));
        Assert.Equal(PolicyFileReader.VersionOf(Encoding.UTF8.GetBytes(BrokenExemption)), (await CurrentAsync(latest)).Version);

        await RevokeAsync(grant);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["2.2", "root-user families api"], InForce(await CurrentAsync(latest)));
    }

    [Fact]
    public async Task Grants_need_no_file()
    {
        var latest = Latest();
        var grant = await GrantAsync("root-user", new());
        var file = await CurrentAsync(latest);
        Assert.Equal(["0.1", "root-user everything"], InForce(file));
        Assert.Equal((true, "none"), (file.IsNone, file.Version));
        await RevokeAsync(grant);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["0.2"], InForce(await CurrentAsync(latest)));
    }

    [Fact]
    public async Task While_nothing_changes_the_same_file_is_answered()
    {
        var latest = Latest();
        await PublishAsync(Strict);
        await GrantAsync("root-user", new());
        var file = await CurrentAsync(latest);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Same(file, await CurrentAsync(latest));
        await PublishAsync(Strict);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["2.1", "root-user everything"], InForce(await CurrentAsync(latest)));
    }

    [Fact]
    public async Task Grants_are_added_to_the_file_that_stays_in_force_while_the_latest_cannot_be_used()
    {
        var latest = Latest();
        await PublishAsync(Strict);
        await CurrentAsync(latest);
        await PublishAsync(Broken);
        await GrantAsync("root-user", new());
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["1.1", "root-user everything"], InForce(await CurrentAsync(latest)));
    }

    [Fact]
    public async Task A_grant_that_does_not_count_is_told_once()
    {
        var latest = Latest();
        await PublishAsync("version: 1\nmandatory: [root-user]\norganizationalUnits: { shop: ['111122223333'] }\n");
        var mandatory = await GrantAsync("root-user", new());
        var unknown = await GrantAsync("rot-user", new());
        var unit = await GrantAsync("host-network", new() { OrganizationalUnits = ["shop", "store"] });
        Assert.Equal(["1.3", "host-network organizationalUnits shop store"], InForce(await CurrentAsync(latest)));
        string[] told =
        [
            $"Warning: Granted exemption {mandatory.Exemption.Id} does not count: root-user is mandatory in the policy file.",
            $"Warning: Granted exemption {unknown.Exemption.Id} does not count: this version of EcsGuard knows no policy 'rot-user'.",
            $"Warning: Granted exemption {unit.Exemption.Id} does not count for 'store': the policy file does not say which accounts that holds.",
        ];
        Assert.Equal(told, _log.Lines);

        await GrantAsync("x86-only", new());
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["1.4", "host-network organizationalUnits shop store", "x86-only everything"], InForce(await CurrentAsync(latest)));
        Assert.Equal(told, _log.Lines);
    }

    private LatestPolicyFile Latest() => new(_published, _metrics, _clock, _log);

    /// <summary>The revision, and what is exempt.</summary>
    private static string[] InForce(PolicyFile file) => [file.Revision, .. file.Exemptions.Select(exemption => $"{exemption.Policy} {exemption.Match.ToText()}")];

    private async Task<Grant> GrantAsync(string policy, Match match)
    {
        var grant = new Grant(new(policy, match, "a", "b", _clock.GetUtcNow().AddDays(1), Line: 0), "me", _clock.GetUtcNow());
        var before = await _granted.ReadAsync(TestContext.Current.CancellationToken);
        Assert.True(await _granted.TryReplaceAsync(before.With(grant), TestContext.Current.CancellationToken));
        return grant;
    }

    private async Task RevokeAsync(Grant grant)
    {
        var before = await _granted.ReadAsync(TestContext.Current.CancellationToken);
        Assert.True(await _granted.TryReplaceAsync(before.Without(grant), TestContext.Current.CancellationToken));
    }

    private static Task<PolicyFile> CurrentAsync(LatestPolicyFile latest) => latest.CurrentAsync(TestContext.Current.CancellationToken).AsTask();

    private async Task PublishAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.True(await _published.TryPublishAsync(bytes, new(++_number, PolicyFileReader.VersionOf(bytes), _clock.GetUtcNow(), "me"), TestContext.Current.CancellationToken));
    }

    private sealed class FailingFiles(IPublishedPolicyFiles files) : IPublishedPolicyFiles
    {
        public bool Fails { get; set; }

        public Task<PolicyFilePublication?> LatestAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<InForce> InForceAsync(CancellationToken cancellationToken) => Fails ? throw new IOException("The table cannot be reached.") : files.InForceAsync(cancellationToken);

        public Task<byte[]?> TextAsync(string version, CancellationToken cancellationToken) => files.TextAsync(version, cancellationToken);

        public Task<bool> TryPublishAsync(ReadOnlyMemory<byte> text, PolicyFilePublication publication, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<PolicyFilePublication> HistoryAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
