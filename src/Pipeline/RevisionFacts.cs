using System.Collections.Immutable;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Pipeline;

/// <summary>Gathers all that policies may know of a registered revision, before they judge it.</summary>
/// <param name="settings">The accounts' settings.</param>
/// <param name="store">The recorded estate.</param>
/// <param name="roles">Where the roles of revisions are read; null, unless the operator allows it.</param>
public sealed class RevisionFacts(IAccountSettings settings, IFindingStore store, IRoles? roles)
{
    private readonly RoleReader _roles = new(roles);

    /// <summary>What is known of a revision. Throws when AWS cannot be reached.</summary>
    /// <param name="arn">The revision.</param>
    /// <param name="task">Its definition.</param>
    /// <param name="facts">What task events have shown of its family.</param>
    /// <param name="policies">The policies that will judge it: a fact that costs a query is asked only for the one that wants it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<PolicyContext> GatherAsync(TaskDefinitionArn arn, TaskDefinition task, FamilyFacts facts, IEnumerable<TaskDefinitionPolicy> policies, CancellationToken cancellationToken) => new()
    {
        Arn = arn,
        DefaultLogDriverMode = await settings.DefaultLogDriverModeAsync(arn.Account, arn.Region, cancellationToken),
        LaunchType = facts.OnlyLaunchType,
        OnSpot = facts.OnSpot ? true : null,
        EcsExec = facts.EcsExec ? true : null,
        ExecutionRole = await _roles.ReadAsync(task.ExecutionRoleArn, arn, cancellationToken),
        TaskRole = await _roles.ReadAsync(task.TaskRoleArn, arn, cancellationToken),
        FamiliesSharingTaskRole = policies.Any(policy => policy is TaskRoleSharedAcrossFamilies) ? await FamiliesSharingTaskRoleAsync(arn, task, cancellationToken) : null,
    };

    private async Task<ImmutableArray<string>?> FamiliesSharingTaskRoleAsync(TaskDefinitionArn arn, TaskDefinition task, CancellationToken cancellationToken)
    {
        if (RoleReference.Identity(task.TaskRoleArn, arn.Account) is not { } role)
        {
            return null;
        }

        // One service in two regions is one family. Its own name may not be recorded with this role yet.
        var sharing = new SortedSet<string>(StringComparer.Ordinal) { arn.Family };
        await foreach (var family in store.FamiliesOfTaskRoleAsync(arn.Account, role, cancellationToken))
        {
            sharing.Add(family.Family);
        }

        return [.. sharing];
    }
}
