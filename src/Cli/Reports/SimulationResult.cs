using EcsGuard.Pipeline.Simulation;

namespace EcsGuard.Cli.Reports;

/// <summary>A simulation as reports print it.</summary>
/// <param name="Files">The two policy files.</param>
/// <param name="Report">What it showed.</param>
/// <param name="After">What people call the file that was simulated.</param>
/// <param name="Before">What people call the one that it was compared with.</param>
/// <param name="Estate">What is recorded was judged, with the roles read or not; null for definitions in files.</param>
internal sealed record SimulationResult(SimulatedFiles Files, SimulationReport Report, string After, string Before, SimulatedEstate? Estate)
{
    /// <summary>The version of the file that it was compared with; null for none.</summary>
    public string? VersionBefore => Files.Before.IsNone ? null : Files.Before.Version;
}

/// <summary>That a simulation was made on all that is recorded.</summary>
/// <param name="RolesRead">Whether the roles that definitions name were read.</param>
internal sealed record SimulatedEstate(bool RolesRead);
