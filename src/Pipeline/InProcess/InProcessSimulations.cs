using System.Collections.Concurrent;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Pipeline.InProcess;

/// <summary>Simulations in memory.</summary>
public sealed class InProcessSimulations : ISimulations
{
    private readonly ConcurrentDictionary<string, SimulationRecord> _simulations = new(StringComparer.Ordinal);

    public Task KeepAsync(SimulationRecord simulation, CancellationToken cancellationToken)
    {
        _simulations[simulation.Version] = simulation;
        return Task.CompletedTask;
    }

    public Task<SimulationRecord?> FindAsync(string version, CancellationToken cancellationToken) => Task.FromResult(_simulations.GetValueOrDefault(version));
}
