namespace EcsGuard.Pipeline.Simulation;

/// <summary>What a simulation has shown so far. It keeps differences, never definitions, so an estate of any size can be gone over.</summary>
public sealed class SimulationReport
{
    private readonly List<SimulatedChange> _changes = [];
    private readonly List<NotSimulated> _notJudged = [];

    /// <summary>How many revisions were judged.</summary>
    public int Revisions { get; private set; }

    /// <summary>What was not judged, or not by every policy.</summary>
    public IReadOnlyList<NotSimulated> NotJudged => _notJudged;

    /// <summary>Whether anything would be different.</summary>
    public bool HasDifferences => _changes.Exists(change => change.IsDifference);

    /// <summary>By account, team and kind; then the worst first.</summary>
    public IOrderedEnumerable<SimulatedChange> Changes => _changes
        .OrderBy(change => change.Account, StringComparer.Ordinal)
        .ThenBy(change => change.Team, StringComparer.Ordinal)
        .ThenBy(change => change.Kind)
        .ThenByDescending(change => change.Finding?.Severity)
        .ThenBy(change => change.Resource, StringComparer.Ordinal)
        .ThenBy(change => change.Finding?.Policy, StringComparer.Ordinal)
        .ThenBy(change => change.Finding?.Subject, StringComparer.Ordinal);

    public SimulationCounts Counts => new(
        Revisions,
        _changes.Where(change => change.Kind == SimulatedChangeKind.Deregister).Select(change => change.Resource).Distinct(StringComparer.Ordinal).Count(),
        CountOf(SimulatedChangeKind.Appear),
        CountOf(SimulatedChangeKind.Vanish),
        _changes.Count(change => change.Kind > SimulatedChangeKind.Vanish),
        _notJudged.Count);

    /// <summary>How many differences of a kind there are.</summary>
    public int CountOf(SimulatedChangeKind kind) => _changes.Count(change => change.Kind == kind);

    /// <summary>Takes in a revision.</summary>
    public void Add(SimulatedRevision revision)
    {
        Revisions += revision.IsJudged ? 1 : 0;
        _changes.AddRange(revision.Changes());
        foreach (var failure in revision.Failures)
        {
            AddNotJudged(revision.Resource, $"The policy {failure.Policy} broke and judged nothing ({failure.Fault}). Please report it.");
        }
    }

    /// <summary>Takes in that something was not judged.</summary>
    public void AddNotJudged(string resource, string reason) => _notJudged.Add(new(resource, reason));
}

/// <summary>Something that was not judged.</summary>
/// <param name="Resource">ARN of the revision, or the file and place.</param>
/// <param name="Reason">Why.</param>
public sealed record NotSimulated(string Resource, string Reason);

/// <summary>A simulation in numbers.</summary>
/// <param name="Revisions">Revisions that were judged.</param>
/// <param name="Deregistered">Revisions that something asks to deregister.</param>
/// <param name="Appear">Findings that would appear.</param>
/// <param name="Vanish">Findings that would vanish.</param>
/// <param name="Changed">Other differences.</param>
/// <param name="NotJudged">What was not judged.</param>
public sealed record SimulationCounts(int Revisions, int Deregistered, int Appear, int Vanish, int Changed, int NotJudged);
