using System.Globalization;
using System.Text.Json;
using EcsGuard.Policies.Model;

namespace EcsGuard.Cli.Scanning;

/// <summary>Finds where in a JSON text the values stand that RFC 6901 pointers name: one forward pass for any number of pointers.</summary>
internal sealed class JsonSourceMap
{
    private readonly Step _root = new("");

    /// <param name="utf8">A JSON text that has been read without an error.</param>
    /// <param name="pointers">The only ones that <see cref="Find"/> and <see cref="FindNearest"/> may be asked for.</param>
    public JsonSourceMap(ReadOnlySpan<byte> utf8, IEnumerable<string> pointers)
    {
        foreach (var pointer in pointers)
        {
            var step = _root;
            foreach (var token in Tokens(pointer))
            {
                step = step.Require(token);
            }
        }

        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        Walk(ref reader, _root);
    }

    /// <summary>The value itself, or null where the text has none. Of an object or array, its opening bracket.</summary>
    public SourceSpan? Find(string pointer)
    {
        var step = _root;
        foreach (var token in Tokens(pointer))
        {
            if (step.Next(token)?.Place is null)
            {
                return null;
            }

            step = step.Next(token)!;
        }

        return step.Place;
    }

    /// <summary>The value, or the innermost object or array on the way to it that is there.</summary>
    public SourceSpan FindNearest(string pointer)
    {
        var step = _root;
        foreach (var token in Tokens(pointer))
        {
            if (step.Next(token) is not { Place: not null } next)
            {
                break;
            }

            step = next;
        }

        return step.Place ?? default;
    }

    private static IEnumerable<string> Tokens(string pointer) => pointer.Split('/').Skip(1).Select(JsonPointer.Unescape);

    private static void Walk(ref Utf8JsonReader reader, Step step)
    {
        // Of equal keys the last that is not null counts, as in the model; what was found below an earlier one is void.
        if (reader.TokenType == JsonTokenType.Null && step.Place is not null)
        {
            return;
        }

        step.Forget();
        var start = (int)reader.TokenStartIndex;
        step.Place = new(start, reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : (int)reader.BytesConsumed - start);
        if (step.IsLeaf)
        {
            reader.Skip();
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var next = step.Next(in reader);
                reader.Read();
                Continue(ref reader, next);
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
            {
                Continue(ref reader, step.Next(index.ToString(CultureInfo.InvariantCulture)));
            }
        }
    }

    private static void Continue(ref Utf8JsonReader reader, Step? step)
    {
        if (step is null)
        {
            reader.Skip();
        }
        else
        {
            Walk(ref reader, step);
        }
    }

    /// <summary>One token of the pointers, and those that follow it.</summary>
    private sealed class Step(string token)
    {
        private readonly List<Step> _next = [];

        public SourceSpan? Place { get; set; }

        public bool IsLeaf => _next.Count == 0;

        public Step? Next(string wanted)
        {
            foreach (var step in _next)
            {
                if (step.Token == wanted)
                {
                    return step;
                }
            }

            return null;
        }

        public Step? Next(in Utf8JsonReader property)
        {
            foreach (var step in _next)
            {
                if (property.ValueTextEquals(step.Token))
                {
                    return step;
                }
            }

            return null;
        }

        public Step Require(string wanted)
        {
            if (Next(wanted) is { } step)
            {
                return step;
            }

            step = new(wanted);
            _next.Add(step);
            return step;
        }

        public void Forget()
        {
            Place = null;
            foreach (var step in _next)
            {
                step.Forget();
            }
        }

        private string Token => token;
    }
}
