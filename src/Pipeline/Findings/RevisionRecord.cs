using System.Collections.Immutable;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.Findings;

/// <summary>That a revision exists, and how judging it ended. The findings stand beside it, each in a record of its own.</summary>
public sealed record RevisionRecord
{
    public required int Revision { get; init; }

    /// <summary>ARN of the revision.</summary>
    public required string Arn { get; init; }

    /// <summary>False once it was deregistered.</summary>
    public required bool IsActive { get; init; }

    /// <summary>Null for a revision of which only the deregistration is known so far.</summary>
    public Judgement? Judgement { get; init; }
}

/// <summary>How judging a revision ended.</summary>
public sealed record Judgement
{
    /// <summary>Time of the registration.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Who registered it, and through which service.</summary>
    public required string RegisteredBy { get; init; }

    /// <summary>CloudTrail's id of the registration.</summary>
    public required string EventId { get; init; }

    /// <summary>Where the judged text came from: <c>describe</c>, or <c>event</c> where ECS would not give it.</summary>
    public required string Source { get; init; }

    public required OutcomeCounts Outcomes { get; init; }

    /// <summary>The task role, whichever way it is written (<see cref="Policies.RoleReference.Identity"/>); null without one, and where it is hidden.</summary>
    public string? TaskRole { get; init; }

    /// <summary>Version of the policy file that it was judged by; null without one.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>By which policies it was judged, and how they were set (<see cref="PolicySelection.Fingerprint"/>); null if that is not known.</summary>
    public string? Selection { get; init; }

    /// <summary>The tags of the revision, by key: scopes, teams and exemptions go by them.</summary>
    public ImmutableArray<TagRecord> Tags { get; init; } = [];

    /// <summary>What could not be judged.</summary>
    public ImmutableArray<UndeterminedRecord> Undetermined { get; init; } = [];
}

/// <summary>A tag of a task definition.</summary>
public sealed record TagRecord(string Key, string Value)
{
    public static ImmutableArray<TagRecord> Of(ImmutableDictionary<string, string> tags) =>
        [.. tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => new TagRecord(tag.Key, tag.Value))];
}

/// <summary>How many policies ended in which way.</summary>
public sealed record OutcomeCounts(int Passed, int Violated, int NotApplicable, int Undetermined, int Failed)
{
    public static OutcomeCounts Of(IReadOnlyCollection<Outcome> outcomes) => new(
        outcomes.Count(outcome => outcome.Result == Result.Passed),
        outcomes.Count(outcome => outcome.Result == Result.Violated),
        outcomes.Count(outcome => outcome.Result == Result.NotApplicable),
        outcomes.Count(outcome => outcome.Result == Result.Undetermined),
        outcomes.Count(outcome => outcome.Result == Result.Failed));
}

/// <summary>A place that a policy could not judge, or (reason <c>failed</c>) a policy that failed.</summary>
public sealed record UndeterminedRecord(string Policy, string Path, string Reason)
{
    /// <summary>Beyond this many places, that a definition is hidden is clear enough; each stays countable in <see cref="OutcomeCounts"/>.</summary>
    internal const int Kept = 100;

    public static ImmutableArray<UndeterminedRecord> Of(IEnumerable<Outcome> outcomes) =>
    [
        .. outcomes.SelectMany(outcome => outcome.Result == Result.Failed
            ? [new UndeterminedRecord(outcome.Policy.Metadata.Id, "", "failed")]
            : outcome.Undetermined.Select(place => new UndeterminedRecord(outcome.Policy.Metadata.Id, place.Path, place.Reason.ToText()))).Take(Kept),
    ];
}
