using System.Text;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Support;
using EcsGuard.Policies;
using Microsoft.Extensions.Logging.Abstractions;

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

    private readonly InProcessPublishedPolicyFiles _published = new();
    private readonly TestClock _clock = new();
    private readonly TestMetrics _metrics = new();
    private int _number;

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
        var latest = new LatestPolicyFile(files, _metrics, _clock, NullLogger<LatestPolicyFile>.Instance);
        await PublishAsync(Strict);
        files.Fails = true;
        await Assert.ThrowsAsync<IOException>(() => CurrentAsync(latest));
        files.Fails = false;
        Assert.Equal(PolicySet.Strict, (await CurrentAsync(latest)).Set);
    }

    private LatestPolicyFile Latest() => new(_published, _metrics, _clock, NullLogger<LatestPolicyFile>.Instance);

    private static Task<PolicyFile> CurrentAsync(LatestPolicyFile latest) => latest.CurrentAsync(TestContext.Current.CancellationToken).AsTask();

    private async Task PublishAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.True(await _published.TryPublishAsync(bytes, new(++_number, PolicyFileReader.VersionOf(bytes), _clock.GetUtcNow(), "me"), TestContext.Current.CancellationToken));
    }

    private sealed class FailingFiles(IPublishedPolicyFiles files) : IPublishedPolicyFiles
    {
        public bool Fails { get; set; }

        public Task<PolicyFilePublication?> LatestAsync(CancellationToken cancellationToken) => Fails ? throw new IOException("The table cannot be reached.") : files.LatestAsync(cancellationToken);

        public Task<byte[]?> TextAsync(string version, CancellationToken cancellationToken) => files.TextAsync(version, cancellationToken);

        public Task<bool> TryPublishAsync(ReadOnlyMemory<byte> text, PolicyFilePublication publication, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<PolicyFilePublication> HistoryAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
