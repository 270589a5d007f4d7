using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>
/// The events of a YAML text, up to the point where going on could cost more than a policy file is worth: whoever builds the document recurses into what is
/// nested, and whoever reads it walks through each alias anew. What a policy file has no use for is refused here too, so that nobody believes it does
/// something: explicit tags, and aliases that repeat what they stand in.
/// </summary>
internal sealed class BoundedParser(TextReader yaml) : IParser
{
    /// <summary>How many lists and mappings may stand in one another; a policy file needs 7.</summary>
    public const int DeepestNesting = 32;

    /// <summary>How many values a file may have when each alias counts for all that it repeats.</summary>
    public const int MostValues = 100_000;

    private readonly Parser _parser = new(yaml);
    private readonly Stack<(AnchorName Anchor, int Before)> _open = new();
    private readonly Dictionary<AnchorName, int> _sizes = [];
    private int _values;

    /// <summary>Why parsing ended with an exception of this class; null where the text itself is to blame.</summary>
    public string? Refusal { get; private set; }

    public ParsingEvent? Current => _parser.Current;

    /// <exception cref="YamlException">The text is no YAML, or is refused.</exception>
    public bool MoveNext()
    {
        if (!_parser.MoveNext())
        {
            return false;
        }

        switch (_parser.Current)
        {
            case AnchorAlias alias:
                Count(alias, _sizes.TryGetValue(alias.Value, out var size) ? size : throw Refuse(alias, $"The alias *{alias.Value} needs an anchor &{alias.Value} on something that ends before it."));
                break;
            case NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } } node:
                throw Refuse(node, $"A policy file has no use for tags such as {node.Tag}; put a text in quotes.");
            case Scalar scalar:
                Count(scalar, 1);
                Remember(scalar.Anchor, 1);
                break;
            case NodeEvent collection:
                _open.Push((collection.Anchor, _values));
                Count(collection, 1);
                break;
            case SequenceEnd or MappingEnd:
                var (anchor, before) = _open.Pop();
                Remember(anchor, _values - before);
                break;
            default:
                break;
        }

        return true;
    }

    private void Count(ParsingEvent node, int values)
    {
        _values += values;
        if (_values > MostValues)
        {
            throw Refuse(node, string.Create(CultureInfo.InvariantCulture, $"The file has more than {MostValues} values, aliases counted for all that they repeat."));
        }

        if (_open.Count > DeepestNesting)
        {
            throw Refuse(node, string.Create(CultureInfo.InvariantCulture, $"Lists and mappings stand in one another more than {DeepestNesting} deep."));
        }
    }

    private void Remember(AnchorName anchor, int size)
    {
        if (!anchor.IsEmpty)
        {
            _sizes[anchor] = size;
        }
    }

    private YamlException Refuse(ParsingEvent node, string refusal)
    {
        Refusal = refusal;
        return new(node.Start, node.End, refusal);
    }
}
