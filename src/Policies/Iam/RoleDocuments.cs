using System.Collections.Immutable;

namespace EcsGuard.Policies.Iam;

/// <summary>
/// What IAM knows of one role, as it stood when the definition was judged.
/// Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html.
/// </summary>
/// <param name="Arn">With the role's path.</param>
/// <param name="TrustPolicy">Who may assume the role: a JSON document, decoded.</param>
public sealed record RoleDocuments(string Arn, string TrustPolicy)
{
    /// <summary>The default versions of the managed policies that are attached.</summary>
    public ImmutableArray<RolePolicy> AttachedPolicies { get; init; } = [];

    public ImmutableArray<RolePolicy> InlinePolicies { get; init; } = [];

    /// <summary>
    /// The managed policy that caps what the others grant; null where there is none.
    /// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html.
    /// </summary>
    public RolePolicy? PermissionsBoundary { get; init; }

    /// <summary>Attached policies, then inline ones: what the role is granted.</summary>
    internal IEnumerable<RolePolicy> Policies => AttachedPolicies.Concat(InlinePolicies);

    /// <summary>The name without its path.</summary>
    internal string Name => Arn[(Arn.LastIndexOf('/') + 1)..];

    internal string Account => Part(4);

    /// <summary><c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c> …: every other ARN in the account starts with it too.</summary>
    internal string Partition => Part(1);

    private string Part(int number) => Arn.Split(':') is { Length: > 5 } parts ? parts[number] : "";
}

/// <summary>One policy of a role.</summary>
/// <param name="Name">Its name, without path.</param>
/// <param name="Document">JSON, decoded.</param>
public sealed record RolePolicy(string Name, string Document)
{
    /// <summary>Null for an inline policy.</summary>
    public string? Arn { get; init; }
}

/// <summary>What came of asking IAM for a role.</summary>
/// <param name="Documents">The role; null where <paramref name="Refusal"/> says why there is none.</param>
/// <param name="Refusal">Why it cannot be read, however often it is asked for.</param>
public sealed record RoleAnswer(RoleDocuments? Documents, RoleRefusal? Refusal)
{
    public static RoleAnswer Found(RoleDocuments documents) => new(documents, null);

    public static RoleAnswer Refused(RoleRefusal refusal) => new(null, refusal);
}

public enum RoleRefusal
{
    /// <summary>There is no role of that name in the account.</summary>
    NotFound,

    /// <summary>EcsGuard may not read it.</summary>
    AccessDenied,

    /// <summary>It belongs to another account than the revision, so it is not asked for.</summary>
    OtherAccount,
}
