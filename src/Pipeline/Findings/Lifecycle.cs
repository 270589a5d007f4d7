using System.Collections.Immutable;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Findings;

/// <summary>
/// Which state each finding of a family is in, decided from the revisions alone and never from the order in which events arrived: only what can run
/// counts, and that is the newest revision that is not deregistered.
/// </summary>
public static class Lifecycle
{
    /// <summary>The family with the state of every finding put right, and what that changed.</summary>
    /// <param name="before">The family as stored.</param>
    /// <param name="after">The family with a revision added, replaced or deregistered.</param>
    public static FamilyChange Settle(FamilyState before, FamilyState after)
    {
        var ascending = after.Revisions.Reverse().ToArray();
        var settled = new RevisionState[ascending.Length];
        RevisionState? previous = null;
        for (var index = 0; index < ascending.Length; index++)
        {
            var revision = ascending[index];
            var newer = ascending.Skip(index + 1).Where(later => later.Record.Judgement is not null).ToArray();
            settled[index] = revision with { Findings = [.. revision.Findings.Select(finding => Settle(finding, revision, previous, newer, after.Current))] };
            previous = revision.Record.Judgement is null ? previous : settled[index];
        }

        var state = after with { Revisions = [.. settled.AsEnumerable().Reverse()] };
        var known = before.Revisions.SelectMany(revision => revision.Findings).ToDictionary(finding => finding.Id, StringComparer.Ordinal);
        var findings = settled.SelectMany(revision => revision.Findings).Where(finding => !known.TryGetValue(finding.Id, out var stored) || !Same(stored, finding)).ToArray();
        var revisions = settled.Select(revision => revision.Record).Where(record => !before.Revisions.Any(stored => Same(stored.Record, record))).ToArray();
        return new(state, revisions, findings);
    }

    /// <summary>How the current revision differs from the judged one before it, in faults of the definition.</summary>
    public static Difference Compare(FamilyState state, RevisionState revision)
    {
        var before = state.Revisions.FirstOrDefault(older => older.Record.Revision < revision.Record.Revision && older.Record.Judgement is not null);
        var had = Faults(before);
        var has = Faults(revision);
        return new(
            [.. has.Where(finding => !had.Any(earlier => IsSameFault(earlier, finding))).InOrder()],
            [.. has.Where(finding => had.Any(earlier => IsSameFault(earlier, finding))).InOrder()],
            [.. had.Where(earlier => !has.Any(finding => IsSameFault(earlier, finding)) && CanTell(revision, earlier)).InOrder()]);
    }

    private static Finding Settle(Finding finding, RevisionState own, RevisionState? previous, RevisionState[] newer, RevisionState? current)
    {
        var record = own.Record;
        var isOvertaken = current is not null && record.Revision < current.Record.Revision;
        if (finding.Kind == PolicyKind.Runtime)
        {
            // A task of an old revision that still fails keeps its finding open: the revision is in use.
            return finding.State != FindingState.Open ? finding
                : isOvertaken && current!.Record.Judgement is { } takeover && takeover.RegisteredAt >= finding.LastSeen ? Close(finding, FindingState.Superseded)
                : !isOvertaken && !record.IsActive ? Close(finding, FindingState.Removed)
                : finding;
        }

        // The age of a fault is the family's, not the revision's.
        var inherited = Faults(previous).FirstOrDefault(earlier => IsSameFault(earlier, finding));
        var aged = inherited is not null && inherited.FirstSeen < finding.FirstSeen ? finding with { FirstSeen = inherited.FirstSeen } : finding;
        if (!isOvertaken)
        {
            return record.IsActive ? aged with { State = FindingState.Open, ResolvedIn = null } : Close(aged, FindingState.Removed);
        }

        // A revision in which the place is hidden says nothing about the fault: it neither has it nor is it fixed.
        var next = newer.FirstOrDefault(later => CanTell(later, finding));
        return next is null ? record.IsActive ? aged with { State = FindingState.Open, ResolvedIn = null } : Close(aged, FindingState.Removed)
            : Faults(next).Any(later => IsSameFault(later, finding)) ? Close(aged, FindingState.Superseded)
            : Close(aged, FindingState.Resolved) with { ResolvedIn = next.Record.Revision };
    }

    /// <summary>Whether judging a revision would have shown the fault: its policy did not fail there, and the place was not hidden from it.</summary>
    private static bool CanTell(RevisionState revision, Finding finding) =>
        revision.Record.Judgement is { } judgement
        && !judgement.Undetermined.Any(place => place.Policy == finding.Policy && (place.Path.Length == 0 || finding.Path == place.Path || finding.Path.StartsWith($"{place.Path}/", StringComparison.Ordinal)));

    private static Finding Close(Finding finding, FindingState state) => finding with { State = state, ResolvedIn = null, DueAt = null };

    private static IEnumerable<Finding> Faults(RevisionState? revision) =>
        revision?.Findings.Where(finding => finding.Kind != PolicyKind.Runtime) ?? [];

    private static bool IsSameFault(Finding left, Finding right) => left.Policy == right.Policy && left.Subject == right.Subject;

    private static bool Same(Finding left, Finding right) =>
        left with { Evidence = [], CountedTasks = [] } == right with { Evidence = [], CountedTasks = [] }
        && left.Evidence.SequenceEqual(right.Evidence);

    private static bool Same(RevisionRecord left, RevisionRecord right) =>
        left.Revision == right.Revision && left.IsActive == right.IsActive && (left.Judgement is null) == (right.Judgement is null);
}

/// <summary>What a revision changed.</summary>
/// <param name="New">Faults that the revision before did not have.</param>
/// <param name="StillOpen">Faults that it had already.</param>
/// <param name="Fixed">Faults of the revision before that are gone.</param>
public sealed record Difference(ImmutableArray<Finding> New, ImmutableArray<Finding> StillOpen, ImmutableArray<Finding> Fixed);
