using EcsGuard.Policies.Iam;
using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;
using EcsGuard.Policies.Tests.Iam;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class AdministratorTaskRoleTests : PolicyTests<AdministratorTaskRole>
{
    private const string Task = """{ "taskRoleArn": "orders", "containerDefinitions": [] }""";
    private const string AllowAll = """ "Effect": "Allow", "Action": "*", "Resource": "*" """;

    [Fact]
    public void Says_nothing_unless_roles_are_read_and_there_is_one()
    {
        AssertNotApplicable(Task);
        Know(Roles.Attached(Roles.Administrator));
        AssertNotApplicable("""{ "executionRoleArn": "orders", "containerDefinitions": [] }""");
    }

    [Fact]
    public void Reports_AdministratorAccess()
    {
        Know(Roles.Attached(Roles.TaskExecution, Roles.Administrator));
        AssertViolated(Task, ("/taskRoleArn", "The task role 'orders-execution' allows every action on every resource (AdministratorAccess)."));
    }

    [Theory]
    [InlineData(""" "Action": "*", "Resource": "*" """)]
    [InlineData(""" "Action": "*:*", "Resource": "*" """)]
    [InlineData(""" "Action": ["s3:GetObject", "**"], "Resource": ["arn:aws:s3:::b", "*"] """)]
    [InlineData(""" "Action": "*", "Resource": "arn:aws:*:*:*:*" """)]
    [InlineData(""" "NotAction": "iam:CreateUser", "Resource": "*" """)]
    [InlineData(""" "NotAction": [], "Resource": "*" """)]
    [InlineData(""" "Action": "*", "NotResource": "arn:aws:s3:::root/*" """)]
    public void Reports_everything_on_everything(string allowed)
    {
        Know(Roles.With($""" "Effect": "Allow", {allowed} """));
        AssertViolated(Task, ("/taskRoleArn", "The task role 'orders-execution' allows every action on every resource (inline-1)."));
    }

    [Fact]
    public void Reports_policies_that_come_to_everything_together()
    {
        Know(Roles.Inline(
            Roles.Statements(""" "Effect": "Allow", "NotAction": "iam:*", "Resource": "*" """),
            Roles.Statements(""" "Effect": "Allow", "Action": "s3:*", "Resource": "*" """),
            Roles.Statements(""" "Effect": "Allow", "Action": "iam:*", "Resource": "*" """)));
        AssertViolated(Task, ("/taskRoleArn", "The task role 'orders-execution' allows every action on every resource (inline-1, inline-3)."));
    }

    [Theory]
    [InlineData(""" "Action": "iam:*", "Resource": "*" """)]
    [InlineData(""" "Action": "*", "Resource": "arn:aws:s3:::b/*" """)]
    [InlineData(""" "Action": ["s3:*", "ec2:*"], "Resource": "*" """)]
    [InlineData(""" "NotAction": ["iam:*", "organizations:*"], "Resource": "*" """)]
    [InlineData(""" "Action": "*", "NotResource": "*" """)]
    [InlineData(""" "Action": "s3:*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "true" } } """)]
    public void Accepts_less(string allowed)
    {
        Know(Roles.With($""" "Effect": "Allow", {allowed} """));
        AssertPassed(Task);
    }

    [Fact]
    public void Accepts_a_role_without_policies_and_PowerUserAccess()
    {
        Know(new RoleDocuments(Roles.Arn, Roles.Trust));
        AssertPassed(Task);
        Know(Roles.Attached(Roles.PowerUser));
        AssertPassed(Task);
    }

    [Fact]
    public void A_denial_of_some_leaves_an_administrator_and_one_of_all_does_not()
    {
        Know(Roles.With(AllowAll, """ "Effect": "Deny", "Action": ["organizations:*", "account:*"], "Resource": "*" """, """ "Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::root/*" """));
        AssertViolated(Task, ("/taskRoleArn", "The task role 'orders-execution' allows every action on every resource (inline-1)."));
        Know(Roles.With(AllowAll, """ "Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s3:::b/*" """));
        AssertPassed(Task);
        Know(Roles.With(AllowAll, """ "Effect": "Deny", "NotAction": "s3:*", "Resource": "*" """));
        AssertPassed(Task);
    }

    [Fact]
    public void The_boundary_caps_what_is_allowed()
    {
        Know(Roles.With(AllowAll).BoundBy(""" "Effect": "Allow", "Action": ["s3:*", "iam:*"], "Resource": "*" """));
        AssertPassed(Task);
        Know(Roles.With(AllowAll).BoundBy(AllowAll));
        AssertViolated(Task, ("/taskRoleArn", "The task role 'orders-execution' allows every action on every resource (inline-1)."));
    }

    [Theory]
    [InlineData(""" "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "StringEquals": { "aws:RequestedRegion": "eu-west-1" } } """, """{ "Statement": [] }""")]
    [InlineData(AllowAll, """{ "Statement": { "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:ViaAWSService": "false" } } } }""")]
    [InlineData(AllowAll, "not JSON")]
    public void Cannot_tell_while_a_condition_or_an_unreadable_policy_decides(string allowed, string other)
    {
        Know(Roles.Inline(Roles.Statements(allowed), other));
        AssertUndetermined(Task, ("/taskRoleArn", UndeterminedReason.MissingFact));
    }

    [Fact]
    public void Cannot_tell_of_a_role_that_could_not_be_read()
    {
        Context = Context with { TaskRole = RoleAnswer.Refused(RoleRefusal.AccessDenied) };
        AssertUndetermined(Task, ("/taskRoleArn", UndeterminedReason.MissingFact));
    }

    private void Know(RoleDocuments role) => Context = Context with { TaskRole = RoleAnswer.Found(role) };
}
