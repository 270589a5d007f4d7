using System.Globalization;
using EcsGuard.Policies.Iam;

namespace EcsGuard.Policies.Tests.Iam;

/// <summary>Roles for tests, as IAM answers them.</summary>
internal static class Roles
{
    public const string Arn = "arn:aws:iam::123456789012:role/orders-execution";

    public const string Trust = """{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": { "Service": "ecs-tasks.amazonaws.com" }, "Action": "sts:AssumeRole" }] }""";

    /// <summary>Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonECSTaskExecutionRolePolicy.html.</summary>
    public static RolePolicy TaskExecution { get; } = new("AmazonECSTaskExecutionRolePolicy", Statements("""
        "Effect": "Allow",
        "Action": ["ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage", "logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": "*"
        """))
    { Arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy" };

    /// <summary>Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html.</summary>
    public static RolePolicy Administrator { get; } = new("AdministratorAccess", Statements(""" "Effect": "Allow", "Action": "*", "Resource": "*" """)) { Arn = "arn:aws:iam::aws:policy/AdministratorAccess" };

    /// <summary>The first statements of what PowerUserAccess grants. Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/PowerUserAccess.html.</summary>
    public static RolePolicy PowerUser { get; } = new("PowerUserAccess", Statements(
        """ "Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*" """,
        """ "Effect": "Allow", "Action": ["account:GetAccountInformation", "iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole", "iam:ListRoles", "organizations:DescribeOrganization"], "Resource": "*" """))
    { Arn = "arn:aws:iam::aws:policy/PowerUserAccess" };

    /// <summary>A document of these statements, each the members of its object.</summary>
    public static string Statements(params IEnumerable<string> statements) =>
        $$"""{ "Version": "2012-10-17", "Statement": [{{string.Join(", ", statements.Select(statement => $"{{ {statement.Trim()} }}"))}}] }""";

    /// <summary>A role that ECS may assume, with one inline policy for each document.</summary>
    public static RoleDocuments Inline(params IEnumerable<string> documents) =>
        new(Arn, Trust) { InlinePolicies = [.. documents.Select((document, index) => new RolePolicy(string.Create(CultureInfo.InvariantCulture, $"inline-{index + 1}"), document))] };

    /// <summary>A role with one inline policy of these statements.</summary>
    public static RoleDocuments With(params IEnumerable<string> statements) => Inline(Statements(statements));

    /// <summary>A role with managed policies.</summary>
    public static RoleDocuments Attached(params IEnumerable<RolePolicy> policies) => new(Arn, Trust) { AttachedPolicies = [.. policies] };

    public static RoleDocuments BoundBy(this RoleDocuments role, params IEnumerable<string> statements) =>
        role with { PermissionsBoundary = new("boundary", Statements(statements)) { Arn = "arn:aws:iam::123456789012:policy/boundary" } };

    public static RoleDocuments Trusting(this RoleDocuments role, params IEnumerable<string> statements) => role with { TrustPolicy = Statements(statements) };
}
