using System.Text;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Pipeline.Tests.Contracts;

/// <summary>What every store of published policy files promises.</summary>
public abstract class PublishedPolicyFilesContract
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected abstract IPublishedPolicyFiles Files { get; }

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Before_the_first_publication_there_is_nothing()
    {
        Assert.Null(await Files.LatestAsync(None));
        Assert.Null(await Files.TextAsync("a", None));
        Assert.Empty(await HistoryAsync());
    }

    [Fact]
    public async Task The_latest_publication_counts_and_every_text_is_kept()
    {
        Assert.True(await PublishAsync(1, "a", "version: 1\n"));
        Assert.True(await PublishAsync(2, "b", "version: 1\n# für später\n"));
        Assert.Equal(Publication(2, "b"), await Files.LatestAsync(None));
        Assert.Equal(("version: 1\n", "version: 1\n# für später\n"), (await TextAsync("a"), await TextAsync("b")));
        Assert.Equal([Publication(2, "b"), Publication(1, "a")], await HistoryAsync());
    }

    [Fact]
    public async Task An_earlier_file_can_be_published_again()
    {
        await PublishAsync(1, "a", "version: 1\n");
        await PublishAsync(2, "b", "version: 1\nset: strict\n");
        Assert.True(await PublishAsync(3, "a", "version: 1\n"));
        Assert.Equal(Publication(3, "a"), await Files.LatestAsync(None));
        Assert.Equal([Publication(3, "a"), Publication(2, "b"), Publication(1, "a")], await HistoryAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Whoever_did_not_see_the_latest_publication_changes_nothing(int number)
    {
        await PublishAsync(1, "a", "version: 1\n");
        Assert.False(await PublishAsync(number, "b", "version: 1\nset: strict\n"));
        Assert.Equal(Publication(1, "a"), await Files.LatestAsync(None));
        Assert.Null(await Files.TextAsync("b", None));
        Assert.Equal([Publication(1, "a")], await HistoryAsync());
    }

    [Fact]
    public async Task A_large_file_comes_back_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"# line {number} of a file that explains itself\n"));
        await PublishAsync(1, "a", text);
        Assert.Equal(text, await TextAsync("a"));
    }

    private static PolicyFilePublication Publication(int number, string version) => new(number, version, Noon.AddHours(number), "arn:aws:iam::111122223333:user/platform");

    private Task<bool> PublishAsync(int number, string version, string text) => Files.TryPublishAsync(Encoding.UTF8.GetBytes(text), Publication(number, version), None);

    private async Task<string> TextAsync(string version) => Encoding.UTF8.GetString((await Files.TextAsync(version, None))!);

    private async Task<List<PolicyFilePublication>> HistoryAsync()
    {
        var history = new List<PolicyFilePublication>();
        await foreach (var publication in Files.HistoryAsync(None))
        {
            history.Add(publication);
        }

        return history;
    }
}
