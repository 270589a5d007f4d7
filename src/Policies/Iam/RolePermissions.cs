using System.Collections.Immutable;

namespace EcsGuard.Policies.Iam;

/// <summary>How IAM would decide on a call.</summary>
internal enum Access
{
    Allowed,

    /// <summary>A statement denies it, whatever others allow.</summary>
    Denied,

    /// <summary>No statement allows it.</summary>
    NotAllowed,

    /// <summary>The policies allow it, and the permissions boundary does not.</summary>
    OutOfBounds,

    /// <summary>The documents alone do not tell.</summary>
    Undetermined,
}

/// <summary>
/// What the policies of a role let it do, within its permissions boundary. Policies of organisations, sessions, resources and endpoints are not seen:
/// the first two can only take away, a resource's own can also give.
/// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html.
/// </summary>
internal sealed class RolePermissions
{
    private readonly PolicyDocumentSet _granted;
    private readonly PolicyDocumentSet? _boundary;

    public RolePermissions(RoleDocuments role)
    {
        _granted = new(role.Policies);
        _boundary = role.PermissionsBoundary is { } boundary ? new([boundary]) : null;
    }

    /// <summary>How IAM would decide on one call.</summary>
    /// <param name="action">Such as <c>s3:GetObject</c>.</param>
    /// <param name="resource">An ARN, a pattern for an ARN that is known in part, or <see cref="PatternSet.NoResource"/>.</param>
    public Access Decide(string action, string resource)
    {
        var granted = _granted.Decide(action, resource);
        var bounds = _boundary?.Decide(action, resource) ?? Access.Allowed;
        return granted == Access.Denied || bounds == Access.Denied ? Access.Denied
            : granted == Access.NotAllowed ? Access.NotAllowed
            : bounds == Access.NotAllowed ? Access.OutOfBounds
            : granted == Access.Undetermined || bounds == Access.Undetermined ? Access.Undetermined
            : Access.Allowed;
    }

    /// <summary>Whether the role may do something to all that a pattern stands for, or to nearly all of it.</summary>
    public Certainty Spans(string action, string resources) =>
        _granted.Spans(action, resources).And(_boundary?.Spans(action, resources) ?? Certainty.Yes);

    /// <summary>The policies that grant something for all that a pattern stands for, by name.</summary>
    public IEnumerable<string> Granting(string action, string resources) => _granted.Granting(action, resources);

    /// <summary>
    /// The actions that the role is allowed beyond <paramref name="known"/>, as its policies or its boundary write them, and whether there may be more:
    /// under conditions, or in a document that cannot be read.
    /// </summary>
    public (ImmutableArray<string> Actions, bool MayBeMore) Beyond(IReadOnlyCollection<string> known)
    {
        var actions = new List<string>();
        var mayBeMore = _granted.HoldsUnreadable || _boundary is { HoldsUnreadable: true };
        foreach (var grant in _granted.Grants().SelectMany(Bounded).Where(grant => !IsKnown(grant.Pattern)))
        {
            switch (grant.Certainty.And(IsDenied(grant.Pattern).Not()))
            {
                case Certainty.Yes:
                    actions.Add(grant.Label);
                    break;
                case Certainty.Maybe:
                    mayBeMore = true;
                    break;
            }
        }

        return ([.. actions.Distinct(StringComparer.OrdinalIgnoreCase)], mayBeMore);

        bool IsKnown(string pattern) => known.Any(action => Glob.Covers(action, pattern, ignoreCase: true));

        Certainty IsDenied(string pattern) => _granted.Takes(pattern, IsKnown).Or(_boundary?.Takes(pattern, IsKnown) ?? Certainty.No);
    }

    /// <summary>What the boundary leaves of a grant: all of it, the part that the boundary names, or some part that only a list of all actions would tell.</summary>
    private IEnumerable<ActionGrant> Bounded(ActionGrant grant) =>
        _boundary is null
            ? [grant]
            : from bound in _boundary.Grants()
              where Glob.Overlap(bound.Pattern, grant.Pattern, ignoreCase: true)
              let certainty = grant.Certainty.And(bound.Certainty)
              select Glob.Covers(bound.Pattern, grant.Pattern, ignoreCase: true) ? grant with { Certainty = certainty }
                  : Glob.Covers(grant.Pattern, bound.Pattern, ignoreCase: true) ? bound with { Certainty = certainty }
                  : grant with { Certainty = Certainty.Maybe };
}
