using System.Collections;

namespace EcsGuard.Policies.Model;

/// <summary>A JSON object of texts, such as <c>logConfiguration.options</c>. An absent map is empty.</summary>
public sealed class StringMap : Node, IEnumerable<KeyValuePair<string, Field<string>>>
{
    private readonly List<KeyValuePair<string, Field<string>>> _entries = [];
    private readonly UndeterminedReason _reason;
    private readonly Field<string> _hidden;

    internal StringMap(Node parent, string name, bool present, UndeterminedReason reason)
        : base(parent, name, -1)
    {
        IsAbsent = !present;
        _reason = reason;
        _hidden = Field<string>.Undetermined(parent, name, reason);
    }

    /// <summary>The member is missing or null.</summary>
    public bool IsAbsent { get; }

    /// <summary>The whole map is hidden: none of its keys can be judged.</summary>
    public bool IsUndetermined => _reason != UndeterminedReason.None;

    public UndeterminedReason Reason => _reason;

    /// <summary>
    /// The value under <paramref name="key"/> (compared as ECS does, by case). Every key of a hidden map is undetermined, at the map's own path:
    /// nothing stands below it.
    /// </summary>
    public Field<string> this[string key]
    {
        get
        {
            if (IsUndetermined)
            {
                return _hidden;
            }

            foreach (var entry in _entries)
            {
                if (entry.Key == key)
                {
                    return entry.Value;
                }
            }

            return default;
        }
    }

    public List<KeyValuePair<string, Field<string>>>.Enumerator GetEnumerator() => _entries.GetEnumerator();

    IEnumerator<KeyValuePair<string, Field<string>>> IEnumerable<KeyValuePair<string, Field<string>>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(string key, Field<string> value)
    {
        // The last of two equal keys counts, as everywhere in JSON.
        _entries.RemoveAll(entry => entry.Key == key);
        _entries.Add(new(key, value));
    }
}
