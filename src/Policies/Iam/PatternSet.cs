using System.Collections.Immutable;

namespace EcsGuard.Policies.Iam;

/// <summary>
/// An element of a statement such as <c>Action</c>, or its opposite such as <c>NotAction</c>.
/// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html.
/// </summary>
/// <param name="Patterns">As written.</param>
/// <param name="IsNegated">The statement is about everything but these.</param>
internal sealed record PatternSet(ImmutableArray<string> Patterns, bool IsNegated)
{
    /// <summary>What a call is authorised on that names no resource.</summary>
    public const string NoResource = "*";

    /// <summary>Actions are compared without regard to case.</summary>
    public bool HasAction(string action) => Patterns.Any(pattern => Glob.Covers(pattern, action, ignoreCase: true)) != IsNegated;

    /// <summary>
    /// Whether the statement is about a resource, compared by case. The resource may be a pattern, for a name that is known in part: yes means all that
    /// the pattern stands for, maybe means some of it.
    /// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html.
    /// </summary>
    public Certainty HasResource(string resource)
    {
        var named = Patterns.Aggregate(Certainty.No, (found, pattern) => found.Or(Names(pattern, resource)));
        return IsNegated ? named.Not() : named;
    }

    private static Certainty Names(string pattern, string resource)
    {
        var written = WithoutVariables(pattern);
        // The star of a call without a resource is a star, and stands for no name.
        var certainty = resource == NoResource ? (Glob.IsMatch(written, resource) ? Certainty.Yes : Certainty.No)
            : Glob.Covers(written, resource) ? Certainty.Yes
            : Glob.Overlap(written, resource) ? Certainty.Maybe
            : Certainty.No;
        return written == pattern ? certainty : certainty.And(Certainty.Maybe);
    }

    /// <summary>
    /// With a star for each policy variable, whose value only the call has.
    /// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html.
    /// </summary>
    private static string WithoutVariables(string pattern)
    {
        for (var start = pattern.IndexOf("${", StringComparison.Ordinal); start >= 0; start = pattern.IndexOf("${", StringComparison.Ordinal))
        {
            var end = pattern.IndexOf('}', start);
            pattern = $"{pattern[..start]}*{(end < 0 ? "" : pattern[(end + 1)..])}";
        }

        return pattern;
    }
}
