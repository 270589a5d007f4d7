using EcsGuard.Pipeline.Simulation;

namespace EcsGuard.Pipeline.Ports;

/// <summary>That policy files were simulated on all that is recorded. It is kept for good: a file that deregisters is published on its strength, also again.</summary>
public interface ISimulations
{
    /// <summary>Keeps a simulation, in place of an earlier one of the same file.</summary>
    Task KeepAsync(SimulationRecord simulation, CancellationToken cancellationToken);

    /// <summary>The latest simulation of a file; null where it was never simulated.</summary>
    /// <param name="version">The file: <see cref="PolicyFiles.PolicyFile.Version"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<SimulationRecord?> FindAsync(string version, CancellationToken cancellationToken);
}

/// <summary>That a policy file was simulated on all that is recorded.</summary>
/// <param name="Version">The file: <see cref="PolicyFiles.PolicyFile.Version"/>.</param>
/// <param name="At">When the simulation ended.</param>
/// <param name="By">Who made it: the ARN of the caller.</param>
/// <param name="RolesRead">Whether the roles that definitions name were read. Where they were not, policies about them said nothing.</param>
/// <param name="Counts">What it showed.</param>
public sealed record SimulationRecord(string Version, DateTimeOffset At, string By, bool RolesRead, SimulationCounts Counts);
