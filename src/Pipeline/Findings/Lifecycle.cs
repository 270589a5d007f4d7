using System.Collections.Immutable;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Findings;

/// <summary>
/// Which state each finding of a family is in. For faults of definitions that is decided from the revisions alone and never from the order in which
/// events arrived: only what can run counts, and that is the newest revision that is not deregistered.
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
        for (var index = 0; index < ascending.Length; index++)
        {
            var own = ascending[index];
            var place = new Place(
                after,
                before.Revisions.FirstOrDefault(stored => stored.Record.Revision == own.Record.Revision),
                [.. settled.Take(index).Reverse()],
                [.. ascending.Skip(index + 1)]);
            settled[index] = own with { Findings = [.. own.Findings.Select(finding => finding.Kind == PolicyKind.Runtime ? SettleRuntime(finding, own, place) : SettleFault(finding, own, place))] };
        }

        var state = after with { Revisions = [.. settled.AsEnumerable().Reverse()] };
        var known = before.Revisions.SelectMany(revision => revision.Findings).ToDictionary(finding => finding.Id, StringComparer.Ordinal);
        var findings = settled.SelectMany(revision => revision.Findings).Where(finding => !known.TryGetValue(finding.Id, out var stored) || !Same(stored, finding)).ToArray();
        var revisions = settled.Select(revision => revision.Record).Where(record => IsWorthKeeping(record, after) && !before.Revisions.Any(stored => Same(stored.Record, record))).ToArray();
        return new(state, revisions, findings);
    }

    /// <summary>
    /// The same after revisions were judged again: what was open and is no longer found is resolved. It is out of the working set, so that nothing opens it again but
    /// finding it.
    /// </summary>
    /// <param name="before">The family as stored.</param>
    /// <param name="after">The family with revisions that were judged again.</param>
    /// <param name="now">When it was no longer found.</param>
    public static FamilyChange SettleAgain(FamilyState before, FamilyState after, DateTimeOffset now)
    {
        var change = Settle(before, after);
        var found = change.State.Revisions.SelectMany(revision => revision.Findings).Select(finding => finding.Id).ToHashSet(StringComparer.Ordinal);
        var withdrawn = before.Revisions
            .SelectMany(revision => revision.Findings)
            .Where(finding => finding.IsUnresolved && !found.Contains(finding.Id))
            .Select(finding => finding with { State = FindingState.Resolved, ResolvedAt = now, DueAt = null });
        return change with { Findings = [.. change.Findings, .. withdrawn] };
    }

    /// <summary>How the current revision differs from the ones before it, in faults of the definition.</summary>
    /// <param name="state">The family, settled.</param>
    /// <param name="revision">The revision that counts in it.</param>
    public static Difference Compare(FamilyState state, RevisionState revision)
    {
        var older = state.Revisions.Where(known => known.Record.Revision < revision.Record.Revision).ToArray();
        var has = Faults(revision).Where(finding => finding.IsNews).ToLookup(finding => FaultIn(Telling(older, finding), finding) is not null);
        var @fixed = older.SelectMany(Faults).Where(finding => finding.ResolvedIn == revision.Record.Revision);
        return new([.. has[false].InOrder()], [.. has[true].InOrder()], [.. @fixed.InOrder()]);
    }

    private static Finding SettleRuntime(Finding finding, RevisionState own, Place place)
    {
        // A task that fails after its revision was overtaken, or deregistered, keeps its finding open: the revision is in use.
        return !finding.IsUnresolved ? finding
            : place.Overtaker(own) is { } current ? (current.Record.Judgement!.RegisteredAt >= finding.LastSeen ? Close(finding, FindingState.Superseded) : finding)
            : !own.Record.IsActive && place.Before is not { Record.IsActive: false } ? Close(finding, FindingState.Removed)
            : finding;
    }

    private static Finding SettleFault(Finding finding, RevisionState own, Place place)
    {
        var aged = finding with { FirstSeen = FirstSeen(finding, own, place), Regression = RegressionOf(finding, own, place) };
        var next = place.Overtaker(own) is { } current ? Telling(place.Newer.TakeWhile(newer => newer.Record.Revision <= current.Record.Revision), finding) : null;
        if (next is null)
        {
            return own.Record.IsActive ? aged.Unresolved() : Close(aged, FindingState.Removed);
        }

        // Where the revisions in between have left the working set, what they did to the finding was decided while they were there.
        return finding.State is FindingState.Resolved or FindingState.Superseded && place.HasGap(own, next) ? aged
            : FaultIn(next, finding) is not null ? Close(aged, FindingState.Superseded)
            : Close(aged, FindingState.Resolved) with { ResolvedIn = next.Record.Revision, ResolvedAt = next.Record.Judgement!.RegisteredAt };
    }

    /// <summary>
    /// The age of a fault is the family's, not the revision's. Worked out anew each time, since a revision that arrives late may have been without it.
    /// </summary>
    private static DateTimeOffset FirstSeen(Finding finding, RevisionState own, Place place)
    {
        var previous = Telling(place.Older, finding);
        if (previous is null || place.HasGap(previous, own))
        {
            return finding.FirstSeen;
        }

        var registeredAt = own.Record.Judgement!.RegisteredAt;
        return FaultIn(previous, finding) is { } inherited && inherited.FirstSeen < registeredAt ? inherited.FirstSeen : registeredAt;
    }

    /// <summary>Whether the fault was gone before, as far as the working set goes back; what was decided of older revisions while they were in it stands.</summary>
    private static Regression? RegressionOf(Finding finding, RevisionState own, Place place)
    {
        var previous = Telling(place.Older, finding);
        if (previous is null || place.HasGap(previous, own))
        {
            return finding.Regression;
        }

        return FaultIn(previous, finding) is { } inherited ? inherited.Regression
            : place.Older.FirstOrDefault(older => FaultIn(older, finding) is not null) is { } had ? new(own.Record.Judgement!.RegisteredAt, had.Record.Revision)
            : place.Holds(finding.Regression?.Of) ? null
            : finding.Regression;
    }

    /// <summary>The nearest revision that says whether it has the fault. One in which the place is hidden does not: it neither has it nor is it fixed.</summary>
    private static RevisionState? Telling(IEnumerable<RevisionState> nearestFirst, Finding fault) =>
        nearestFirst.FirstOrDefault(revision => FaultIn(revision, fault) is not null || CanTell(revision.Record.Judgement, fault));

    /// <summary>Whether a judgement would have shown the fault: its policy did not fail there, and the place was not hidden from it.</summary>
    internal static bool CanTell(Judgement? judgement, Finding fault)
    {
        if (judgement is null || judgement.Undetermined.Length == UndeterminedRecord.Kept)
        {
            return false;
        }

        var path = InAnyContainer(fault.Path);
        return !judgement.Undetermined.Any(place => place.Policy == fault.Policy && $"{path}/".StartsWith($"{InAnyContainer(place.Path)}/", StringComparison.Ordinal));
    }

    /// <summary>The path without the container's index: the container may stand elsewhere in the other revision.</summary>
    private static string InAnyContainer(string path) =>
        path.Split('/') is ["", "containerDefinitions", _, .. var inside] ? $"/containerDefinitions/{string.Join('/', inside.Prepend("*"))}" : path;

    private static Finding Close(Finding finding, FindingState state) => finding with { State = state, ResolvedIn = null, ResolvedAt = null, DueAt = null };

    private static IEnumerable<Finding> Faults(RevisionState revision) => revision.Findings.Where(finding => finding.Kind != PolicyKind.Runtime);

    private static Finding? FaultIn(RevisionState? revision, Finding fault) =>
        revision is null ? null : Faults(revision).FirstOrDefault(finding => finding.Policy == fault.Policy && finding.Subject == fault.Subject);

    /// <summary>
    /// Not a revision that is known from its tasks alone: either there is nothing to say of it yet, or it was judged so long ago that only its own record
    /// knows how.
    /// </summary>
    private static bool IsWorthKeeping(RevisionRecord record, FamilyState family) =>
        record.Judgement is not null || (!record.IsActive && !family.JudgedRevisions.Contains(record.Revision));

    private static bool Same(Finding left, Finding right) =>
        left with { Evidence = [], CountedTasks = [] } == right with { Evidence = [], CountedTasks = [] }
        && left.Evidence.SequenceEqual(right.Evidence);

    private static bool Same(RevisionRecord left, RevisionRecord right) =>
        left with { Judgement = null } == right with { Judgement = null } && Same(left.Judgement, right.Judgement);

    private static bool Same(Judgement? left, Judgement? right) => left is null || right is null
        ? left == right
        : left with { Undetermined = [], Tags = [] } == right with { Undetermined = [], Tags = [] } && left.Undetermined.SequenceEqual(right.Undetermined) && left.Tags.SequenceEqual(right.Tags);

    /// <summary>Where a revision stands in its family.</summary>
    /// <param name="Family">All of it, as it is to be.</param>
    /// <param name="Before">The revision as stored; null if it is new.</param>
    /// <param name="Older">The older ones in the working set, nearest first.</param>
    /// <param name="Newer">The newer ones in the working set, nearest first.</param>
    private sealed record Place(FamilyState Family, RevisionState? Before, ImmutableArray<RevisionState> Older, ImmutableArray<RevisionState> Newer)
    {
        /// <summary>The revision that counts, if it is a newer one.</summary>
        public RevisionState? Overtaker(RevisionState own) => Family.Current is { } current && current.Record.Revision > own.Record.Revision ? current : null;

        /// <summary>A judged revision of this number is in the working set.</summary>
        public bool Holds(int? number) => Family.Revisions.Any(revision => revision.Record.Revision == number && revision.Record.Judgement is not null);

        /// <summary>A revision that was judged between the two has left the working set.</summary>
        public bool HasGap(RevisionState older, RevisionState newer) =>
            Family.JudgedRevisions.Any(number => number > older.Record.Revision && number < newer.Record.Revision
                && !Family.Revisions.Any(revision => revision.Record.Revision == number && revision.Record.Judgement is not null));
    }
}

/// <summary>What a revision changed.</summary>
/// <param name="New">Faults that the family did not have before it.</param>
/// <param name="StillOpen">Faults that it had already.</param>
/// <param name="Fixed">Faults of older revisions that are gone.</param>
public sealed record Difference(ImmutableArray<Finding> New, ImmutableArray<Finding> StillOpen, ImmutableArray<Finding> Fixed);
