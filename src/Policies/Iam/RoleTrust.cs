namespace EcsGuard.Policies.Iam;

/// <summary>Whether ECS may assume a role for its tasks.</summary>
internal enum Trust
{
    Given,

    /// <summary>No statement lets ECS assume it.</summary>
    Absent,

    /// <summary>A statement does, under conditions that no task of this account and region meets.</summary>
    Excluding,

    /// <summary>A statement denies it.</summary>
    Denied,

    /// <summary>The document does not tell, or a condition decides of which nothing is known here.</summary>
    Undetermined,
}

/// <summary>
/// Reads trust policies. The conditions that AWS recommends against a confused deputy, <c>aws:SourceAccount</c> and <c>aws:SourceArn</c>, are compared
/// with the role's account and the task's region: what they exclude is known, and what they do not exclude is trusted.
/// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html.
/// </summary>
internal static class RoleTrust
{
    public const string Service = "ecs-tasks.amazonaws.com";
    private const string Action = "sts:AssumeRole";

    private static readonly string[] Equal = ["StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike"];
    private static readonly string[] Unequal = ["StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike", "ArnNotEquals", "ArnNotLike"];

    /// <param name="role">The role.</param>
    /// <param name="region">Where the tasks run; null if it is not known.</param>
    public static Trust Read(RoleDocuments role, string? region)
    {
        if (PolicyDocument.Read(role.TrustPolicy) is not { } document)
        {
            return Trust.Undetermined;
        }

        var about = document.Statements
            .Where(statement => statement.Principals?.HasService(Service) == true && statement.Actions.HasAction(Action))
            .Select(statement => (statement.Allows, Holds: statement.Conditions.Aggregate(Certainty.Yes, (all, condition) => all.And(Holds(condition, role, region)))))
            .ToArray();
        var allowed = Strongest(allows: true);
        var denied = Strongest(allows: false);
        return denied == Certainty.Yes ? Trust.Denied
            : allowed == Certainty.No ? about.Any(statement => statement.Allows) ? Trust.Excluding : Trust.Absent
            : allowed == Certainty.Yes && denied == Certainty.No ? Trust.Given
            : Trust.Undetermined;

        Certainty Strongest(bool allows) => about.Where(statement => statement.Allows == allows).Aggregate(Certainty.No, (found, statement) => found.Or(statement.Holds));
    }

    private static Certainty Holds(PolicyCondition condition, RoleDocuments role, string? region)
    {
        var test = condition.Operator[(condition.Operator.IndexOf(':', StringComparison.Ordinal) + 1)..];
        test = test.EndsWith("IfExists", StringComparison.Ordinal) ? test[..^"IfExists".Length] : test;
        if (!Equal.Contains(test) && !Unequal.Contains(test))
        {
            return Certainty.Maybe;
        }

        var matches = condition.Key.ToLowerInvariant() switch
        {
            "aws:sourceaccount" => AnyOf(condition, value => Glob.Covers(value, role.Account)),
            "aws:sourcearn" => AnyOf(condition, value => Glob.Overlap(value, $"arn:{role.Partition}:ecs:{region ?? "*"}:{role.Account}:*")),
            _ => Certainty.Maybe,
        };
        return Equal.Contains(test) ? matches : matches.Not();
    }

    private static Certainty AnyOf(PolicyCondition condition, Func<string, bool> matches) =>
        condition.Values.Any(matches) ? Certainty.Yes
        : condition.Values.Any(value => value.Contains("${", StringComparison.Ordinal)) ? Certainty.Maybe
        : Certainty.No;
}
