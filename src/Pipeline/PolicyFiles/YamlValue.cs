using System.Globalization;
using EcsGuard.Policies;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>
/// A place in a YAML document, read strictly: what has the wrong type is noted, with its line, and read as absent, so that one run reports every problem.
/// </summary>
internal sealed class YamlValue(YamlNode node, string path, List<PolicyFileProblem> problems)
{
    /// <summary>Where it stands, as people would say it: <c>scopes[0].match</c>.</summary>
    public string Path => path;

    public int Line => (int)node.Start.Line;

    /// <summary>Written as nothing at all, <c>~</c> or <c>null</c>.</summary>
    /// <remarks>Source: https://yaml.org/spec/1.2.2/ (10.3.2, tag resolution).</remarks>
    public bool IsNull => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" or "Null" or "NULL" };

    public bool IsMapping => node is YamlMappingNode;

    /// <summary>A list or a mapping with nothing in it.</summary>
    public bool IsEmpty => node is YamlSequenceNode { Children.Count: 0 } or YamlMappingNode { Children.Count: 0 };

    /// <summary>How many errors were noted so far.</summary>
    public int ErrorCount => problems.Count(problem => !problem.IsWarning);

    /// <summary>The same place; what is wrong in it is noted elsewhere.</summary>
    public YamlValue ReportingTo(List<PolicyFileProblem> other) => new(node, path, other);

    public void Error(string message) => problems.Add(new(Line, (int)node.Start.Column, message));

    public void Warn(string message) => problems.Add(new(Line, (int)node.Start.Column, message, IsWarning: true));

    /// <summary>A text that is not blank. Numbers are texts as they are written, so <c>012345678901</c> keeps its zero.</summary>
    public string? Text()
    {
        if (node is YamlScalarNode { Value: { } text, Style: var style } && !string.IsNullOrWhiteSpace(text) && !IsNull)
        {
            // The line break that ends a block is the notation's, not the writer's.
            return style is ScalarStyle.Literal or ScalarStyle.Folded ? text.TrimEnd('\n') : text;
        }

        Error($"{path} takes a text.");
        return null;
    }

    /// <summary>One of a few words.</summary>
    public string? OneOf(IReadOnlyList<string> words)
    {
        if (Text() is not { } text)
        {
            return null;
        }

        if (words.Contains(text, StringComparer.Ordinal))
        {
            return text;
        }

        Error($"{path}: '{text}' is none of {string.Join(", ", words)}.{DidYouMean(text, words)}");
        return null;
    }

    public bool? Boolean()
    {
        switch (node)
        {
            case YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" }:
                return true;
            case YamlScalarNode { Style: ScalarStyle.Plain, Value: "false" }:
                return false;
            default:
                Error($"{path} takes true or false.");
                return null;
        }
    }

    /// <summary>A whole number within bounds.</summary>
    public int? Integer(int minimum, int maximum)
    {
        if (node is YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text }
            && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= minimum && number <= maximum)
        {
            return number;
        }

        Error(maximum == int.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"{path} takes a whole number from {minimum}.")
            : string.Create(CultureInfo.InvariantCulture, $"{path} takes a whole number from {minimum} to {maximum}."));
        return null;
    }

    /// <summary>A number within bounds.</summary>
    public double? Number(double minimum, double maximum)
    {
        if (node is YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text }
            && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= minimum && number <= maximum)
        {
            return number;
        }

        Error(string.Create(CultureInfo.InvariantCulture, $"{path} takes a number from {minimum} to {maximum}."));
        return null;
    }

    /// <summary>The elements of a list; none, with a problem, where it is no list.</summary>
    public IReadOnlyList<YamlValue> List()
    {
        if (node is YamlSequenceNode sequence)
        {
            return [.. sequence.Children.Select((child, index) => new YamlValue(child, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), problems))];
        }

        Error($"{path} takes a list.");
        return [];
    }

    /// <summary>Texts of a list; those that are none are noted and left out.</summary>
    public IReadOnlyList<string> Texts() => [.. List().Select(item => item.Text()).OfType<string>()];

    /// <summary>The members of a mapping; null, with a problem, where it is none.</summary>
    public IReadOnlyList<(string Key, YamlValue KeyNode, YamlValue Value)>? Members()
    {
        if (node is not YamlMappingNode mapping)
        {
            Error($"{path} takes a mapping.");
            return null;
        }

        var members = new List<(string, YamlValue, YamlValue)>();
        foreach (var (key, value) in mapping.Children)
        {
            if (key is YamlScalarNode { Value: { Length: > 0 } name })
            {
                var at = path.Length == 0 ? name : $"{path}.{name}";
                members.Add((name, new(key, at, problems), new(value, at, problems)));
            }
            else
            {
                new YamlValue(key, path, problems).Error("A key is a text that is not empty.");
            }
        }

        return members;
    }

    /// <summary>The members of a mapping that may have these keys only; another one is noted with the nearest of them.</summary>
    public IReadOnlyDictionary<string, YamlValue> Members(IReadOnlyCollection<string> known)
    {
        var members = new Dictionary<string, YamlValue>(StringComparer.Ordinal);
        foreach (var (key, keyNode, value) in Members() ?? [])
        {
            if (known.Contains(key, StringComparer.Ordinal))
            {
                members.Add(key, value);
            }
            else
            {
                var place = path.Length == 0 ? "a policy file" : path;
                // A URL is not quoted: somebody may have pasted a webhook.
                var name = key.Contains("://", StringComparison.Ordinal) ? "such key" : $"'{key}'";
                keyNode.Error($"There is no {name} in {place}; it takes {string.Join(", ", known)}.{DidYouMean(key, known)}");
            }
        }

        return members;
    }

    /// <summary>The member that has to be there; null, with a problem, where it is not.</summary>
    public YamlValue? Required(IReadOnlyDictionary<string, YamlValue> members, string key, string what)
    {
        if (members.GetValueOrDefault(key) is { IsNull: false } given)
        {
            return given;
        }

        // What is no mapping was told so already.
        if (IsMapping)
        {
            Error($"{path} lacks `{key}`: {what}.");
        }

        return null;
    }

    public static string DidYouMean(string name, IEnumerable<string> candidates) =>
        NearestName.Find(name, candidates) is { } nearest ? $" Did you mean '{nearest}'?" : "";
}
