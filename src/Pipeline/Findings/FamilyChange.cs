namespace EcsGuard.Pipeline.Findings;

/// <summary>What one unit of work changes.</summary>
/// <param name="State">The new working set.</param>
/// <param name="Revisions">New or changed revisions.</param>
/// <param name="Findings">New or changed findings.</param>
public sealed record FamilyChange(FamilyState State, IReadOnlyList<RevisionRecord> Revisions, IReadOnlyList<Finding> Findings);
