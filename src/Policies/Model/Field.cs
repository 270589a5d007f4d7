using System.Diagnostics.CodeAnalysis;

namespace EcsGuard.Policies.Model;

/// <summary>
/// One member of a task definition: absent (also JSON null), known, or undetermined. It knows its own path, so that a policy
/// can report it without spelling the path out.
/// </summary>
/// <typeparam name="T">The type of the value when it is known.</typeparam>
public readonly struct Field<T>
{
    private readonly Node? _owner;
    private readonly string? _name;
    private readonly int _index;
    private readonly T? _value;

    private Field(Node owner, string name, int index, T? value, UndeterminedReason reason)
    {
        _owner = owner;
        _name = name;
        _index = index;
        _value = value;
        Reason = reason;
    }

    /// <summary>Why the value is undetermined; <see cref="UndeterminedReason.None"/> for a known or absent one.</summary>
    public UndeterminedReason Reason { get; }

    /// <summary>The member is missing or null.</summary>
    public bool IsAbsent => _owner is null;

    /// <summary>Something stands there, but not a value that can be judged.</summary>
    public bool IsUndetermined => Reason != UndeterminedReason.None;

    /// <summary>The value, if it is known; otherwise the type's default.</summary>
    public T? ValueOrDefault => IsUndetermined ? default : _value;

    /// <summary>What stands there even where a stand-in hides part of it: for policies that can judge the rest of a text.</summary>
    public T? Raw => _value;

    /// <summary>RFC 6901 pointer to the value. An absent field has none: point at the object that lacks it.</summary>
    public string Path => _owner is null
        ? throw new InvalidOperationException("An absent field has no path. Report the object that lacks it.")
        : Node.PathTo(_owner, _name!, _index);

    /// <summary>The object that holds this member; null for an absent one.</summary>
    public Node? Owner => _owner;

    /// <summary>True, with the value, if it is known.</summary>
    public bool IsKnown([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return _owner is not null && Reason == UndeterminedReason.None;
    }

    internal static Field<T> Known(Node owner, string name, T value, int index = -1) => new(owner, name, index, value, UndeterminedReason.None);

    internal static Field<T> Undetermined(Node owner, string name, UndeterminedReason reason, T? raw = default, int index = -1) =>
        new(owner, name, index, raw, reason);
}
