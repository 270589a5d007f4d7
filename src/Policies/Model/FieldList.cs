using System.Collections;

namespace EcsGuard.Policies.Model;

/// <summary>
/// An array of a task definition. Enumerating gives what could be read, in order; <see cref="Hidden"/> tells which elements,
/// or whether the array itself, could not.
/// </summary>
/// <typeparam name="T">The type of an element.</typeparam>
public readonly struct FieldList<T> : IReadOnlyList<T>
{
    private readonly Node? _owner;
    private readonly string? _name;
    private readonly T[]? _items;
    private readonly HiddenValue[]? _hidden;

    internal FieldList(Node owner, string name, T[] items, HiddenValue[]? hidden)
    {
        _owner = owner;
        _name = name;
        _items = items;
        _hidden = hidden;
    }

    public int Count => _items?.Length ?? 0;

    public T this[int index] => (_items ?? [])[index];

    /// <summary>The member is missing or null. An empty array is not absent.</summary>
    public bool IsAbsent => _owner is null;

    /// <summary>The array, or one of its elements, could not be read.</summary>
    public bool IsUndetermined => _hidden is not null;

    /// <summary>What could not be read: the array itself or single elements.</summary>
    public IReadOnlyList<HiddenValue> Hidden => _hidden ?? [];

    /// <summary>RFC 6901 pointer to the array.</summary>
    public string Path => _owner is null
        ? throw new InvalidOperationException("An absent list has no path. Report the object that lacks it.")
        : Node.PathTo(_owner, _name!, -1);

    public Node? Owner => _owner;

    /// <summary>Enumerates without allocating.</summary>
    public ReadOnlySpan<T>.Enumerator GetEnumerator() => new ReadOnlySpan<T>(_items).GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();
}

/// <summary>A place in a task definition where something stands that cannot be judged.</summary>
/// <param name="Path">RFC 6901 pointer to it.</param>
/// <param name="Reason">Why it cannot.</param>
public sealed record HiddenValue(string Path, UndeterminedReason Reason);
