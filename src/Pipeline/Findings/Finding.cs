using System.Collections.Immutable;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Findings;

/// <summary>
/// One fault of one resource. Its key is the resource, the policy and the subject, so that finding the same fault again changes this record and
/// never makes a second one.
/// </summary>
public sealed record Finding
{
    /// <summary>ARN of the revision, or of the task for a policy that records each task.</summary>
    public required string Resource { get; init; }

    public required string Account { get; init; }

    public required string Region { get; init; }

    /// <summary>Null where an event did not say of which family the task was.</summary>
    public required string? Family { get; init; }

    /// <summary>Null where an event named the family without its revision.</summary>
    public required int? Revision { get; init; }

    public required string Policy { get; init; }

    public required PolicyKind Kind { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>
    /// What the finding is about inside the resource: the container's name and the path inside it, so that moving a container in the list changes
    /// nothing; or the path, for the task as a whole.
    /// </summary>
    public required string Subject { get; init; }

    /// <summary>RFC 6901 pointer as of today, with the container's index.</summary>
    public required string Path { get; init; }

    public required string? Container { get; init; }

    public required string Message { get; init; }

    public required FindingState State { get; init; }

    /// <summary>The revision that no longer has the fault, for <see cref="FindingState.Resolved"/> by one.</summary>
    public int? ResolvedIn { get; init; }

    /// <summary>
    /// Since when it is <see cref="FindingState.Resolved"/>: the registration of the revision that no longer has the fault, the end of the quiet time, or the time at
    /// which the fault was taken back. Null in every other state, and where an older version recorded a fault without it.
    /// </summary>
    public DateTimeOffset? ResolvedAt
    {
        // Being quiet is all that resolves what tasks showed, so what is recorded of it tells when.
        get => field ?? (State == FindingState.Resolved && Kind == PolicyKind.Runtime ? LastSeen + FindingFactory.QuietTime : null);
        init;
    }

    /// <summary>That the fault was gone and came back, carried from revision to revision; null where it never was.</summary>
    public Regression? Regression { get; init; }

    /// <summary>When the family first had the fault, or had it again after it was fixed, carried from revision to revision.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>Since when the fault is there without a break.</summary>
    public DateTimeOffset Since => Regression?.At > FirstSeen ? Regression.At : FirstSeen;

    /// <summary>1 for a fault of the definition; the number of distinct tasks for a runtime finding.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The latest few occurrences of a runtime finding, newest first.</summary>
    public ImmutableArray<Evidence> Evidence { get; init; } = [];

    /// <summary>
    /// Tasks that are counted already: the latest few hundred, so that an event that is delivered again is not counted again. Known in the family's
    /// working set only: stores leave it out of the record that stands for everybody who asks.
    /// </summary>
    public ImmutableArray<string> CountedTasks { get; init; } = [];

    /// <summary>The team that is told.</summary>
    public required string Team { get; init; }

    /// <summary>
    /// When time will change the finding: a runtime finding will have been quiet for long enough to be resolved, or an exemption ends. Null where nothing is due.
    /// </summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>What the policy file makes of it; null without one, unless an exemption that was granted by command holds.</summary>
    public Ruling? Ruling { get; init; }

    /// <summary>The fault is there, accepted or not.</summary>
    public bool IsUnresolved => State is FindingState.Open or FindingState.Exempted;

    /// <summary>It is open, and the policy file does not say that it is to be recorded only.</summary>
    public bool IsNews => State == FindingState.Open && Ruling is not { Enforcement: EnforcementMode.Observe };

    /// <summary>This finding as one whose fault is there: open, or exempted while its exemption holds; and when time will change that.</summary>
    public Finding Unresolved()
    {
        DateTimeOffset? quiet = Kind == PolicyKind.Runtime ? LastSeen + FindingFactory.QuietTime : null;
        return Ruling?.Exemption is { } exemption
            ? this with { State = FindingState.Exempted, ResolvedIn = null, ResolvedAt = null, DueAt = quiet < exemption.Until ? quiet : exemption.Until }
            : this with { State = FindingState.Open, ResolvedIn = null, ResolvedAt = null, DueAt = quiet };
    }

    public string Id => $"{Resource}#{Policy}#{Subject}";

    /// <summary>Recorded for each task rather than for the revision and container.</summary>
    public bool IsOfTask => Resource.Contains(":task/", StringComparison.Ordinal);

    /// <summary>For a finding of a single task: the latest <c>detail.version</c> in it; 0 where no event had one.</summary>
    public int TaskVersion => Evidence.Max(evidence => evidence.Version) ?? 0;
}

/// <summary>That a fault came back.</summary>
/// <param name="At">When: the registration of the revision that has it again, or the task that showed it after its quiet time.</param>
/// <param name="Of">The newest revision that had it before it was gone; null for what tasks showed, which comes back in its own revision.</param>
public sealed record Regression(DateTimeOffset At, int? Of);

/// <summary>One occurrence of a runtime finding.</summary>
/// <param name="Task">ARN of the task.</param>
/// <param name="At">When it happened.</param>
/// <param name="Version"><c>detail.version</c> of the event that told it; null where the event has none.</param>
/// <param name="Text">What was seen, in ECS's terms.</param>
public sealed record Evidence(string Task, DateTimeOffset At, int? Version, string Text);
