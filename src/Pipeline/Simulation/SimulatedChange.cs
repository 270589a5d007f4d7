using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Pipeline.Simulation;

/// <summary>One difference that a policy file makes to a revision.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Resource">ARN of the revision, or the file that its definition stands in.</param>
/// <param name="Account">Account id; null where it is not known.</param>
/// <param name="Region">Region; null where it is not known.</param>
/// <param name="Family">Family; null where the definition names none.</param>
/// <param name="Team">The team that is to own it.</param>
/// <param name="Finding">The finding as it would be, or as it is where it vanishes; null where the difference is the team.</param>
/// <param name="From">What there is now, where the kind has two values: a severity, a mode, a team. Null for none.</param>
/// <param name="To">What there would be.</param>
public sealed record SimulatedChange(
    SimulatedChangeKind Kind, string Resource, string? Account, string? Region, string? Family, string Team, Finding? Finding, string? From, string? To)
{
    /// <summary>Whether anything would be different: what asks for deregistration today and goes on to do so is listed, and is no difference.</summary>
    public bool IsDifference => Kind != SimulatedChangeKind.Deregister || From != EnforcementMode.Deregister.ToText();
}

/// <summary>Kinds of difference, in the order in which they are shown.</summary>
public enum SimulatedChangeKind
{
    /// <summary>The finding asks for the revision to be deregistered (<see cref="Deregistration"/>); from the mode that it has today.</summary>
    Deregister,

    /// <summary>A finding that there is not today.</summary>
    Appear,

    /// <summary>A finding that there would not be any more.</summary>
    Vanish,

    /// <summary>Another severity.</summary>
    Severity,

    /// <summary>Another mode, other than <c>deregister</c>.</summary>
    Enforcement,

    /// <summary>An exemption would hold.</summary>
    Exempt,

    /// <summary>No exemption would hold any more.</summary>
    NotExempt,

    /// <summary>Another team would own the revision.</summary>
    Team,
}

/// <summary>Texts of <see cref="SimulatedChangeKind"/> in output.</summary>
public static class SimulatedChangeKindText
{
    public static string ToText(this SimulatedChangeKind kind) => kind switch
    {
        SimulatedChangeKind.Deregister => "deregister",
        SimulatedChangeKind.Appear => "appear",
        SimulatedChangeKind.Vanish => "vanish",
        SimulatedChangeKind.Severity => "severity",
        SimulatedChangeKind.Enforcement => "enforcement",
        SimulatedChangeKind.Exempt => "exempt",
        SimulatedChangeKind.NotExempt => "not-exempt",
        SimulatedChangeKind.Team => "team",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind."),
    };
}
