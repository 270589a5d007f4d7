using System.Collections.Immutable;
using EcsGuard.Pipeline.Notifications;

namespace EcsGuard.Pipeline.Findings;

/// <summary>
/// The working set of a family: all that is needed to decide what a new event changes. It is read and written as a whole, by one owner at a time;
/// the findings in it also stand as records of their own, for everybody who asks.
/// </summary>
public sealed record FamilyState
{
    /// <summary>How many revisions are kept in the working set. Older ones have closed findings only, and those need no decision any more.</summary>
    public const int KeptRevisions = 4;

    private const int KeptRevisionNumbers = 1000;

    public required FamilyKey Family { get; init; }

    /// <summary>What task events have shown.</summary>
    public FamilyFacts Facts { get; init; } = FamilyFacts.None;

    /// <summary>The newest known revisions with their findings, newest first.</summary>
    public ImmutableArray<RevisionState> Revisions { get; init; } = [];

    /// <summary>Numbers of the revisions that were judged, ascending: an event about one of them is a duplicate.</summary>
    public ImmutableArray<int> JudgedRevisions { get; init; } = [];

    /// <summary>Messages that could not be sent yet.</summary>
    public ImmutableArray<PendingNotification> Outbox { get; init; } = [];

    /// <summary>When the next message is to be tried again.</summary>
    public DateTimeOffset? DueAt => Outbox.IsEmpty ? null : Outbox.Min(pending => pending.NextAttempt);

    /// <summary>The revision that counts: the newest judged one that is not deregistered.</summary>
    public RevisionState? Current => Revisions.FirstOrDefault(revision => revision.Record is { IsActive: true, Judgement: not null });

    /// <summary>The task role of the revision that counts, as <see cref="Judgement.TaskRole"/> has it.</summary>
    public string? TaskRole => Current?.Record.Judgement!.TaskRole;

    /// <summary>This state with <paramref name="revision"/> added or replaced, in order and within bounds.</summary>
    public FamilyState With(RevisionState revision)
    {
        var number = revision.Record.Revision;
        var revisions = Revisions
            .Where(known => known.Record.Revision != number)
            .Append(revision)
            .OrderByDescending(known => known.Record.Revision)
            .ToArray();
        var current = revisions.FirstOrDefault(known => known.Record is { IsActive: true, Judgement: not null });

        // Beside the newest: the one that counts, however many newer ones were deregistered, the one that this change is about, and old ones whose
        // tasks still fail.
        var kept = revisions.Where((known, place) =>
            place < KeptRevisions || known == current || known == revision || known.Findings.Any(finding => finding.IsUnresolved));
        var judged = revision.Record.Judgement is null || JudgedRevisions.Contains(number)
            ? JudgedRevisions
            : [.. JudgedRevisions.Append(number).Order().TakeLast(KeptRevisionNumbers)];
        return this with { Revisions = [.. kept], JudgedRevisions = judged };
    }
}

/// <summary>A revision and what was found in it and its tasks.</summary>
public sealed record RevisionState(RevisionRecord Record, ImmutableArray<Finding> Findings);

/// <summary>
/// What task events have shown about a family. Facts only ever add up, in whatever order and however often the events come, so late and repeated ones
/// end in the same facts.
/// </summary>
/// <param name="LaunchType">Where its tasks were seen: FARGATE, EC2, EXTERNAL …, or <see cref="Several"/>; null before the first task event.</param>
/// <param name="OnSpot">A task of it was seen on Spot capacity.</param>
/// <param name="EcsExec">A task of it was seen with ECS Exec on.</param>
/// <param name="HasTaskFindings">Findings were recorded for single tasks; a new revision closes them.</param>
public sealed record FamilyFacts(string? LaunchType, bool OnSpot, bool EcsExec, bool HasTaskFindings)
{
    /// <summary>
    /// Tasks were seen on more than one launch type: the family is moving, or runs on both. Then no event tells where the next task will run.
    /// </summary>
    public const string Several = "several";

    public static FamilyFacts None { get; } = new(null, false, false, false);

    /// <summary>The one launch type that its tasks were seen on; null where there is none, or more than one.</summary>
    public string? OnlyLaunchType => LaunchType == Several ? null : LaunchType;

    /// <summary>These facts and others.</summary>
    public FamilyFacts And(FamilyFacts others) => new(
        LaunchType is null || LaunchType == others.LaunchType ? others.LaunchType : others.LaunchType is null ? LaunchType : Several,
        OnSpot || others.OnSpot,
        EcsExec || others.EcsExec,
        HasTaskFindings || others.HasTaskFindings);

    /// <summary>What these facts tell policies that <paramref name="known"/> do not, in words for people, as what a task was seen to do.</summary>
    public IEnumerable<string> NewsTo(FamilyFacts known)
    {
        if (LaunchType != known.LaunchType && LaunchType is not null)
        {
            yield return LaunchType == Several ? "on several launch types" : $"on {LaunchType}";
        }

        if (OnSpot && !known.OnSpot)
        {
            yield return "on Spot capacity";
        }

        if (EcsExec && !known.EcsExec)
        {
            yield return "with ECS Exec";
        }
    }
}
