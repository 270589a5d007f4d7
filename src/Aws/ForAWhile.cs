using System.Collections.Concurrent;

namespace EcsGuard.Aws;

/// <summary>What was read, for five minutes, and never more than 1,000 of it: beyond, the expired ones go first, and then all.</summary>
internal sealed class ForAWhile<TKey, TValue>(TimeProvider time)
    where TKey : notnull
    where TValue : class
{
    private const int Capacity = 1000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<TKey, (TValue Value, DateTimeOffset Until)> _kept = new();

    /// <summary>Null where nothing is kept, or no longer.</summary>
    public TValue? Find(TKey key) => _kept.TryGetValue(key, out var entry) && time.GetUtcNow() < entry.Until ? entry.Value : null;

    public void Keep(TKey key, TValue value)
    {
        var now = time.GetUtcNow();
        if (_kept.Count >= Capacity)
        {
            foreach (var expired in _kept.Where(entry => entry.Value.Until <= now).Select(entry => entry.Key))
            {
                _kept.TryRemove(expired, out _);
            }
        }

        if (_kept.Count >= Capacity)
        {
            _kept.Clear();
        }

        _kept[key] = (value, now + Lifetime);
    }
}
