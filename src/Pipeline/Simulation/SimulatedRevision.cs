using System.Collections.Immutable;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Simulation;

/// <summary>What two policy files make of one revision.</summary>
/// <param name="Resource">ARN of the revision, or the file that its definition stands in.</param>
/// <param name="Target">What scopes, teams and exemptions go by.</param>
/// <param name="Before">Under the file that holds now.</param>
/// <param name="After">Under the file that is to hold.</param>
public sealed record SimulatedRevision(string Resource, Target Target, SimulatedSide Before, SimulatedSide After)
{
    /// <summary>The definition itself was judged, rather than only what tasks showed put under other rules.</summary>
    public bool IsJudged { get; init; }

    /// <summary>Policies that broke under either file: what they would have said is not known.</summary>
    public ImmutableArray<SimulatedFailure> Failures { get; init; } = [];

    /// <summary>The differences, and all that asks for deregistration, whether it is a difference or not.</summary>
    public IEnumerable<SimulatedChange> Changes()
    {
        if (Before.Team != After.Team)
        {
            yield return New(SimulatedChangeKind.Team, null, Before.Team, After.Team);
        }

        var before = Before.Findings.ToDictionary(IdentityOf);
        foreach (var finding in After.Findings)
        {
            before.Remove(IdentityOf(finding), out var known);
            foreach (var change in Compare(known, finding))
            {
                yield return change;
            }
        }

        foreach (var gone in before.Values)
        {
            yield return New(SimulatedChangeKind.Vanish, gone);
        }
    }

    private IEnumerable<SimulatedChange> Compare(Finding? before, Finding after)
    {
        var mode = After.ModeOf(after);
        var modeBefore = before is null ? null : Before.ModeOf(before);
        if (mode == EnforcementMode.Deregister)
        {
            yield return New(SimulatedChangeKind.Deregister, after, modeBefore?.ToText(), EnforcementMode.Deregister.ToText());
        }

        if (before is null)
        {
            yield return New(SimulatedChangeKind.Appear, after);
            yield break;
        }

        if (before.Severity != after.Severity)
        {
            yield return New(SimulatedChangeKind.Severity, after, before.Severity.ToText(), after.Severity.ToText());
        }

        if (before.State != after.State)
        {
            yield return New(after.State == FindingState.Exempted ? SimulatedChangeKind.Exempt : SimulatedChangeKind.NotExempt, after);
        }
        else if (mode != modeBefore && mode != EnforcementMode.Deregister)
        {
            yield return New(SimulatedChangeKind.Enforcement, after, modeBefore?.ToText(), mode?.ToText());
        }
    }

    private SimulatedChange New(SimulatedChangeKind kind, Finding? finding, string? from = null, string? to = null) =>
        new(kind, Resource, Target.Account, Target.Region, Target.Family, After.Team, finding, from, to);

    private static (string Policy, string Subject) IdentityOf(Finding finding) => (finding.Policy, finding.Subject);
}

/// <summary>What one policy file makes of a revision.</summary>
/// <param name="File">The file.</param>
/// <param name="Team">The team that is told.</param>
/// <param name="Findings">Open ones and exempt ones.</param>
public sealed record SimulatedSide(PolicyFile File, string Team, ImmutableArray<Finding> Findings)
{
    /// <summary>
    /// What a finding really leads to; null for an exempt one, which leads to nothing. Where <c>deregister</c> is said and cannot come, what remains is that
    /// the team is told.
    /// </summary>
    public EnforcementMode? ModeOf(Finding finding) =>
        finding.State == FindingState.Exempted ? null
        : Deregistration.IsAskedFor(finding, PolicyCatalog.Find(finding.Policy)?.Metadata, File) ? EnforcementMode.Deregister
        : finding.Ruling is { Enforcement: EnforcementMode.Observe } ? EnforcementMode.Observe
        : EnforcementMode.Notify;
}

/// <summary>A policy that broke.</summary>
/// <param name="Policy">Its id.</param>
/// <param name="Fault">Type of the exception and where it was thrown.</param>
public sealed record SimulatedFailure(string Policy, string Fault);
