using EcsGuard.Pipeline.Findings;

namespace EcsGuard.Pipeline.Ports;

/// <summary>
/// The records of families, revisions and findings. All changes of a family are serialised: whoever wants to change one claims it, decides on its
/// working set, and finishes. A claim runs out by itself, later than any invocation can last, so a dead owner holds nobody up for long.
/// </summary>
public interface IFindingStore
{
    /// <summary>
    /// Claims a family in one conditional write that also reads its working set; a new one if the family is new. Null while somebody else has it.
    /// </summary>
    /// <param name="family">The family.</param>
    /// <param name="now">A claim that ended before this is free to take.</param>
    /// <param name="until">When the new claim runs out.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<FamilyClaim?> TryClaimAsync(FamilyKey family, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a claim: writes the changed findings and revisions, then the working set. Dying half-way leaves the claim standing, and doing the same work
    /// again writes the same records. A finding of a single task that has moved to a later <see cref="Finding.TaskVersion"/> since it was read is left
    /// as it is.
    /// </summary>
    /// <exception cref="FamilyBusyException">The claim has run out, so somebody else may have it. The working set was not changed.</exception>
    Task FinishAsync(FamilyClaim claim, FamilyChange change, CancellationToken cancellationToken);

    /// <summary>Ends a claim without a change.</summary>
    Task ReleaseAsync(FamilyClaim claim, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a finding that is recorded for a single task, in one conditional write: only if none is stored, or the stored one is of an earlier
    /// <c>detail.version</c>. Events come more than once and in any order. The stored <see cref="Finding.FirstSeen"/> is kept.
    /// </summary>
    /// <returns>False if the stored one is as new or newer.</returns>
    Task<bool> TryWriteOfTaskAsync(Finding finding, int version, CancellationToken cancellationToken);

    /// <summary>Open findings recorded for single tasks of a family's revisions up to <paramref name="revision"/>.</summary>
    IAsyncEnumerable<Finding> OpenOfTasksAsync(FamilyKey family, int revision, CancellationToken cancellationToken);

    /// <summary>
    /// Whether all of these facts are recorded for a family, asked without claiming it: nearly every task event tells what is known. News is recorded
    /// with a change of the family.
    /// </summary>
    Task<bool> KnowsAsync(FamilyKey family, FamilyFacts facts, CancellationToken cancellationToken);

    /// <summary>
    /// The families of an account whose current revision has a task role, in whatever region. A change shows up here within seconds, not at once.
    /// </summary>
    /// <param name="account">The account of the families.</param>
    /// <param name="taskRole">As <see cref="FamilyState.TaskRole"/> has it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    IAsyncEnumerable<FamilyKey> FamiliesOfTaskRoleAsync(string account, string taskRole, CancellationToken cancellationToken);

    /// <summary>Keeps an API call that brings containers into the account past RegisterTaskDefinition and that EcsGuard does not judge.</summary>
    Task KeepUnjudgedAsync(UnjudgedCall call, CancellationToken cancellationToken);

    /// <summary>
    /// Families with a message that is due, open findings whose quiet time or exemption is over, and messages of no single family: what is due longest comes
    /// first, or at least among the first.
    /// </summary>
    IAsyncEnumerable<DueRecord> DueAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>The right to change a family until <paramref name="Until"/>, and its working set.</summary>
/// <param name="State">As it was when the claim began.</param>
/// <param name="Token">Tells this claim from a later one.</param>
/// <param name="Until">When others may take over.</param>
public sealed record FamilyClaim(FamilyState State, string Token, DateTimeOffset Until);

/// <summary>Something that is due: a family with a message to send, a finding that time changes, or a message of no single family. One of them is given.</summary>
public sealed record DueRecord(FamilyKey? Family, Finding? Finding, PendingNotice? Notice = null);

/// <summary>An API call that EcsGuard knows of and does not judge.</summary>
/// <param name="Account">Account of the call.</param>
/// <param name="Region">Region of the call.</param>
/// <param name="EventName">The operation.</param>
/// <param name="EventId">CloudTrail's id.</param>
/// <param name="At">Time of the call.</param>
/// <param name="Caller">Who called.</param>
public sealed record UnjudgedCall(string Account, string Region, string EventName, string EventId, DateTimeOffset At, string Caller);
