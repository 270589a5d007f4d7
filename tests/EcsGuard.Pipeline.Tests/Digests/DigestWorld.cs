using System.Runtime.CompilerServices;
using EcsGuard.Pipeline.Digests;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;
using EcsGuard.Pipeline.Tests.Support;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Tests.Digests;

/// <summary>The daily work on findings that a test writes down. It is Monday, 2026-03-02, six o'clock; the week before is 2026-W09.</summary>
internal sealed class DigestWorld : IEstate, IPolicyFiles, IDisposable
{
    private readonly InProcessFindingStore _store = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public DigestWorld()
    {
        Clock.Advance(TimeSpan.FromHours(18));
        Work = new(this, this, _store.Snapshots, _store.Notices, _store.Jobs, Clock);
    }

    public TestClock Clock { get; } = new();

    public DailyWork Work { get; }

    public PolicyFile File { get; set; } = PolicyFile.None;

    public List<Finding> Findings { get; } = [];

    /// <summary>How often everything recorded was read.</summary>
    public int Reads { get; private set; }

    public ISnapshots Snapshots => _store.Snapshots;

    public IJobs Jobs => _store.Jobs;

    /// <summary>A finding of web:8 since some days, open where nothing else is said.</summary>
    public Finding Add(string policy, int days, Severity severity = Severity.High, string team = "payments", string family = "web", string account = "111122223333")
    {
        var at = Clock.GetUtcNow().AddDays(-days);
        var finding = SampleRecords.OfRevision(SampleRecords.Web with { Family = family, Account = account }, 8, policy, "api", severity, team) with { FirstSeen = at, LastSeen = at };
        Findings.Add(finding);
        return finding;
    }

    public void Replace(Finding finding, Finding by) => Findings[Findings.IndexOf(finding)] = by;

    public async Task<IReadOnlyList<Summary>> RunAsync(int daysLater = 0)
    {
        Clock.Advance(TimeSpan.FromDays(daysLater));
        await Work.RunAsync(CancellationToken.None);
        var due = await _store.DueAsync(Clock.GetUtcNow(), CancellationToken.None).ToArrayAsync();
        return [.. due.Select(record => record.Notice!.Summary).Where(summary => _told.Add(summary.Id)).OrderBy(summary => summary.Id, StringComparer.Ordinal)];
    }

    public async IAsyncEnumerable<Finding> FindingsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Reads++;
        foreach (var finding in Findings)
        {
            await Task.CompletedTask.WaitAsync(cancellationToken);
            yield return finding;
        }
    }

    public IAsyncEnumerable<FamilyState> FamiliesAsync(FamilyKey? after, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<FamilyState> FamilyAsync(FamilyKey family, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<PolicyFile> CurrentAsync(CancellationToken cancellationToken) => new(File);

    public void Dispose() => _store.Dispose();
}
