using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Pipeline.InProcess;

/// <summary>All records, in memory.</summary>
internal sealed class FindingRecords
{
    public Dictionary<FamilyKey, FamilyState> Families { get; } = [];

    public Dictionary<(FamilyKey Family, int Revision), RevisionRecord> Revisions { get; } = [];

    public Dictionary<string, KeptFinding> Findings { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, UnjudgedCall> Unjudged { get; } = new(StringComparer.Ordinal);

    /// <summary>What jobs remember.</summary>
    public Dictionary<string, string?> Jobs { get; } = new(StringComparer.Ordinal);

    /// <summary>Messages of no single family by id; null for one that was sent.</summary>
    public Dictionary<string, PendingNotice?> Notices { get; } = new(StringComparer.Ordinal);

    public Dictionary<(SnapshotScope Scope, DateOnly Day), Snapshot> Snapshots { get; } = [];

    public void Apply(JournalEntry entry)
    {
        if (entry.Family is { } family)
        {
            Families[family.Family] = family;
        }

        foreach (var revision in entry.Revisions ?? [])
        {
            Revisions[(revision.Family, revision.Record.Revision)] = revision.Record;
        }

        foreach (var finding in entry.Findings ?? [])
        {
            Findings[finding.Finding.Id] = finding;
        }

        if (entry.Unjudged is { } call)
        {
            Unjudged[call.EventId] = call;
        }

        if (entry.Job is { } job)
        {
            Jobs[job.Job] = job.State;
        }

        if (entry.Notice is { } notice)
        {
            Notices[notice.Id] = notice.Pending;
        }

        foreach (var snapshot in entry.Snapshots ?? [])
        {
            Snapshots[(snapshot.Scope, snapshot.Day)] = snapshot;
        }
    }

    /// <summary>The fewest entries that make these records.</summary>
    public IEnumerable<JournalEntry> ToEntries()
    {
        foreach (var family in Families.Values)
        {
            yield return new() { Family = family };
        }

        foreach (var ((family, _), record) in Revisions)
        {
            yield return new() { Revisions = [new(family, record)] };
        }

        foreach (var finding in Findings.Values)
        {
            yield return new() { Findings = [finding] };
        }

        foreach (var call in Unjudged.Values)
        {
            yield return new() { Unjudged = call };
        }

        foreach (var (job, state) in Jobs)
        {
            yield return new() { Job = new(job, state) };
        }

        foreach (var (id, pending) in Notices)
        {
            yield return new() { Notice = new(id, pending) };
        }

        foreach (var day in Snapshots.Values.GroupBy(snapshot => snapshot.Day))
        {
            yield return new() { Snapshots = [.. day] };
        }
    }
}
