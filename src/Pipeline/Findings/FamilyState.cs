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

/// <summary>What task events have shown about a family.</summary>
/// <param name="LaunchType">Where its tasks were last seen: FARGATE, EC2, EXTERNAL …; null before the first task event.</param>
/// <param name="OnSpot">A task of it was seen on Spot capacity.</param>
/// <param name="HasTaskFindings">Findings were recorded for single tasks; a new revision closes them.</param>
public sealed record FamilyFacts(string? LaunchType, bool OnSpot, bool HasTaskFindings)
{
    public static FamilyFacts None { get; } = new(null, false, false);

    /// <summary>These facts and newer ones: what was seen once stays seen, and the latest launch type counts.</summary>
    public FamilyFacts And(FamilyFacts newer) => new(newer.LaunchType ?? LaunchType, OnSpot || newer.OnSpot, HasTaskFindings || newer.HasTaskFindings);
}
