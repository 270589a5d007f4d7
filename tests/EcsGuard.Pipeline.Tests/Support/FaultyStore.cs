using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Pipeline.Tests.Support;

/// <summary>A store in which single operations can be made to fail.</summary>
internal sealed class FaultyStore(InProcessFindingStore store) : IFindingStore, IEstate
{
    /// <summary>What FinishAsync throws before it writes anything.</summary>
    public Exception? FinishFault { get; set; }

    /// <summary>A family that cannot be read.</summary>
    public FamilyKey? Unreadable { get; set; }

    /// <summary>How often the estate was asked for a task role.</summary>
    public int TaskRoleQueries { get; private set; }

    public async Task FinishAsync(FamilyClaim claim, FamilyChange change, CancellationToken cancellationToken)
    {
        if (FinishFault is { } fault)
        {
            throw fault;
        }

        await store.FinishAsync(claim, change, cancellationToken);
    }

    public Task<FamilyClaim?> TryClaimAsync(FamilyKey family, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) => store.TryClaimAsync(family, now, until, cancellationToken);

    public Task ReleaseAsync(FamilyClaim claim, CancellationToken cancellationToken) => store.ReleaseAsync(claim, cancellationToken);

    public Task<bool> TryWriteOfTaskAsync(Finding finding, int version, CancellationToken cancellationToken) => store.TryWriteOfTaskAsync(finding, version, cancellationToken);

    public IAsyncEnumerable<Finding> OpenOfTasksAsync(FamilyKey family, int revision, CancellationToken cancellationToken) => store.OpenOfTasksAsync(family, revision, cancellationToken);

    public Task<bool> KnowsAsync(FamilyKey family, FamilyFacts facts, CancellationToken cancellationToken) => store.KnowsAsync(family, facts, cancellationToken);

    public IAsyncEnumerable<FamilyKey> FamiliesOfTaskRoleAsync(string account, string taskRole, CancellationToken cancellationToken)
    {
        TaskRoleQueries++;
        return store.FamiliesOfTaskRoleAsync(account, taskRole, cancellationToken);
    }

    public Task KeepUnjudgedAsync(UnjudgedCall call, CancellationToken cancellationToken) => store.KeepUnjudgedAsync(call, cancellationToken);

    public IAsyncEnumerable<FamilyState> FamiliesAsync(FamilyKey? after, CancellationToken cancellationToken) => store.FamiliesAsync(after, cancellationToken);

    public IAsyncEnumerable<Finding> FindingsAsync(CancellationToken cancellationToken) => store.FindingsAsync(cancellationToken);

    public Task<FamilyState> FamilyAsync(FamilyKey family, CancellationToken cancellationToken) =>
        family == Unreadable ? Task.FromException<FamilyState>(new FormatException("The working set cannot be read.")) : store.FamilyAsync(family, cancellationToken);

    public IAsyncEnumerable<DueRecord> DueAsync(DateTimeOffset now, CancellationToken cancellationToken) => store.DueAsync(now, cancellationToken);
}
