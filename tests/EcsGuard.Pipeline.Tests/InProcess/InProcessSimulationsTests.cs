using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;

namespace EcsGuard.Pipeline.Tests.InProcess;

public sealed class InProcessSimulationsTests : SimulationsContract
{
    protected override ISimulations Simulations { get; } = new InProcessSimulations();
}
