using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Findings;

/// <summary>What the policy file makes of a finding.</summary>
/// <param name="PolicyFile">Version of the file: the finding was judged by it.</param>
/// <param name="Scope">The scope that decided how the policy is set there; null where none did.</param>
/// <param name="Enforcement">What the violation leads to.</param>
/// <param name="Exemption">The exemption that it falls under; null where none holds.</param>
public sealed record Ruling(string PolicyFile, string? Scope, EnforcementMode Enforcement, FindingExemption? Exemption);

/// <summary>That a finding is accepted for a while.</summary>
/// <param name="Until">From then on it counts again.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Reason">Why.</param>
public sealed record FindingExemption(DateTimeOffset Until, string Owner, string Reason);

/// <summary>Puts findings under a policy file: severity, team, and whether they are exempt follow from it alone.</summary>
public static class Rulings
{
    /// <summary>The finding under <paramref name="file"/>. A closed one keeps what it had: that is history.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="policy">Its policy.</param>
    /// <param name="file">The file in force.</param>
    /// <param name="selection">What the file selects for the target.</param>
    /// <param name="target">What the finding is about.</param>
    /// <param name="now">Exemptions that ended before do not count.</param>
    public static Finding Under(this Finding finding, Policy policy, PolicyFile file, PolicySelection selection, Target target, DateTimeOffset now)
    {
        if (!finding.IsUnresolved)
        {
            return finding;
        }

        var exemption = file.ExemptionOf(finding.Policy, target, now) is { } granted ? new FindingExemption(granted.End, granted.Owner, granted.Reason) : null;
        var ruled = finding with
        {
            Severity = selection.SeverityOf(policy),
            Team = file.TeamOf(target)?.Name ?? FindingFactory.UnassignedTeam,
            Ruling = file == PolicyFile.None ? null : new(file.Version, selection.ScopeOf(policy), selection.EnforcementOf(policy), exemption),
        };
        return ruled.Unresolved();
    }

    /// <summary>The finding as one whose fault is there: open, or exempted while its exemption holds; and when time will change that.</summary>
    public static Finding Unresolved(this Finding finding)
    {
        DateTimeOffset? quiet = finding.Kind == PolicyKind.Runtime ? finding.LastSeen + FindingFactory.QuietTime : null;
        return finding.Ruling?.Exemption is { } exemption
            ? finding with { State = FindingState.Exempted, ResolvedIn = null, DueAt = quiet < exemption.Until ? quiet : exemption.Until }
            : finding with { State = FindingState.Open, ResolvedIn = null, DueAt = quiet };
    }
}
