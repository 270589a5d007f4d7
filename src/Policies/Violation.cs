using System.Collections.Immutable;

namespace EcsGuard.Policies;

/// <summary>Where a policy is broken, and what to tell the owner.</summary>
/// <param name="Path">RFC 6901 pointer to the offending value, or to the object that lacks one.</param>
/// <param name="Container">Name of the container it is about; null for the task as a whole.</param>
/// <param name="Message">Names the container, the value found and the value wanted. Never a secret value.</param>
/// <param name="Fix">A JSON Patch that makes the definition pass; empty where there is none.</param>
public sealed record Violation(string Path, string? Container, string Message, ImmutableArray<PatchOperation> Fix);

/// <summary>A place that a policy could not judge.</summary>
/// <param name="Path">RFC 6901 pointer to it; empty for the task as a whole.</param>
/// <param name="Reason">Why it could not.</param>
public sealed record UndeterminedPlace(string Path, Model.UndeterminedReason Reason);
