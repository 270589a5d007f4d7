using System.Text;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;
using EcsGuard.Pipeline.Tests.Support;
using static EcsGuard.Pipeline.Tests.Contracts.SampleRecords;

namespace EcsGuard.Pipeline.Tests.InProcess;

/// <summary>The contract on a folder, each question asked of what another process would read there; and what only a folder can suffer.</summary>
public sealed class KeptFindingStoreTests : FindingStoreContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ecsguard-").FullName;
    private readonly TestLog<InProcessFindingStore> _log = new();
    private readonly List<InProcessFindingStore> _copies = [];
    private InProcessFindingStore? _open;

    public KeptFindingStoreTests() => _open = Open();

    protected override IFindingStore Store => _open ??= Open();

    protected override IFindingQueries Queries => Copy();

    private string Journal => Path.Combine(_folder, "findings.jsonl");

    public void Dispose()
    {
        Close();
        _copies.ForEach(copy => copy.Dispose());
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Everything_survives_a_restart()
    {
        await RecordEverythingAsync();
        var before = Snapshot();

        Close();

        Assert.Equal(before, Snapshot());
        AssertEqual(Change(Web).State, (await ClaimAsync(Web, Noon)).State);
        Assert.False(await Store.TryWriteOfTaskAsync(OfTask(Web, 8, 'a', 4, Noon), 4, None));
        Assert.True(await Store.TryWriteOfTaskAsync(OfTask(Web, 8, 'a', 6, Noon), 6, None));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task A_restart_frees_claims()
    {
        var claim = await ClaimAsync(Web, Noon);
        Close();

        await ClaimAsync(Web, Noon);

        await Assert.ThrowsAsync<FamilyBusyException>(() => Store.FinishAsync(claim, Change(Web), None));
    }

    [Fact]
    public async Task Opening_keeps_one_line_for_each_record()
    {
        await RecordEverythingAsync();
        await RecordAsync(Change(Web));
        await RecordAsync(Change(Web));
        Close();

        Open().Dispose();

        var lines = await File.ReadAllLinesAsync(Journal, None);
        Assert.Equal("""{"format":1}""", lines[0]);
        Assert.Equal(
            ["family", "revisions", "revisions", "findings", "findings", "findings", "findings", "unjudged"],
            lines.Skip(1).Select(line => line[2..line.IndexOf('"', 2)]));
        Assert.Equal(["findings.jsonl", "lock"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_line_that_was_not_written_to_its_end_is_left_out_and_reported()
    {
        await RecordEverythingAsync();
        var whole = Snapshot();
        var lines = (await File.ReadAllLinesAsync(Journal, None)).Length;
        await Store.KeepUnjudgedAsync(Unjudged with { EventId = "last" }, None);
        Close();
        var bytes = await File.ReadAllBytesAsync(Journal, None);
        await File.WriteAllBytesAsync(Journal, bytes[..^1], None);

        Assert.Equal(whole, Snapshot());
        Assert.Equal([$"Warning: {Journal} ends in the middle of line {lines + 1}: that change was not completed, and is left out."], _log.Lines);

        _log.Lines.Clear();
        await Store.KeepUnjudgedAsync(Unjudged with { EventId = "next" }, None);
        Assert.Equal([Unjudged, Unjudged with { EventId = "next" }], await UnjudgedAsync());
        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData("{", "Expected depth to be zero")]
    [InlineData("null", "The line is null.")]
    [InlineData("", "The input does not contain any JSON tokens")]
    [InlineData("""{"findings":[{"finding":{}}]}""", "missing required")]
    public async Task A_corrupt_line_is_named_and_nothing_is_lost(string line, string reason)
    {
        await RecordEverythingAsync();
        Close();
        var lines = await File.ReadAllLinesAsync(Journal, None);
        lines[2] = line;
        await File.WriteAllLinesAsync(Journal, lines, new UTF8Encoding(false), None);
        var bytes = await File.ReadAllBytesAsync(Journal, None);

        var fault = Assert.Throws<InvalidDataException>(Open);

        Assert.StartsWith($"{Journal}, line 3: not a record of EcsGuard (", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Journal, None));
    }

    [Theory]
    [InlineData("""{"format":2}""", "the format is 2, and this EcsGuard reads format 1.")]
    [InlineData("{}", "the format is not named, and this EcsGuard reads format 1.")]
    public async Task A_journal_of_another_format_is_refused(string header, string reason)
    {
        Close();
        await File.WriteAllTextAsync(Journal, header + "\n", None);

        var fault = Assert.Throws<InvalidDataException>(Open);

        Assert.Equal($"{Journal}, line 1: {reason}", fault.Message);
        await File.WriteAllTextAsync(Journal, "{\"format\":1}\n", None);
        Open().Dispose();
    }

    [Fact]
    public void A_folder_is_open_once_at_a_time()
    {
        var fault = Assert.Throws<IOException>(Open);

        Assert.StartsWith($"{_folder} is in use by another EcsGuard. Stop that one, or choose another folder. (", fault.Message, StringComparison.Ordinal);
        Close();
        Open().Dispose();
    }

    [Fact]
    public async Task What_is_kept_is_listed_whole()
    {
        await RecordEverythingAsync();
        await RecordAsync(new(new() { Family = Web with { Account = "000000000000" } }, [Judged(Web with { Account = "000000000000" }, 3)], []));
        var change = Change(Web);

        Close();

        using var store = Open();
        AssertEqual(change.Findings.Select(Read).Append(OfTask(Web, 8, 'a', 5, Noon)).InOrder(), store.AllFindings());
        AssertEqual([Judged(Web with { Account = "000000000000" }, 3), .. change.Revisions.Reverse()], store.AllRevisions());
        Assert.Equal([Unjudged], store.UnjudgedCalls());
    }

    protected override void SetClock(DateTimeOffset now)
    {
        // Who holds a claim is known at every moment, so the store needs no clock.
    }

    protected override Task<IReadOnlyList<UnjudgedCall>> UnjudgedAsync() => Task.FromResult(Copy().UnjudgedCalls());

    private async Task RecordEverythingAsync()
    {
        await RecordAsync(Change(Web));
        await Store.TryWriteOfTaskAsync(OfTask(Web, 8, 'a', 5, Noon), 5, None);
        await Store.KeepUnjudgedAsync(Unjudged, None);
    }

    /// <summary>All that is kept, as opening writes it.</summary>
    private string Snapshot()
    {
        Close();
        Open().Dispose();
        return File.ReadAllText(Journal);
    }

    private InProcessFindingStore Copy()
    {
        Assert.NotNull(_open);
        var folder = Path.Combine(_folder, $"copy-{_copies.Count}");
        Directory.CreateDirectory(folder);
        using (var from = new FileStream(Journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        using (var to = File.Create(Path.Combine(folder, "findings.jsonl")))
        {
            from.CopyTo(to);
        }

        var copy = new InProcessFindingStore(folder, _log);
        _copies.Add(copy);
        return copy;
    }

    private InProcessFindingStore Open() => new(_folder, _log);

    private void Close()
    {
        _open?.Dispose();
        _open = null;
    }
}
