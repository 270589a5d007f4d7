using System.Collections.Immutable;

namespace EcsGuard.Policies;

/// <summary>The five ways in which judging one policy can end.</summary>
public enum Result
{
    Passed,
    Violated,

    /// <summary>The policy says nothing about this subject.</summary>
    NotApplicable,

    /// <summary>Neither a pass nor a violation: a value was hidden or a fact missing.</summary>
    Undetermined,

    /// <summary>The policy itself threw: never a pass, never a violation, never enforced.</summary>
    Failed,
}

/// <summary>What came of judging one policy.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Violations">In the order in which the policy found them.</param>
/// <param name="Undetermined">Places it could not judge; may stand beside violations of other places.</param>
/// <param name="Fault">For <see cref="Result.Failed"/>: type of the exception and where it was thrown. No message, which could quote a value.</param>
public sealed record Outcome(
    Policy Policy, Result Result, ImmutableArray<Violation> Violations, ImmutableArray<UndeterminedPlace> Undetermined, string? Fault);
