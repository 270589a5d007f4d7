using System.Runtime.CompilerServices;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Pipeline.InProcess;

/// <summary>
/// The records in memory and, where a folder is given, on disk. Claims are in memory only: a crash frees them. Safe for concurrent callers.
/// </summary>
public sealed class InProcessFindingStore : IFindingStore, IFindingQueries, IEstate, IDisposable
{
    private readonly KeptRecords _kept;
    private readonly Lock _gate;
    private readonly FindingRecords _records;
    private readonly Dictionary<FamilyKey, FamilyClaim> _claims = [];

    /// <summary>A store that forgets when the process ends.</summary>
    public InProcessFindingStore()
        : this(new KeptRecords())
    {
    }

    /// <summary>A store that keeps its records in a folder.</summary>
    /// <exception cref="IOException">Another process has the folder open, or the disk fails.</exception>
    /// <exception cref="InvalidDataException">What is in the folder cannot be read; file and line are named.</exception>
    public InProcessFindingStore(string folder, ILogger<InProcessFindingStore> log)
        : this(new KeptRecords(folder, log))
    {
    }

    private InProcessFindingStore(KeptRecords kept)
    {
        _kept = kept;
        _gate = kept.Gate;
        _records = kept.Records;
        Jobs = new InProcessJobs(kept);
        Notices = new InProcessNotices(kept);
        Snapshots = new InProcessSnapshots(kept);
    }

    /// <summary>Jobs, kept with the records.</summary>
    public IJobs Jobs { get; }

    /// <summary>Messages of no single family, kept with the records.</summary>
    public INotices Notices { get; }

    /// <summary>The numbers of each day, kept with the records.</summary>
    public ISnapshots Snapshots { get; }

    /// <summary>Every finding in every state, in order.</summary>
    public IReadOnlyList<Finding> AllFindings()
    {
        lock (_gate)
        {
            return [.. _records.Findings.Values.Select(kept => kept.Finding).InOrder()];
        }
    }

    /// <summary>Every revision that was judged or deregistered, by account, region, family and number. What could not be judged is in it.</summary>
    public IReadOnlyList<RevisionRecord> AllRevisions()
    {
        lock (_gate)
        {
            return
            [
                .. _records.Revisions
                    .OrderBy(entry => entry.Key.Family.Account, StringComparer.Ordinal)
                    .ThenBy(entry => entry.Key.Family.Region, StringComparer.Ordinal)
                    .ThenBy(entry => entry.Key.Family.Family, StringComparer.Ordinal)
                    .ThenBy(entry => entry.Key.Revision)
                    .Select(entry => entry.Value)
                    .Where(IsHistory),
            ];
        }
    }

    /// <summary>Every API call that was kept as not judged, oldest first.</summary>
    public IReadOnlyList<UnjudgedCall> UnjudgedCalls()
    {
        lock (_gate)
        {
            return [.. _records.Unjudged.Values.OrderBy(call => call.At).ThenBy(call => call.EventId, StringComparer.Ordinal)];
        }
    }

    public Task<FamilyClaim?> TryClaimAsync(FamilyKey family, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (IsClaimed(family, now))
            {
                return Task.FromResult<FamilyClaim?>(null);
            }

            var claim = new FamilyClaim(StateOf(family), Guid.NewGuid().ToString("N"), until);
            _claims[family] = claim;
            return Task.FromResult<FamilyClaim?>(claim);
        }
    }

    public Task FinishAsync(FamilyClaim claim, FamilyChange change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var family = claim.State.Family;
        lock (_gate)
        {
            if (!Holds(claim))
            {
                throw FamilyBusyException.RunOut(family);
            }

            Change(new()
            {
                Family = change.State,
                Revisions = [.. change.Revisions.Select(revision => new FamilyRevision(family, revision))],
                Findings = [.. change.Findings.Where(IsNotOutdated).Select(finding => Keep(finding, finding.IsOfTask ? finding.TaskVersion : null))],
            });
            _claims.Remove(family);
        }

        return Task.CompletedTask;
    }

    public Task ReleaseAsync(FamilyClaim claim, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (Holds(claim))
            {
                _claims.Remove(claim.State.Family);
            }
        }

        return Task.CompletedTask;
    }

    public Task<bool> TryWriteOfTaskAsync(Finding finding, int version, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var stored = _records.Findings.GetValueOrDefault(finding.Id);
            if (stored?.Version >= version)
            {
                return Task.FromResult(false);
            }

            Change(new() { Findings = [Keep(finding, version)] });
            return Task.FromResult(true);
        }
    }

    public IAsyncEnumerable<Finding> OpenOfTasksAsync(FamilyKey family, int revision, CancellationToken cancellationToken) =>
        EachAsync(Select(finding => finding.IsOfTask && finding.IsUnresolved && IsOf(finding, family) && (finding.Revision ?? 0) <= revision), cancellationToken);

    public Task<bool> KnowsAsync(FamilyKey family, FamilyFacts facts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var known = StateOf(family).Facts;
            return Task.FromResult(known.And(facts) == known);
        }
    }

    public IAsyncEnumerable<FamilyKey> FamiliesOfTaskRoleAsync(string account, string taskRole, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return EachAsync(_records.Families.Values.Where(state => state.Family.Account == account && state.TaskRole == taskRole).Select(state => state.Family).ToArray(), cancellationToken);
        }
    }

    public Task KeepUnjudgedAsync(UnjudgedCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!_records.Unjudged.ContainsKey(call.EventId))
            {
                Change(new() { Unjudged = call });
            }
        }

        return Task.CompletedTask;
    }

    public IAsyncEnumerable<DueRecord> DueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var due = _records.Families.Values.Where(state => state.DueAt <= now)
                .Select(state => (state.DueAt, Family: (FamilyKey?)state.Family, Finding: (string?)null))
                .Concat(_records.Findings.Values.Where(kept => IsDue(kept.Finding, now)).Select(kept => (kept.Finding.DueAt, Family: (FamilyKey?)null, Finding: (string?)kept.Finding.Id)))
                .OrderBy(entry => entry.DueAt)
                .ToArray();
            var notices = _records.Notices.Values.OfType<PendingNotice>().Where(notice => notice.NextAttempt <= now).OrderBy(notice => notice.NextAttempt).Select(notice => new DueRecord(null, null, notice)).ToArray();
            return EachAsync(due.Select(entry => StillDue(entry.Family, entry.Finding, now)).OfType<DueRecord>().Concat(notices), cancellationToken);
        }
    }

    public IAsyncEnumerable<Finding> OfRevisionAsync(FamilyKey family, int revision, CancellationToken cancellationToken) =>
        EachAsync(Select(finding => IsOf(finding, family) && (finding.Revision ?? 0) == revision), cancellationToken);

    public Task<FindingPage> OpenAsync(OpenFindingQuery query, int pageSize, string? continuation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pageSize, OpenFindingQuery.LargestPage);
        var (scope, value) = OpenFindingQuery.ScopeOf(query);
        var after = continuation is null ? null : OpenFindingPosition.Read(continuation, query)[OpenFindingPosition.Place];
        var matching = Select(finding => finding.State == FindingState.Open
            && (query.Severity is null || finding.Severity == query.Severity)
            && value == (scope switch { OpenFindingScope.Account => finding.Account, OpenFindingScope.Team => finding.Team, _ => finding.Policy }));
        var rest = matching
            .Select(finding => (Place: SortText.OfOpen(finding), Finding: finding))
            .Where(entry => after is null || StringComparer.Ordinal.Compare(entry.Place, after) > 0)
            .OrderBy(entry => entry.Place, StringComparer.Ordinal)
            .Take(pageSize + 1)
            .ToArray();
        var page = rest.Take(pageSize).Select(entry => entry.Finding).ToArray();
        var next = rest.Length > pageSize ? OpenFindingPosition.Write(query, page[^1]) : null;
        return Task.FromResult(new FindingPage(page, next));
    }

    public IAsyncEnumerable<RevisionRecord> HistoryAsync(FamilyKey family, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var history = _records.Revisions.Where(entry => entry.Key.Family == family).Select(entry => entry.Value).Where(IsHistory).OrderByDescending(record => record.Revision).ToArray();
            return EachAsync(history, cancellationToken);
        }
    }

    public IAsyncEnumerable<FamilyState> FamiliesAsync(FamilyKey? after, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            FamilyKey[] families = [.. _records.Families.Keys.Order(FamilyOrder).SkipWhile(family => after is not null && FamilyOrder.Compare(family, after) <= 0)];
            return EachAsync(families.Select(Read), cancellationToken);
        }
    }

    public IAsyncEnumerable<Finding> FindingsAsync(CancellationToken cancellationToken) => EachAsync(Select(static _ => true), cancellationToken);

    public Task<FamilyState> FamilyAsync(FamilyKey family, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Read(family));
    }

    public void Dispose() => _kept.Dispose();

    private static readonly Comparer<FamilyKey> FamilyOrder = Comparer<FamilyKey>.Create(static (left, right) =>
        string.CompareOrdinal(left.Account, right.Account) is var byAccount and not 0 ? byAccount
        : string.CompareOrdinal(left.Region, right.Region) is var byRegion and not 0 ? byRegion
        : string.CompareOrdinal(left.Family, right.Family));

    private static bool IsOf(Finding finding, FamilyKey family) => finding.Family == family.Family && finding.Account == family.Account && finding.Region == family.Region;

    private static bool IsHistory(RevisionRecord record) => record.Judgement is not null || !record.IsActive;

    private static bool IsDue(Finding? finding, DateTimeOffset now) => finding?.IsUnresolved == true && finding.DueAt <= now;

    private static async IAsyncEnumerable<T> EachAsync<T>(IEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
        }

        await Task.CompletedTask;
    }

    private Finding[] Select(Func<Finding, bool> condition)
    {
        lock (_gate)
        {
            return [.. _records.Findings.Values.Select(kept => kept.Finding).Where(condition)];
        }
    }

    private FamilyState Read(FamilyKey family)
    {
        lock (_gate)
        {
            return StateOf(family);
        }
    }

    private FamilyState StateOf(FamilyKey family) => _records.Families.GetValueOrDefault(family) ?? new() { Family = family };

    private bool IsClaimed(FamilyKey family, DateTimeOffset now) => _claims.TryGetValue(family, out var claim) && claim.Until > now;

    private bool Holds(FamilyClaim claim) => _claims.GetValueOrDefault(claim.State.Family)?.Token == claim.Token;

    private bool IsNotOutdated(Finding finding) => !finding.IsOfTask || !(_records.Findings.GetValueOrDefault(finding.Id)?.Version > finding.TaskVersion);

    private DueRecord? StillDue(FamilyKey? family, string? finding, DateTimeOffset now)
    {
        lock (_gate)
        {
            return family is not null
                ? StateOf(family).DueAt <= now ? new(family, null) : null
                : _records.Findings[finding!].Finding is var known && IsDue(known, now) ? new(null, known) : null;
        }
    }

    private KeptFinding Keep(Finding finding, int? version)
    {
        var firstSeen = finding.IsOfTask && _records.Findings.TryGetValue(finding.Id, out var stored) ? stored.Finding.FirstSeen : finding.FirstSeen;
        return new(finding with { FirstSeen = firstSeen, CountedTasks = [] }, version);
    }

    private void Change(JournalEntry entry) => _kept.Change(entry);
}
