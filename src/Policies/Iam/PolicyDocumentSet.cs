using System.Collections.Immutable;

namespace EcsGuard.Policies.Iam;

/// <summary>Actions that a statement allows.</summary>
/// <param name="Pattern">All that it may be; of a statement that excepts some (<c>NotAction</c>) simply everything.</param>
/// <param name="Label">How a message calls it.</param>
/// <param name="Certainty">Maybe under a condition.</param>
internal readonly record struct ActionGrant(string Pattern, string Label, Certainty Certainty);

/// <summary>Policies that are evaluated as one. One that cannot be read may hold anything, a denial as well.</summary>
internal sealed class PolicyDocumentSet
{
    /// <summary>Everything, for what is left when some of it is excepted.</summary>
    private const string Everything = "*";

    private readonly ImmutableArray<(string Name, PolicyStatement Statement)> _allows;
    private readonly ImmutableArray<PolicyStatement> _denies;

    public PolicyDocumentSet(IEnumerable<RolePolicy> policies)
    {
        var read = policies.Select(policy => (policy.Name, Document: PolicyDocument.Read(policy.Document))).ToArray();
        var statements = read.SelectMany(policy => policy.Document?.Statements.Select(statement => (policy.Name, Statement: statement)) ?? []).ToArray();
        _allows = [.. statements.Where(entry => entry.Statement.Allows)];
        _denies = [.. statements.Where(entry => !entry.Statement.Allows).Select(entry => entry.Statement)];
        HoldsUnreadable = read.Any(policy => policy.Document is null);
    }

    public bool HoldsUnreadable { get; }

    private Certainty Unreadable => HoldsUnreadable ? Certainty.Maybe : Certainty.No;

    public Access Decide(string action, string resource)
    {
        var denied = Any(_denies, statement => statement.IsAbout(action, resource)).Or(Unreadable);
        var allowed = Any(_allows.Select(entry => entry.Statement), statement => statement.IsAbout(action, resource)).Or(Unreadable);
        return denied == Certainty.Yes ? Access.Denied
            : allowed == Certainty.No ? Access.NotAllowed
            : denied == Certainty.Maybe || allowed == Certainty.Maybe ? Access.Undetermined
            : Access.Allowed;
    }

    /// <inheritdoc cref="RolePermissions.Spans"/>
    public Certainty Spans(string action, string resources)
    {
        var allowed = Any(_allows.Select(entry => entry.Statement), statement => Spans(statement, action, resources)).Or(Unreadable);
        var denied = Any(_denies, statement => Spans(statement, action, resources)).Or(Unreadable);
        return allowed.And(denied.Not());
    }

    /// <inheritdoc cref="RolePermissions.Granting"/>
    public IEnumerable<string> Granting(string action, string resources) =>
        _allows.Where(entry => Spans(entry.Statement, action, resources) == Certainty.Yes).Select(entry => entry.Name).Distinct(StringComparer.Ordinal);

    /// <summary>The actions that are allowed on anything at all.</summary>
    public IEnumerable<ActionGrant> Grants() =>
        _allows.SelectMany(entry => entry.Statement.Actions.IsNegated
            ? [new ActionGrant(Everything, $"all but {string.Join(", ", entry.Statement.Actions.Patterns)}", entry.Statement.Unconditional)]
            : entry.Statement.Actions.Patterns.Select(pattern => new ActionGrant(pattern, pattern, entry.Statement.Unconditional)));

    /// <summary>
    /// Whether denials leave nothing of a pattern of actions, on any resource, but what <paramref name="isKnown"/> holds for: they name all of it, or all
    /// but what is known.
    /// </summary>
    public Certainty Takes(string pattern, Func<string, bool> isKnown) =>
        Any(_denies, statement => statement.Resources is { IsNegated: false } resources && resources.Patterns.Contains(Everything) && Takes(statement.Actions, pattern, isKnown)
            ? statement.Unconditional
            : Certainty.No).Or(Unreadable);

    private static bool Takes(PatternSet denied, string pattern, Func<string, bool> isKnown) =>
        denied.IsNegated
            ? denied.Patterns.Where(excepted => Glob.Overlap(excepted, pattern, ignoreCase: true)).All(isKnown)
            : denied.Patterns.Any(each => Glob.Covers(each, pattern, ignoreCase: true));

    /// <summary>
    /// Whether a statement is about all that a pattern stands for. One that excepts resources (<c>NotResource</c>) is about nearly all of it; one that
    /// names some of it is not.
    /// </summary>
    private static Certainty Spans(PolicyStatement statement, string action, string resources)
    {
        var isAbout = statement.Actions.HasAction(action)
            && statement.Resources is { } named
            && (named.IsNegated ? named.HasResource(resources) != Certainty.No : named.HasResource(resources) == Certainty.Yes);
        return isAbout ? statement.Unconditional : Certainty.No;
    }

    private static Certainty Any(IEnumerable<PolicyStatement> statements, Func<PolicyStatement, Certainty> holds) =>
        statements.Aggregate(Certainty.No, (found, statement) => found.Or(holds(statement)));
}
