using System.Globalization;
using System.Text.Json;

namespace EcsGuard.Policies.Model;

/// <summary>
/// Reads JSON into the model, forward only. It never fails on a value: a type that ECS would not accept, or CloudTrail's redaction
/// marker, makes that one field undetermined, and a member that ECS does not know is kept aside for the policy that reports it.
/// Only text that is no JSON at all throws (<see cref="JsonException"/>, with line and position).
/// </summary>
internal ref struct ModelReader(ReadOnlySpan<byte> utf8)
{
    private Utf8JsonReader _json = new(utf8);
    private readonly ReadOnlySpan<byte> _utf8 = utf8;
    private List<UnknownMember>? _unknownMembers;
    private List<MistypedValue>? _mistypedValues;
    private List<UnreadValue>? _unreadValues;

    public readonly JsonTokenType Token => _json.TokenType;

    public readonly IReadOnlyList<UnknownMember> UnknownMembers => _unknownMembers ?? [];

    public readonly IReadOnlyList<MistypedValue> MistypedValues => _mistypedValues ?? [];

    public readonly IReadOnlyList<UnreadValue> UnreadValues => _unreadValues ?? [];

    /// <summary>Moves to the next token.</summary>
    public bool Advance() => _json.Read();

    /// <summary>Passes over the value the reader stands on.</summary>
    public void Skip() => _json.Skip();

    /// <summary>Reads the object the reader stands on into <paramref name="target"/>.</summary>
    public void Members<T>(T target, Members<T> members)
        where T : Node
    {
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var member = _json.ValueIsEscaped ? members.Find(String()) : members.Find(in _json);
            if (member is null)
            {
                Unknown(target, members.Names);
                continue;
            }

            _json.Read();
            if (member.Read is null || _json.TokenType == JsonTokenType.Null)
            {
                _json.Skip();
            }
            else
            {
                member.Read(ref this, target, member.Name);
            }
        }
    }

    /// <summary>A text. ECS accepts texts only, but a number or boolean in its place has an obvious reading: it is kept and noted.</summary>
    public Field<string> Text(Node owner, string name, int index = -1)
    {
        switch (_json.TokenType)
        {
            case JsonTokenType.String:
                var text = String();
                return Hides(text) is var reason and not UndeterminedReason.None
                    ? Field<string>.Undetermined(owner, name, reason, text, index)
                    : Field<string>.Known(owner, name, text, index);
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                Mistyped(owner, name, index, "string");
                return Field<string>.Known(owner, name, Scalar(), index);
            default:
                return Wrong<string>(owner, name, index, "string");
        }
    }

    /// <summary>A task's <c>cpu</c> or <c>memory</c>, in any unit. ECS accepts texts only; a number has an obvious reading: it is kept and noted.</summary>
    public Field<TaskSize> Size(Node owner, string name, Func<string, TaskSize> read)
    {
        if (_json.TokenType == JsonTokenType.Number)
        {
            Mistyped(owner, name, -1, "string");
            return Field<TaskSize>.Known(owner, name, read(Scalar()));
        }

        if (_json.TokenType != JsonTokenType.String)
        {
            return Wrong<TaskSize>(owner, name, -1, "string");
        }

        var text = String();
        return Hides(text) is var reason and not UndeterminedReason.None
            ? Field<TaskSize>.Undetermined(owner, name, reason, new TaskSize(text, null))
            : Field<TaskSize>.Known(owner, name, read(text));
    }

    /// <summary>A text of an event, where nothing is a template: null if absent, of another type, or the text "null" that AWS writes for a missing value.</summary>
    public string? EventText(Node owner, string name) => Text(owner, name).Raw is { } text and not "null" ? text : null;

    /// <summary>A time of an event; AWS writes 0 to 3 digits of a second's fraction.</summary>
    public DateTimeOffset? EventTime(Node owner, string name) =>
        DateTimeOffset.TryParse(EventText(owner, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;

    public Field<int> Integer(Node owner, string name, int index = -1) =>
        _json.TokenType == JsonTokenType.Number && _json.TryGetInt32(out var value)
            ? Field<int>.Known(owner, name, value, index)
            : Wrong<int>(owner, name, index, "integer");

    public FieldList<Field<int>> Integers(Node owner, string name)
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            return WrongList<Field<int>>(owner, name);
        }

        List<Field<int>> items = [];
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Integer(owner, name, items.Count));
        }

        return new(owner, name, [.. items], null);
    }

    public Field<bool> Boolean(Node owner, string name) =>
        _json.TokenType is JsonTokenType.True or JsonTokenType.False
            ? Field<bool>.Known(owner, name, _json.TokenType == JsonTokenType.True)
            : Wrong<bool>(owner, name, -1, "boolean");

    public Field<T> Object<T>(Node owner, string name, T value, Members<T> members)
        where T : Node
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            return Wrong<T>(owner, name, -1, "object", hidesMembers: true);
        }

        Members(value, members);
        return Field<T>.Known(owner, name, value);
    }

    public FieldList<T> Objects<T>(Node owner, string name, Func<Node, string, int, T> create, Members<T> members)
        where T : Node
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            return WrongList<T>(owner, name, hidesMembers: true);
        }

        List<T> items = [];
        List<HiddenValue>? hidden = null;
        for (var index = 0; _json.Read() && _json.TokenType != JsonTokenType.EndArray; index++)
        {
            if (_json.TokenType == JsonTokenType.StartObject)
            {
                var item = create(owner, name, index);
                Members(item, members);
                items.Add(item);
            }
            else
            {
                var wrong = Wrong<T>(owner, name, index, "object", hidesMembers: true);
                (hidden ??= []).Add(new(wrong.Path, wrong.Reason));
            }
        }

        return new(owner, name, [.. items], hidden?.ToArray());
    }

    public FieldList<Field<string>> Texts(Node owner, string name)
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            return WrongList<Field<string>>(owner, name);
        }

        List<Field<string>> items = [];
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Text(owner, name, items.Count));
        }

        return new(owner, name, [.. items], null);
    }

    public StringMap Map(Node owner, string name)
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            return new(owner, name, present: true, Wrong<string>(owner, name, -1, "object").Reason);
        }

        var map = new StringMap(owner, name, present: true, UndeterminedReason.None);
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var key = String();
            _json.Read();
            if (_json.TokenType != JsonTokenType.Null)
            {
                map.Add(key, Text(map, key));
            }
        }

        return map;
    }

    /// <summary>The text the reader stands on. JSON's grammar lets bytes and escapes through that are no text; they are refused like other bad JSON.</summary>
    /// <exception cref="JsonException">The text is no valid UTF-8, or an escape is half of a pair.</exception>
    private readonly string String()
    {
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException fault)
        {
            var before = _utf8[..(int)_json.TokenStartIndex];
            throw new JsonException("A string holds bytes or an escape that are no text.", path: null, before.Count((byte)'\n'), before.Length - (before.LastIndexOf((byte)'\n') + 1), fault);
        }
    }

    private static UndeterminedReason Hides(string text) =>
        text == Placeholder.RedactionMarker ? UndeterminedReason.Redacted
        : Placeholder.IsIn(text) ? UndeterminedReason.Placeholder
        : UndeterminedReason.None;

    private readonly string Scalar() => _json.TokenType switch
    {
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => System.Text.Encoding.UTF8.GetString(_json.ValueSpan),
    };

    private FieldList<T> WrongList<T>(Node owner, string name, bool hidesMembers = false)
    {
        var wrong = Wrong<T>(owner, name, -1, "array", hidesMembers);
        return new(owner, name, [], [new(wrong.Path, wrong.Reason)]);
    }

    private Field<T> Wrong<T>(Node owner, string name, int index, string expected, bool hidesMembers = false)
    {
        var reason = _json.TokenType == JsonTokenType.String ? Hides(String()) : UndeterminedReason.None;
        if (reason == UndeterminedReason.None)
        {
            Mistyped(owner, name, index, expected);
            reason = UndeterminedReason.WrongType;
        }
        else
        {
            (_unreadValues ??= []).Add(new(Node.PathTo(owner, name, index), reason, hidesMembers));
        }

        _json.Skip();
        return Field<T>.Undetermined(owner, name, reason, default, index);
    }

    private void Mistyped(Node owner, string name, int index, string expected)
    {
        var found = _json.TokenType switch
        {
            JsonTokenType.StartObject => "object",
            JsonTokenType.StartArray => "array",
            JsonTokenType.String => "string",
            JsonTokenType.Number => "number",
            JsonTokenType.True or JsonTokenType.False => "boolean",
            _ => "null",
        };
        (_mistypedValues ??= []).Add(new(owner, Node.PathTo(owner, name, index), expected, found));
    }

    private void Unknown(Node owner, IReadOnlyList<string> known)
    {
        var name = String();
        (_unknownMembers ??= []).Add(new(owner, name, known));
        _json.Skip();
    }
}

/// <summary>A member that ECS does not know at that place.</summary>
/// <param name="Owner">The object it stands in.</param>
/// <param name="Name">The name as written.</param>
/// <param name="KnownNames">What ECS knows there.</param>
public sealed record UnknownMember(Node Owner, string Name, IReadOnlyList<string> KnownNames)
{
    public string Path => Node.PathTo(Owner, Name, -1);
}

/// <summary>A value of a JSON type that RegisterTaskDefinition refuses at that place.</summary>
/// <param name="Owner">The object it stands in.</param>
/// <param name="Path">RFC 6901 pointer to it.</param>
/// <param name="Expected">The JSON type ECS wants.</param>
/// <param name="Found">The JSON type that stands there.</param>
public sealed record MistypedValue(Node Owner, string Path, string Expected, string Found);

/// <summary>A redaction marker or a stand-in where ECS wants something else than a text.</summary>
/// <param name="Path">RFC 6901 pointer to it.</param>
/// <param name="Reason">Which of the two it is.</param>
/// <param name="HidesMembers">An object, or an array of objects, belongs there, whose members cannot be seen.</param>
public sealed record UnreadValue(string Path, UndeterminedReason Reason, bool HidesMembers);
