using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Pipeline.Findings;

/// <summary>What the policy file, and what was granted beside it, make of a finding.</summary>
/// <param name="PolicyFile">Version of the file: the finding was judged by it. Null where there is none, only a granted exemption.</param>
/// <param name="Scope">The scope that decided how the policy is set there; null where none did.</param>
/// <param name="Enforcement">What the violation leads to.</param>
/// <param name="Exemption">The exemption that it falls under; null where none holds.</param>
public sealed record Ruling(string? PolicyFile, string? Scope, EnforcementMode Enforcement, FindingExemption? Exemption);

/// <summary>That a finding is accepted for a while.</summary>
/// <param name="Until">From then on it counts again.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Id">Which: <see cref="Exemption.Id"/>. Null in what was recorded before exemptions had one.</param>
public sealed record FindingExemption(DateTimeOffset Until, string Owner, string Reason, string? Id);

/// <summary>What a policy file says of one target: what is judged there, how bad it is, whose it is, and what is exempt.</summary>
/// <param name="File">The file in force.</param>
/// <param name="Target">What is judged.</param>
/// <param name="Selection">The policies that are on for it.</param>
public sealed record TargetRules(PolicyFile File, Target Target, PolicySelection Selection)
{
    /// <summary>The team that is told; null where no team's rule matches.</summary>
    public Team? Team { get; } = File.TeamOf(Target);

    /// <summary>
    /// The rules of <paramref name="file"/>, or, where there is none, <paramref name="withoutFile"/>.
    /// </summary>
    public static TargetRules Of(PolicyFile file, Target target, PolicySelection withoutFile) =>
        new(file, target, file.IsNone ? withoutFile : file.Select(target));

    /// <summary>
    /// The finding under these rules: its severity, its team, and whether it is exempt follow from them alone. A closed one keeps what it had: that is history.
    /// </summary>
    /// <param name="finding">The finding.</param>
    /// <param name="now">Exemptions that ended before do not count.</param>
    public Finding Apply(Finding finding, DateTimeOffset now)
    {
        if (!finding.IsUnresolved)
        {
            return finding;
        }

        var exemption = File.ExemptionOf(finding.Policy, Target, now) is { } granted ? new FindingExemption(granted.End, granted.Owner, granted.Reason, granted.Id) : null;
        if (File.IsNone && exemption is null)
        {
            return finding.Ruling is null ? finding : (finding with { Ruling = null, Team = FindingFactory.UnassignedTeam }).Unresolved();
        }

        var rule = Selection.Rules.GetValueOrDefault(finding.Policy);
        return (finding with
        {
            Severity = rule?.Severity ?? finding.Severity,
            Team = Team?.Name ?? FindingFactory.UnassignedTeam,
            Ruling = new(File.IsNone ? null : File.Version, rule?.Scope, rule?.Enforcement ?? EnforcementMode.Notify, exemption),
        }).Unresolved();
    }
}
