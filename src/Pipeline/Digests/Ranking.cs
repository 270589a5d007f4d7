using System.Collections.Immutable;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Digests;

/// <summary>How many findings there are of each of something, and the worst severity among them.</summary>
internal sealed class Ranking<T>
    where T : notnull
{
    private readonly Dictionary<T, (int Count, Severity Worst)> _counts = [];

    /// <summary>How many different ones there are.</summary>
    public int Count => _counts.Count;

    public void Add(T item, Severity severity)
    {
        var (count, worst) = _counts.GetValueOrDefault(item, (0, severity));
        _counts[item] = (count + 1, severity > worst ? severity : worst);
    }

    /// <summary>Those with the most findings; of equals the worse, then by name.</summary>
    public ImmutableArray<(T Item, int Count, Severity Worst)> First(int limit) =>
    [
        .. _counts
            .OrderByDescending(entry => entry.Value.Count)
            .ThenByDescending(entry => entry.Value.Worst)
            .ThenBy(entry => entry.Key.ToString(), StringComparer.Ordinal)
            .Take(limit)
            .Select(entry => (entry.Key, entry.Value.Count, entry.Value.Worst)),
    ];
}
