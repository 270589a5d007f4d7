using System.Diagnostics.CodeAnalysis;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>What in a task asks for a role: what is certain, and what is hidden and might. Gathered first, because one certain need settles the matter.</summary>
internal sealed class RoleNeeds
{
    private readonly List<string> _certain = [];
    private readonly List<HiddenValue> _hidden = [];

    /// <summary>Some need is certain.</summary>
    public bool AreCertain => _certain.Count > 0;

    public bool AreHidden => _hidden.Count > 0;

    public void Add(string need) => _certain.Add(need);

    public void Add(RoleNeeds others)
    {
        _certain.AddRange(others._certain);
        _hidden.AddRange(others._hidden);
    }

    public void Hide(string path, UndeterminedReason reason) => _hidden.Add(new(path, reason));

    /// <summary>True, with the value, if the field is known; an undetermined one may hide a need.</summary>
    public bool Known<T>(Field<T> field, [MaybeNullWhen(false)] out T value)
    {
        if (field.IsUndetermined)
        {
            Hide(field.Path, field.Reason);
        }

        return field.IsKnown(out value);
    }

    /// <summary>The elements that can be read; the others may hide a need.</summary>
    public FieldList<T> Each<T>(FieldList<T> list)
    {
        _hidden.AddRange(list.Hidden);
        return list;
    }

    /// <summary>A role that is absent or empty. A stand-in is a role that is yet to be filled in, not a missing one.</summary>
    public static bool IsMissing(Field<string> role) => !role.IsUndetermined && string.IsNullOrEmpty(role.Raw);

    /// <summary>One violation that lists all certain needs; without any, the hidden ones are noted.</summary>
    /// <param name="task">The definition.</param>
    /// <param name="role">The missing role.</param>
    /// <param name="kind">How a message calls it.</param>
    /// <param name="member">Its member's name.</param>
    /// <param name="verdict">Receives the outcome.</param>
    public void Conclude(TaskDefinition task, Field<string> role, string kind, string member, Verdict verdict)
    {
        if (AreCertain)
        {
            verdict.Violation(role.IsAbsent ? task.Path : role.Path, null, $"No {kind} role, but {string.Join(", ", _certain)}: set {member}.");
            return;
        }

        foreach (var hidden in _hidden)
        {
            verdict.Undetermined(hidden.Path, hidden.Reason);
        }
    }
}
