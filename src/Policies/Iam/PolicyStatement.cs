using System.Collections.Immutable;

namespace EcsGuard.Policies.Iam;

/// <summary>
/// One statement of a policy document.
/// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html.
/// </summary>
/// <param name="Allows"><c>Effect</c> is Allow; otherwise it is Deny.</param>
/// <param name="Actions"><c>Action</c> or <c>NotAction</c>.</param>
/// <param name="Resources"><c>Resource</c> or <c>NotResource</c>; null in a trust policy, which is about its own role.</param>
/// <param name="Principals"><c>Principal</c> or <c>NotPrincipal</c>; null in a permissions policy, which is about its own role.</param>
/// <param name="Conditions">All of them must hold.</param>
internal sealed record PolicyStatement(
    bool Allows, PatternSet Actions, PatternSet? Resources, PrincipalSet? Principals, ImmutableArray<PolicyCondition> Conditions)
{
    /// <summary>Whether it decides on a call, as far as it can be told without the call's own context.</summary>
    public Certainty IsAbout(string action, string resource) =>
        Actions.HasAction(action) ? (Resources?.HasResource(resource) ?? Certainty.No).And(Unconditional) : Certainty.No;

    /// <summary>Yes without a condition.</summary>
    public Certainty Unconditional => Conditions.IsEmpty ? Certainty.Yes : Certainty.Maybe;
}

/// <summary>One key of a <c>Condition</c>: <c>{ "StringEquals": { "aws:SourceAccount": ["111122223333"] } }</c>.</summary>
internal sealed record PolicyCondition(string Operator, string Key, ImmutableArray<string> Values);

/// <summary>
/// <c>Principal</c> or <c>NotPrincipal</c>, each principal with its kind (<c>AWS</c>, <c>Service</c>, <c>Federated</c> …).
/// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html.
/// </summary>
internal sealed record PrincipalSet(ImmutableArray<(string Kind, string Name)> Principals, bool IsNegated)
{
    /// <summary>Whether a service is among them; <c>*</c> and <c>{ "AWS": "*" }</c> both mean everybody.</summary>
    public bool HasService(string service) =>
        Principals.Any(principal => (principal.Kind == "Service" && principal.Name.Equals(service, StringComparison.OrdinalIgnoreCase)) || principal.Name == "*") != IsNegated;
}
