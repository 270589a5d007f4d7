using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>
/// Collects what one policy has to say about one subject. Reading a field through <see cref="Known{T}"/> or <see cref="Each{T}"/> notes by
/// itself what could not be judged, so that a hidden value never passes in silence.
/// </summary>
public sealed class Verdict
{
    private readonly List<Violation> _violations = [];
    private readonly List<UndeterminedPlace> _undetermined = [];
    private bool _notApplicable;

    /// <summary>True, with the value, if the field is known. An undetermined one is noted; an absent one is not.</summary>
    public bool Known<T>(Field<T> field, [MaybeNullWhen(false)] out T value)
    {
        if (field.IsUndetermined)
        {
            Undetermined(field.Path, field.Reason);
        }

        return field.IsKnown(out value);
    }

    /// <summary>The elements that can be read. Hidden ones, or a hidden list, are noted.</summary>
    public FieldList<T> Each<T>(FieldList<T> list)
    {
        if (list.IsUndetermined)
        {
            foreach (var hidden in list.Hidden)
            {
                Undetermined(hidden.Path, hidden.Reason);
            }
        }

        return list;
    }

    /// <summary>The policy is broken at a value that stands in the definition.</summary>
    public void Violation<T>(Field<T> at, string message, params ImmutableArray<PatchOperation> fix) =>
        Add(at.Path, at.Owner?.Container, message, fix);

    /// <summary>The policy is broken by an object, or by something that an object lacks.</summary>
    public void Violation(Node at, string message, params ImmutableArray<PatchOperation> fix) =>
        Add(at.Path, at.Container, message, fix);

    /// <summary>The policy is broken by an array as a whole.</summary>
    public void Violation<T>(FieldList<T> at, string message, params ImmutableArray<PatchOperation> fix) =>
        Add(at.Path, at.Owner?.Container, message, fix);

    /// <summary>The policy is broken at a path; for what is neither field nor object, such as a container of a running task.</summary>
    public void Violation(string path, string? container, string message) =>
        _violations.Add(new(path, container, message, []));

    /// <summary>A place could not be judged. Noted once, however often it is read.</summary>
    public void Undetermined(string path, UndeterminedReason reason)
    {
        var place = new UndeterminedPlace(path, reason);
        if (!_undetermined.Contains(place))
        {
            _undetermined.Add(place);
        }
    }

    /// <summary>Whether anything has been noted that could not be judged.</summary>
    internal bool IsUndetermined => _undetermined.Count > 0;

    /// <summary>The policy says nothing about this subject: a Fargate rule and an EC2 task, for instance.</summary>
    public void NotApplicable() => _notApplicable = true;

    /// <summary>What came of it: a violation outweighs what could not be judged, and that outweighs a pass.</summary>
    internal Outcome Conclude(Policy policy)
    {
        var result = _violations.Count > 0 ? Result.Violated
            : _undetermined.Count > 0 ? Result.Undetermined
            : _notApplicable ? Result.NotApplicable
            : Result.Passed;
        var outcome = new Outcome(policy, result, [.. _violations], [.. _undetermined], null);
        Clear();
        return outcome;
    }

    internal void Clear()
    {
        _violations.Clear();
        _undetermined.Clear();
        _notApplicable = false;
    }

    private void Add(string path, ContainerDefinition? container, string message, ImmutableArray<PatchOperation> fix) =>
        _violations.Add(new(path, container?.DisplayName, message, fix));
}
