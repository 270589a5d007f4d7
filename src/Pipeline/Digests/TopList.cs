using System.Collections.Immutable;

namespace EcsGuard.Pipeline.Digests;

/// <summary>The first few of any number of items in an order, and how many there are.</summary>
/// <param name="size">How many are kept.</param>
/// <param name="order">The order. No two items are equal in it, so that the same ones are kept in whatever order they come.</param>
internal sealed class TopList<T>(int size, IComparer<T> order)
{
    private readonly SortedSet<T> _items = new(order);

    public int Count { get; private set; }

    public ImmutableArray<T> Items => [.. _items];

    public void Add(T item)
    {
        Count++;
        _items.Add(item);
        if (_items.Count > size)
        {
            _items.Remove(_items.Max!);
        }
    }
}
