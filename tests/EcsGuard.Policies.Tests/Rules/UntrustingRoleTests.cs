using EcsGuard.Policies.Iam;
using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;
using EcsGuard.Policies.Tests.Iam;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UntrustingRoleTests : PolicyTests<UntrustingRole>
{
    private const string Task = """
        { "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders:7", "taskRoleArn": "orders", "containerDefinitions": [] }
        """;

    private const string Allow = """ "Effect": "Allow", "Principal": { "Service": "ecs-tasks.amazonaws.com" }, "Action": "sts:AssumeRole" """;

    [Fact]
    public void Says_nothing_unless_roles_are_read_and_there_is_one()
    {
        AssertNotApplicable(Task);
        Trusting(""" "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" """);
        AssertNotApplicable("""{ "taskRoleArn": "", "containerDefinitions": [] }""");
        AssertNotApplicable("""{ "executionRoleArn": "orders", "containerDefinitions": [] }""");
    }

    [Theory]
    [InlineData(Allow)]
    [InlineData(""" "Effect": "Allow", "Principal": { "Service": ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"] }, "Action": ["sts:TagSession", "sts:AssumeRole"] """)]
    [InlineData(""" "Effect": "Allow", "Principal": { "Service": "ecs-tasks.amazonaws.com", "AWS": "arn:aws:iam::123456789012:root" }, "Action": "sts:*" """)]
    [InlineData(""" "Effect": "Allow", "Principal": { "Service": "ECS-tasks.amazonaws.com" }, "Action": "STS:assumerole" """)]
    [InlineData(""" "Effect": "Allow", "Principal": "*", "Action": "*" """)]
    [InlineData(""" "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "sts:AssumeRole" """)]
    [InlineData(""" "Effect": "Allow", "NotPrincipal": { "AWS": "arn:aws:iam::123456789012:user/u" }, "NotAction": "sts:TagSession" """)]
    public void Accepts_a_role_that_trusts_tasks(string statement)
    {
        Trusting(statement);
        AssertPassed(Task);
    }

    [Theory]
    [InlineData(""" "Effect": "Allow", "Principal": { "Service": "ecs.amazonaws.com" }, "Action": "sts:AssumeRole" """)]
    [InlineData(""" "Effect": "Allow", "Principal": { "Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"] }, "Action": "sts:AssumeRole" """)]
    [InlineData(""" "Effect": "Allow", "Principal": { "AWS": "ecs-tasks.amazonaws.com" }, "Action": "sts:AssumeRole" """)]
    [InlineData(""" "Effect": "Allow", "Principal": { "Service": "ecs-tasks.amazonaws.com" }, "Action": "sts:AssumeRoleWithWebIdentity" """)]
    [InlineData(""" "Effect": "Allow", "NotPrincipal": { "Service": "ecs-tasks.amazonaws.com" }, "Action": "sts:AssumeRole" """)]
    [InlineData(""" "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole", "Condition": { "StringEquals": { "sts:ExternalId": "x" } } """)]
    [InlineData(""" "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*" """)]
    public void Reports_a_role_that_does_not(string statement)
    {
        Trusting(statement);
        AssertViolated(Task, ("/taskRoleArn", "The trust policy of the task role 'orders-execution' does not let ecs-tasks.amazonaws.com assume it."));
    }

    [Fact]
    public void Looks_at_both_roles()
    {
        var role = new RoleDocuments("arn:aws:iam::123456789012:role/team/orders", Roles.Statements(""" "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" """));
        Context = new() { TaskRole = RoleAnswer.Found(role), ExecutionRole = RoleAnswer.Found(role with { Arn = "arn:aws:iam::123456789012:role/agent" }) };
        AssertViolated(
            """{ "taskRoleArn": "orders", "executionRoleArn": "agent", "containerDefinitions": [] }""",
            ("/taskRoleArn", "The trust policy of the task role 'orders' does not let ecs-tasks.amazonaws.com assume it."),
            ("/executionRoleArn", "The trust policy of the execution role 'agent' does not let ecs-tasks.amazonaws.com assume it."));
        Context = new() { TaskRole = RoleAnswer.Found(role with { TrustPolicy = Roles.Trust }), ExecutionRole = RoleAnswer.Found(role with { TrustPolicy = Roles.Trust }) };
        AssertPassed("""{ "taskRoleArn": "orders", "executionRoleArn": "agent", "containerDefinitions": [] }""");
        Context = new() { ExecutionRole = RoleAnswer.Found(role with { Arn = "arn:aws:iam::123456789012:role/agent" }) };
        AssertViolated(
            """{ "executionRoleArn": "agent", "containerDefinitions": [] }""",
            ("/executionRoleArn", "The trust policy of the execution role 'agent' does not let ecs-tasks.amazonaws.com assume it."));
    }

    [Theory]
    [InlineData(""" "StringEquals": { "aws:SourceAccount": "123456789012" } """)]
    [InlineData(""" "StringEquals": { "AWS:sourceaccount": ["210987654321", "123456789012"] } """)]
    [InlineData(""" "StringLikeIfExists": { "aws:SourceAccount": "1234*" } """)]
    [InlineData(""" "ArnLike": { "aws:SourceArn": "arn:aws:ecs:eu-west-1:123456789012:*" } """)]
    [InlineData(""" "ArnLike": { "aws:SourceArn": "arn:aws:ecs:*:123456789012:*" }, "StringEquals": { "aws:SourceAccount": "123456789012" } """)]
    [InlineData(""" "ForAnyValue:ArnEquals": { "aws:SourceArn": "arn:aws:ecs:eu-west-1:123456789012:task/*" } """)]
    [InlineData(""" "StringNotEquals": { "aws:SourceAccount": "210987654321" } """)]
    public void The_recommended_conditions_are_no_fault(string condition)
    {
        Trusting($$"""{{Allow}}, "Condition": { {{condition}} } """);
        AssertPassed(Task);
    }

    [Theory]
    [InlineData(""" "StringEquals": { "aws:SourceAccount": "210987654321" } """)]
    [InlineData(""" "StringEquals": { "aws:SourceAccount": [] } """)]
    [InlineData(""" "ArnLike": { "aws:SourceArn": "arn:aws:ecs:us-east-1:123456789012:*" } """)]
    [InlineData(""" "ArnLike": { "aws:SourceArn": "arn:aws:ecs:*:123456789012:*" }, "StringEquals": { "aws:SourceAccount": "210987654321" } """)]
    [InlineData(""" "StringNotEquals": { "aws:SourceAccount": "123456789012" } """)]
    [InlineData(""" "StringEquals": { "aws:SourceAccount": "210987654321", "aws:PrincipalOrgID": "o-1" } """)]
    public void Conditions_that_exclude_the_task_are_one(string condition)
    {
        Trusting($$"""{{Allow}}, "Condition": { {{condition}} } """);
        AssertViolated(Task, ("/taskRoleArn", "The trust policy of the task role 'orders-execution' lets ecs-tasks.amazonaws.com assume it for another account or region only."));
    }

    [Theory]
    [InlineData(""" "StringEquals": { "sts:ExternalId": "x" } """)]
    [InlineData(""" "Null": { "aws:SourceAccount": "false" } """)]
    [InlineData(""" "StringEquals": { "aws:SourceAccount": "${aws:PrincipalAccount}" } """)]
    public void Other_conditions_leave_it_open(string condition)
    {
        Trusting($$"""{{Allow}}, "Condition": { {{condition}} } """);
        AssertUndetermined(Task, ("/taskRoleArn", UndeterminedReason.MissingFact));
        Trusting($$"""{{Allow}}, "Condition": { {{condition}} } """, Allow);
        AssertPassed(Task);
    }

    [Fact]
    public void Any_region_will_do_where_the_tasks_is_not_known()
    {
        Trusting($$"""{{Allow}}, "Condition": { "ArnLike": { "aws:SourceArn": "arn:aws:ecs:us-east-1:123456789012:*" } } """);
        AssertPassed("""{ "taskRoleArn": "orders", "containerDefinitions": [] }""");
    }

    [Fact]
    public void A_denial_outweighs_the_trust()
    {
        Trusting(Allow, """ "Effect": "Deny", "Principal": "*", "Action": "sts:*" """);
        AssertViolated(Task, ("/taskRoleArn", "The trust policy of the task role 'orders-execution' denies ecs-tasks.amazonaws.com to assume it."));
        Trusting(Allow, """ "Effect": "Deny", "Principal": "*", "Action": "sts:*", "Condition": { "StringNotEquals": { "aws:SourceAccount": "123456789012" } } """);
        AssertPassed(Task);
        Trusting(Allow, """ "Effect": "Deny", "Principal": "*", "Action": "sts:*", "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-1" } } """);
        AssertUndetermined(Task, ("/taskRoleArn", UndeterminedReason.MissingFact));
    }

    [Fact]
    public void Reports_a_role_that_does_not_exist()
    {
        Context = new() { TaskRole = RoleAnswer.Refused(RoleRefusal.NotFound), ExecutionRole = RoleAnswer.Refused(RoleRefusal.NotFound) };
        AssertViolated(
            """{ "taskRoleArn": "arn:aws:iam::123456789012:role/team/orders", "executionRoleArn": "agent", "containerDefinitions": [] }""",
            ("/taskRoleArn", "The task role 'orders' does not exist."),
            ("/executionRoleArn", "The execution role 'agent' does not exist."));
    }

    [Theory]
    [InlineData(RoleRefusal.AccessDenied)]
    [InlineData(RoleRefusal.OtherAccount)]
    public void Cannot_tell_of_a_role_that_could_not_be_read(object refusal)
    {
        Context = new() { TaskRole = RoleAnswer.Refused((RoleRefusal)refusal) };
        AssertUndetermined(Task, ("/taskRoleArn", UndeterminedReason.MissingFact));
    }

    [Fact]
    public void Cannot_tell_of_a_trust_policy_that_is_none()
    {
        Context = new() { TaskRole = RoleAnswer.Found(new(Roles.Arn, "not JSON")) };
        AssertUndetermined(Task, ("/taskRoleArn", UndeterminedReason.MissingFact));
    }

    private void Trusting(params IEnumerable<string> statements) => Context = new() { TaskRole = RoleAnswer.Found(Roles.Attached().Trusting(statements)) };
}
