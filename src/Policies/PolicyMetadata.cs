using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace EcsGuard.Policies;

/// <summary>Everything a reader needs to know about a policy. Its documentation page is this record, printed.</summary>
public sealed record PolicyMetadata
{
    /// <summary>The class name in kebab case. It names the fault and reads after "allow". Stored with every finding, so it never changes.</summary>
    public required string Id { get; init; }

    /// <summary>The fault in one line; no full stop.</summary>
    public required string Title { get; init; }

    public required Category Category { get; init; }

    public required PolicyKind Kind { get; init; }

    public required PolicySet Set { get; init; }

    public required Severity Severity { get; init; }

    public required Stage Stage { get; init; }

    /// <summary>The version that brought it; <c>next</c> until a release fills it in.</summary>
    public required string Since { get; init; }

    /// <summary>Exactly what is reported, and what is not. Whole sentences, Markdown.</summary>
    public required string What { get; init; }

    /// <summary>Why it matters: the mechanism. Whole sentences, Markdown.</summary>
    public required string Why { get; init; }

    /// <summary>What happens in production when it is let through. Whole sentences, Markdown.</summary>
    public required string Incident { get; init; }

    /// <summary>What the owner should do. Whole sentences, Markdown. Also the <c>remediation</c> of each finding.</summary>
    public required string Fix { get; init; }

    /// <summary>A task definition (or, for a runtime policy, an ECS Task State Change event) that must be reported. Run as a test and printed in the docs.</summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public required string Bad { get; init; }

    /// <summary>One that must not be reported. Run as a test and printed in the docs.</summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public required string Good { get; init; }

    /// <summary>What is known or set where the two examples are judged; printed with them. A configured policy has its settings here.</summary>
    public PolicyContext ExampleContext { get; init; } = PolicyContext.Empty;

    /// <summary>The same for <see cref="Good"/> alone, of a policy whose two examples differ in what is known rather than in the definition.</summary>
    public PolicyContext GoodContext { get => field ?? ExampleContext; init; }

    /// <summary>The AWS page that states the facts behind the policy.</summary>
    public required string Documentation { get; init; }

    /// <summary>Controls of other catalogues that ask for the same, such as <c>Security Hub ECS.9</c>.</summary>
    public ImmutableArray<string> Controls { get; init; } = [];

    /// <summary>Former ids, still accepted wherever an id is.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    public ImmutableArray<PolicyOption> Options { get; init; } = [];
}
