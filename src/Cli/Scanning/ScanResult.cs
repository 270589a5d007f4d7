using System.Collections.Immutable;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Scanning;

/// <summary>Everything that came of a scan; what the reports print.</summary>
/// <param name="Definitions">In the order of the inputs.</param>
/// <param name="Errors">Inputs, or parts of them, that could not be judged.</param>
internal sealed record ScanResult(ImmutableArray<ScannedDefinition> Definitions, ImmutableArray<InputError> Errors)
{
    public IEnumerable<ScanFinding> Findings => Definitions.SelectMany(definition => definition.Findings);

    /// <summary>Every input was judged by every policy.</summary>
    public bool IsComplete => Errors.IsEmpty && Definitions.All(definition => definition.Failures.IsEmpty);
}

/// <summary>One task definition and its verdicts.</summary>
/// <param name="Source">The text it stands in.</param>
/// <param name="Address">Where in a file of several: <c>[0]</c>; empty where the file is the definition.</param>
/// <param name="Family">As the definition writes it; null where it has none, as an array of containers.</param>
/// <param name="Outcomes">How many policies ended how.</param>
/// <param name="Findings">By place in the file, then by severity, highest first, then by policy.</param>
/// <param name="Undetermined">What could not be judged, by policy.</param>
/// <param name="Failures">Policies that broke.</param>
/// <param name="Exempted">Findings that an exemption of the policy file accepts; in the same order.</param>
internal sealed record ScannedDefinition(
    SourceText Source,
    string Address,
    string? Family,
    OutcomeCounts Outcomes,
    ImmutableArray<ScanFinding> Findings,
    ImmutableArray<ScanGap> Undetermined,
    ImmutableArray<ScanFailure> Failures,
    ImmutableArray<ExemptedFinding> Exempted)
{
    /// <summary>What a person calls it: the file, and the address where there is one.</summary>
    public string Name => Source.Name + Address;
}

/// <summary>Policies by how they ended. One whose findings are exempt is counted as exempted, not as violated.</summary>
internal sealed record OutcomeCounts(int Passed, int Violated, int NotApplicable, int Undetermined, int Failed, int Exempted)
{
    public static OutcomeCounts Of(ImmutableArray<Outcome> outcomes, int exempted)
    {
        int Count(Result result) => outcomes.Count(outcome => outcome.Result == result);
        return new(Count(Result.Passed), Count(Result.Violated) - exempted, Count(Result.NotApplicable), Count(Result.Undetermined), Count(Result.Failed), exempted);
    }
}

/// <summary>A policy broken at a place in a file: at the value that the violation's path points to, or at the nearest object around it where the value is absent.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Violation">What it reports.</param>
/// <param name="Severity">The policy's own, or the policy file's.</param>
/// <param name="Scope">The narrowest scope of the policy file that says something of the policy here; null where none does.</param>
/// <param name="Place">Bytes of the source.</param>
/// <param name="Position">Line and column of the place.</param>
internal sealed record ScanFinding(Policy Policy, Violation Violation, Severity Severity, string? Scope, SourceSpan Place, SourcePosition Position);

/// <summary>A finding that an exemption accepts.</summary>
internal sealed record ExemptedFinding(ScanFinding Finding, Exemption Exemption);

/// <summary>A place that a policy could not judge.</summary>
internal sealed record ScanGap(Policy Policy, UndeterminedPlace Place);

/// <summary>A policy that broke: type of the exception and where it was thrown.</summary>
internal sealed record ScanFailure(Policy Policy, string Fault);

/// <summary>An input, or a part of one, that could not be judged.</summary>
/// <param name="Source">What reports call it.</param>
/// <param name="At">Null where there is no text to point into, such as a missing file.</param>
/// <param name="Message">What is wrong and what to do about it. Quotes nothing from the file.</param>
internal sealed record InputError(string Source, SourcePosition? At, string Message)
{
    /// <summary><c>file:line:column</c>, or the file alone.</summary>
    public string Place => Reports.Printable.Text(At is { } at ? $"{Source}:{at}" : Source);
}
