using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;

namespace EcsGuard.Pipeline.Tests.InProcess;

public sealed class InProcessPublishedPolicyFilesTests : PublishedPolicyFilesContract
{
    protected override IPublishedPolicyFiles Files { get; } = new InProcessPublishedPolicyFiles(new InProcessGrantedExemptions());
}

public sealed class InProcessGrantedExemptionsTests : GrantedExemptionsContract
{
    public InProcessGrantedExemptionsTests() => Files = new InProcessPublishedPolicyFiles(Grants);

    protected override IGrantedExemptions Grants { get; } = new InProcessGrantedExemptions();

    protected override IPublishedPolicyFiles Files { get; }
}
