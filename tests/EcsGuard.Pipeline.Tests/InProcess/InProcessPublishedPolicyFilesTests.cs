using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;

namespace EcsGuard.Pipeline.Tests.InProcess;

public sealed class InProcessPublishedPolicyFilesTests : PublishedPolicyFilesContract
{
    protected override IPublishedPolicyFiles Files { get; } = new InProcessPublishedPolicyFiles();
}
