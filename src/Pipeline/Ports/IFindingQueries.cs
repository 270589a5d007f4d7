using EcsGuard.Pipeline.Findings;

namespace EcsGuard.Pipeline.Ports;

/// <summary>Questions about what was recorded. Each reads an index, never the whole table, and answers page by page.</summary>
public interface IFindingQueries
{
    /// <summary>Every finding of one revision and its tasks, whatever its state. Revision 0 stands for tasks whose events did not name one.</summary>
    IAsyncEnumerable<Finding> OfRevisionAsync(FamilyKey family, int revision, CancellationToken cancellationToken);

    /// <summary>Open findings that match, the worst first.</summary>
    /// <param name="query">Exactly one of account, team and policy must be given; severity narrows any of them.</param>
    /// <param name="pageSize">Records a page, 1 to 1000.</param>
    /// <param name="continuation">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">Not exactly one of account, team and policy, a page size out of range, or a continuation of another query.</exception>
    Task<FindingPage> OpenAsync(OpenFindingQuery query, int pageSize, string? continuation, CancellationToken cancellationToken);

    /// <summary>The revisions of a family that were judged or deregistered, newest first.</summary>
    IAsyncEnumerable<RevisionRecord> HistoryAsync(FamilyKey family, CancellationToken cancellationToken);
}

/// <summary>Which open findings.</summary>
/// <param name="Account">All of an account.</param>
/// <param name="Team">All of a team.</param>
/// <param name="Policy">All of a policy.</param>
/// <param name="Severity">Only this severity.</param>
public sealed record OpenFindingQuery(string? Account = null, string? Team = null, string? Policy = null, Policies.Severity? Severity = null)
{
    /// <summary>The most records a page.</summary>
    public const int LargestPage = 1000;

    /// <summary>The one of account, team and policy that is given.</summary>
    /// <exception cref="ArgumentException">None is, or several are.</exception>
    public static (OpenFindingScope Scope, string Value) ScopeOf(OpenFindingQuery query) => query switch
    {
        { Account: { Length: > 0 } account, Team: null, Policy: null } => (OpenFindingScope.Account, account),
        { Account: null, Team: { Length: > 0 } team, Policy: null } => (OpenFindingScope.Team, team),
        { Account: null, Team: null, Policy: { Length: > 0 } policy } => (OpenFindingScope.Policy, policy),
        _ => throw new ArgumentException("Open findings are those of an account, of a team or of a policy: give exactly one of the three.", nameof(query)),
    };
}

/// <summary>Whose open findings.</summary>
public enum OpenFindingScope { Account, Team, Policy }

/// <summary>One page of an answer.</summary>
/// <param name="Findings">In order.</param>
/// <param name="Continuation">Pass it on for the next page; null after the last.</param>
public sealed record FindingPage(IReadOnlyList<Finding> Findings, string? Continuation);
