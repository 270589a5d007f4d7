using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Findings;

/// <summary>
/// Which findings ask for their revision to be deregistered. Whether it then is, is for other brakes to say: the grace period, who uses the revision, and
/// how many were deregistered lately.
/// </summary>
public static class Deregistration
{
    /// <summary>
    /// Whether a finding asks for it: it is open and not exempt, a fault of the definition and not something that its tasks showed, its policy is
    /// stable, the policy file says <c>deregister</c> there, and the kill switch is not thrown.
    /// </summary>
    /// <param name="finding">The finding, as <paramref name="file"/> rules it.</param>
    /// <param name="policy">Its policy; null for one that this version does not know.</param>
    /// <param name="file">The policy file.</param>
    public static bool IsAskedFor(Finding finding, PolicyMetadata? policy, PolicyFile file) =>
        file.Enforcement.Enabled
        && finding is { State: FindingState.Open, Kind: not PolicyKind.Runtime, Ruling.Enforcement: EnforcementMode.Deregister }
        && policy is { Stage: Stage.Stable };
}
