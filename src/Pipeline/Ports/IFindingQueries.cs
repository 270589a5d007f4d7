using EcsGuard.Pipeline.Findings;

namespace EcsGuard.Pipeline.Ports;

/// <summary>Questions about what was recorded. Each reads an index, never the whole table, and answers page by page.</summary>
public interface IFindingQueries
{
    /// <summary>Every finding of one revision, whatever its state.</summary>
    IAsyncEnumerable<Finding> OfRevisionAsync(FamilyKey family, int revision, CancellationToken cancellationToken);

    /// <summary>Open findings that match, the worst first.</summary>
    /// <param name="query">One of account, team and policy must be given; severity narrows any of them.</param>
    /// <param name="pageSize">Records a page, 1 to 1000.</param>
    /// <param name="continuation">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<FindingPage> OpenAsync(OpenFindingQuery query, int pageSize, string? continuation, CancellationToken cancellationToken);

    /// <summary>The revisions of a family that were judged or deregistered, newest first.</summary>
    IAsyncEnumerable<RevisionRecord> HistoryAsync(FamilyKey family, CancellationToken cancellationToken);
}

/// <summary>Which open findings.</summary>
/// <param name="Account">All of an account.</param>
/// <param name="Team">All of a team.</param>
/// <param name="Policy">All of a policy.</param>
/// <param name="Severity">Only this severity.</param>
public sealed record OpenFindingQuery(string? Account = null, string? Team = null, string? Policy = null, Policies.Severity? Severity = null);

/// <summary>One page of an answer.</summary>
/// <param name="Findings">In order.</param>
/// <param name="Continuation">Pass it on for the next page; null after the last.</param>
public sealed record FindingPage(IReadOnlyList<Finding> Findings, string? Continuation);
