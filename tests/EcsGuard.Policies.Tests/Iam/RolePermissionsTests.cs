using EcsGuard.Policies.Iam;

namespace EcsGuard.Policies.Tests.Iam;

public sealed class RolePermissionsTests
{
    private const string AllowAll = """ "Effect": "Allow", "Action": "*", "Resource": "*" """;
    private const string Secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-??????";
    private const string Stream = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/web:log-stream:ecs/app/*";

    [Theory]
    [InlineData("s3:GetObject", "arn:aws:s3:::b/k")]
    [InlineData("S3:getobject", "arn:aws:s3:::b/k")]
    [InlineData("s3:Get*", "arn:aws:s3:::b/k")]
    [InlineData("s3:GetObjec?", "arn:aws:s3:::b/k")]
    [InlineData("*", "*")]
    [InlineData("*:*", "arn:aws:s3:::*")]
    [InlineData("s3:*", "arn:aws:s3:::b/*")]
    [InlineData("s3:*", "arn:*/k")]
    [InlineData("s3:*", "arn:aws:s3:::?/k")]
    public void Allows_what_a_statement_names(string action, string resource) =>
        Assert.Equal(Access.Allowed, Decide(Roles.With(Allow(action, resource)), "s3:GetObject", "arn:aws:s3:::b/k"));

    [Theory]
    [InlineData("s3:GetObjects", "arn:aws:s3:::b/k")]
    [InlineData("s3:PutObject", "*")]
    [InlineData("s3:Get", "*")]
    [InlineData("GetObject", "*")]
    [InlineData("s3:*", "arn:aws:s3:::b")]
    [InlineData("s3:*", "arn:aws:s3:::b/K")]
    [InlineData("s3:*", "arn:aws:s3:::b/k/*")]
    [InlineData("s3:*", "arn:aws:s3:::b/k?")]
    public void Allows_nothing_else(string action, string resource) =>
        Assert.Equal(Access.NotAllowed, Decide(Roles.With(Allow(action, resource)), "s3:GetObject", "arn:aws:s3:::b/k"));

    [Theory]
    [InlineData(""" "Action": ["s3:PutObject", "s3:GetObject"], "Resource": ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"] """, Access.Allowed)]
    [InlineData(""" "NotAction": "s3:PutObject", "Resource": "*" """, Access.Allowed)]
    [InlineData(""" "NotAction": ["s3:Put*", "s3:get*"], "Resource": "*" """, Access.NotAllowed)]
    [InlineData(""" "Action": "*", "NotResource": "arn:aws:s3:::a/*" """, Access.Allowed)]
    [InlineData(""" "Action": "*", "NotResource": ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"] """, Access.NotAllowed)]
    [InlineData(""" "Action": [], "Resource": "*" """, Access.NotAllowed)]
    [InlineData(""" "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "true" } } """, Access.Undetermined)]
    [InlineData(""" "Action": "s3:PutObject", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "true" } } """, Access.NotAllowed)]
    [InlineData(""" "Action": "*", "Resource": "*", "Condition": {} """, Access.Allowed)]
    [InlineData(""" "Action": "*", "Resource": "arn:aws:s3:::b/${aws:PrincipalTag/team}" """, Access.Undetermined)]
    [InlineData(""" "Action": "*", "Resource": "arn:aws:s3:::a/${aws:PrincipalTag/team}" """, Access.NotAllowed)]
    [InlineData(""" "Action": "*", "Resource": "arn:aws:s3:::${aws:PrincipalTag/team}/other" """, Access.NotAllowed)]
    [InlineData(""" "Action": "*", "Resource": "arn:aws:s3:::${aws:PrincipalTag/team" """, Access.Undetermined)]
    [InlineData(""" "Action": "*", "NotResource": "arn:aws:s3:::b/${aws:PrincipalTag/team}" """, Access.Undetermined)]
    [InlineData(""" "Action": "*", "NotResource": "arn:aws:s3:::a/${aws:PrincipalTag/team}" """, Access.Allowed)]
    [InlineData(""" "Action": "*" """, Access.NotAllowed)]
    public void Heeds_every_element_of_a_statement(string members, object access) =>
        Assert.Equal(access, Decide(Roles.With($""" "Effect": "Allow", {members} """), "s3:GetObject", "arn:aws:s3:::b/k"));

    [Theory]
    [InlineData(""" "Action": "s3:GetObject", "Resource": "*" """, Access.Denied)]
    [InlineData(""" "NotAction": "s3:Put*", "Resource": "*" """, Access.Denied)]
    [InlineData(""" "NotAction": "s3:Get*", "Resource": "*" """, Access.Allowed)]
    [InlineData(""" "Action": "*", "NotResource": "arn:aws:s3:::a/*" """, Access.Denied)]
    [InlineData(""" "Action": "*", "NotResource": "arn:aws:s3:::b/*" """, Access.Allowed)]
    [InlineData(""" "Action": "s3:PutObject", "Resource": "*" """, Access.Allowed)]
    [InlineData(""" "Action": "*", "Resource": "arn:aws:s3:::a/*" """, Access.Allowed)]
    [InlineData(""" "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "false" } } """, Access.Undetermined)]
    [InlineData(""" "Action": "*", "Resource": "arn:aws:s3:::a/*", "Condition": { "Bool": { "aws:SecureTransport": "false" } } """, Access.Allowed)]
    [InlineData(""" "Action": "*", "Resource": "arn:aws:s3:::${aws:PrincipalTag/team}/k" """, Access.Undetermined)]
    public void A_denial_outweighs_what_is_allowed(string members, object access) =>
        Assert.Equal(access, Decide(Roles.With(AllowAll, $""" "Effect": "Deny", {members} """), "s3:GetObject", "arn:aws:s3:::b/k"));

    [Fact]
    public void A_statement_that_decides_makes_a_condition_elsewhere_irrelevant()
    {
        const string Conditional = """ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "true" } } """;
        const string ConditionalDenial = """ "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "false" } } """;
        const string Denial = """ "Effect": "Deny", "Action": "*", "Resource": "*" """;
        Assert.Equal(Access.Allowed, Decide(Roles.With(Conditional, AllowAll), "s3:GetObject", "arn:aws:s3:::b/k"));
        Assert.Equal(Access.Denied, Decide(Roles.With(Conditional, Denial, ConditionalDenial), "s3:GetObject", "arn:aws:s3:::b/k"));
        Assert.Equal(Access.NotAllowed, Decide(Roles.With(ConditionalDenial), "s3:GetObject", "arn:aws:s3:::b/k"));
    }

    [Fact]
    public void All_policies_count_as_one()
    {
        var role = Roles.Attached(Roles.TaskExecution) with { InlinePolicies = [new("inline", Roles.Statements(Allow("s3:GetObject", "arn:aws:s3:::b/k")))] };
        Assert.Equal(Access.Allowed, Decide(role, "s3:GetObject", "arn:aws:s3:::b/k"));
        Assert.Equal(Access.Allowed, Decide(role, "ecr:BatchGetImage", "arn:aws:ecr:eu-west-1:123456789012:repository/web"));
        Assert.Equal(Access.NotAllowed, Decide(new RoleDocuments(Roles.Arn, Roles.Trust), "s3:GetObject", "arn:aws:s3:::b/k"));
    }

    [Theory]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-??????", Access.Allowed)]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-*", Access.Allowed)]
    [InlineData("arn:aws:secretsmanager:*:123456789012:secret:d*", Access.Allowed)]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf", Access.Undetermined)]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-a*", Access.Undetermined)]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db", Access.NotAllowed)]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEfG", Access.NotAllowed)]
    [InlineData("arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-*", Access.NotAllowed)]
    public void A_secret_without_its_suffix_is_allowed_if_every_suffix_is(string resource, object access) =>
        Assert.Equal(access, Decide(Roles.With(Allow("secretsmanager:GetSecretValue", resource)), "secretsmanager:GetSecretValue", Secret));

    [Theory]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-*", Access.Denied)]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf", Access.Undetermined)]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:other-*", Access.Allowed)]
    public void A_secret_without_its_suffix_is_denied_if_every_suffix_is(string resource, object access) =>
        Assert.Equal(access, Decide(Roles.With(AllowAll, $$""" "Effect": "Deny", "Action": "*", "Resource": "{{resource}}" """), "secretsmanager:GetSecretValue", Secret));

    [Theory]
    [InlineData("arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/web:*", Access.Allowed)]
    [InlineData("arn:aws:logs:*:*:*", Access.Allowed)]
    [InlineData("arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/*", Access.Allowed)]
    [InlineData("arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/web:log-stream:ecs/*", Access.Allowed)]
    [InlineData("arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/web:log-stream:ecs/app/1*", Access.Undetermined)]
    [InlineData("arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/web", Access.NotAllowed)]
    [InlineData("arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/web:log-stream:other/*", Access.NotAllowed)]
    public void A_log_stream_is_allowed_if_every_tasks_is(string resource, object access) =>
        Assert.Equal(access, Decide(Roles.With(Allow("logs:PutLogEvents", resource)), "logs:PutLogEvents", Stream));

    [Theory]
    [InlineData("*", Access.Allowed)]
    [InlineData("arn:aws:ecr:eu-west-1:123456789012:repository/web", Access.NotAllowed)]
    [InlineData("arn:*", Access.NotAllowed)]
    [InlineData("${aws:username}", Access.Undetermined)]
    public void A_call_without_a_resource_needs_the_star(string resource, object access) =>
        Assert.Equal(access, Decide(Roles.With(Allow("ecr:GetAuthorizationToken", resource)), "ecr:GetAuthorizationToken", "*"));

    [Theory]
    [InlineData("s3:*", "*", Access.Allowed)]
    [InlineData("ec2:*", "*", Access.OutOfBounds)]
    [InlineData("s3:*", "arn:aws:s3:::a/*", Access.OutOfBounds)]
    [InlineData("s3:*", "arn:aws:s3:::${aws:PrincipalTag/team}/*", Access.Undetermined)]
    public void The_boundary_must_allow_it_as_well(string action, string resource, object access) =>
        Assert.Equal(access, Decide(Roles.With(AllowAll).BoundBy(Allow(action, resource)), "s3:GetObject", "arn:aws:s3:::b/k"));

    [Fact]
    public void The_boundary_grants_nothing_and_may_deny()
    {
        Assert.Equal(Access.NotAllowed, Decide(Roles.With(Allow("ec2:*", "*")).BoundBy(AllowAll), "s3:GetObject", "arn:aws:s3:::b/k"));
        Assert.Equal(Access.NotAllowed, Decide(Roles.With(Allow("ec2:*", "*")).BoundBy(Allow("ec2:*", "*")), "s3:GetObject", "arn:aws:s3:::b/k"));
        Assert.Equal(Access.Denied, Decide(Roles.With(AllowAll).BoundBy(AllowAll, """ "Effect": "Deny", "Action": "s3:*", "Resource": "*" """), "s3:GetObject", "arn:aws:s3:::b/k"));
        Assert.Equal(
            Access.Undetermined,
            Decide(Roles.With(AllowAll).BoundBy(AllowAll, """ "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "false" } } """), "s3:GetObject", "arn:aws:s3:::b/k"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{ "Statement": ["Allow"] }""")]
    [InlineData("""{ "Statement": [{ "Action": "*", "Resource": "*" }] }""")]
    [InlineData("""{ "Statement": [{ "Effect": "Maybe", "Action": "*", "Resource": "*" }] }""")]
    [InlineData("""{ "Statement": [{ "Effect": 1, "Action": "*", "Resource": "*" }] }""")]
    [InlineData("""{ "Statement": [{ "Effect": "Allow", "Resource": "*" }] }""")]
    [InlineData("""{ "Statement": [{ "Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*" }] }""")]
    [InlineData("""{ "Statement": [{ "Effect": "Allow", "Action": [1], "Resource": "*" }] }""")]
    [InlineData("""{ "Statement": [{ "Effect": "Allow", "Action": {}, "Resource": "*" }] }""")]
    [InlineData("""{ "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": "none" }] }""")]
    [InlineData("""{ "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "Bool": "true" } }] }""")]
    [InlineData("""{ "Statement": [{ "Effect": "Allow", "Action": "*", "Principal": { "Service": 1 } }] }""")]
    public void Nothing_can_be_told_of_what_is_no_document(string document)
    {
        Assert.Equal(Access.Undetermined, Decide(Roles.Inline(document), "s3:GetObject", "arn:aws:s3:::b/k"));
        Assert.Equal(Access.Undetermined, Decide(Roles.Inline(document, Roles.Statements(AllowAll)), "s3:GetObject", "arn:aws:s3:::b/k"));
        Assert.Equal(Access.Denied, Decide(Roles.Inline(document, Roles.Statements(""" "Effect": "Deny", "Action": "*", "Resource": "*" """)), "s3:GetObject", "arn:aws:s3:::b/k"));
        Assert.Equal(Access.Undetermined, Decide(Roles.With(AllowAll) with { PermissionsBoundary = new("boundary", document) }, "s3:GetObject", "arn:aws:s3:::b/k"));
    }

    [Fact]
    public void One_statement_needs_no_list() =>
        Assert.Equal(Access.Allowed, Decide(Roles.Inline("""{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }"""), "s3:GetObject", "arn:aws:s3:::b/k"));

    private static string Allow(string action, string resource) => $$""" "Effect": "Allow", "Action": "{{action}}", "Resource": "{{resource}}" """;

    private static Access Decide(RoleDocuments role, string action, string resource) => new RolePermissions(role).Decide(action, resource);
}
