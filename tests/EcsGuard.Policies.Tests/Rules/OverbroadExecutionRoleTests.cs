using EcsGuard.Policies.Iam;
using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;
using EcsGuard.Policies.Tests.Iam;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class OverbroadExecutionRoleTests : PolicyTests<OverbroadExecutionRole>
{
    private const string Task = """
        { "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders:7", "executionRoleArn": "orders-execution", "taskRoleArn": "orders", "containerDefinitions": [] }
        """;

    private const string AgentOnly = """ "Effect": "Allow", "Action": ["ecr:GetAuthorizationToken", "logs:PutLogEvents"], "Resource": "*" """;

    [Fact]
    public void Says_nothing_unless_roles_are_read_and_there_is_one()
    {
        AssertNotApplicable(Task);
        Know(Roles.Attached(Roles.Administrator));
        AssertNotApplicable("""{ "containerDefinitions": [] }""");
        AssertNotApplicable("""{ "executionRoleArn": "", "containerDefinitions": [] }""");
    }

    [Fact]
    public void Leaves_a_role_that_is_the_task_role_as_well_to_another_policy()
    {
        Know(Roles.Attached(Roles.Administrator));
        AssertNotApplicable("""{ "executionRoleArn": "orders", "taskRoleArn": "arn:aws:iam::123456789012:role/orders", "containerDefinitions": [] }""");
    }

    [Fact]
    public void Accepts_what_AWS_and_its_tools_give_an_execution_role()
    {
        Know(Roles.Attached(Roles.TaskExecution));
        AssertPassed(Task);

        // As AWS CDK writes it.
        Know(Roles.With(
            """ "Effect": "Allow", "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], "Resource": "arn:aws:ecr:eu-west-1:123456789012:repository/web" """,
            """ "Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*" """,
            """ "Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:eu-west-1:123456789012:log-group:web:*" """,
            """ "Effect": "Allow", "Action": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], "Resource": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf" """,
            """ "Effect": "Allow", "Action": ["ssm:DescribeParameters", "ssm:GetParameter", "ssm:GetParameterHistory", "ssm:GetParameters"], "Resource": "arn:aws:ssm:eu-west-1:123456789012:parameter/db" """,
            """ "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*" """));
        AssertPassed(Task);
    }

    [Theory]
    [InlineData(""" "Action": "sqs:SendMessage" """, "sqs:SendMessage")]
    [InlineData(""" "Action": ["s3:GetObject", "s3:PutObject"] """, "s3:PutObject")]
    [InlineData(""" "Action": ["ecr:*", "logs:*"] """, "ecr:*, logs:*")]
    [InlineData(""" "Action": "logs:Create*" """, "logs:Create*")]
    [InlineData(""" "Action": "secretsmanager:Get*" """, "secretsmanager:Get*")]
    [InlineData(""" "NotAction": ["iam:*", "sts:*"] """, "all but iam:*, sts:*")]
    [InlineData(""" "Action": ["a:1", "b:2", "c:3", "d:4", "e:5"] """, "a:1, b:2, c:3, d:4, e:5")]
    [InlineData(""" "Action": ["a:1", "A:1", "b:2", "c:3", "d:4", "e:5", "f:6", "g:7"] """, "a:1, b:2, c:3, d:4, e:5 and 2 more")]
    public void Reports_actions_that_the_agent_never_calls(string actions, string listed)
    {
        Know(Roles.With(AgentOnly, $""" "Effect": "Allow", {actions}, "Resource": "arn:aws:s3:::bucket/*" """));
        AssertViolated(Task, ("/executionRoleArn", $"The execution role 'orders-execution' allows actions that starting a task does not need ({listed})."));
    }

    [Theory]
    [InlineData("SSM:getparameters")]
    [InlineData("ssm:GetParameter*")]
    [InlineData("ssm:GetParametersByPath")]
    [InlineData("ecr:BatchImportUpstreamImage")]
    public void Accepts_expected_actions_in_any_case_and_as_patterns(string action)
    {
        Know(Roles.With($$""" "Effect": "Allow", "Action": "{{action}}", "Resource": "arn:aws:ssm:eu-west-1:123456789012:parameter/orders/*" """));
        AssertPassed(Task);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("arn:aws:secretsmanager:*:*:secret:*")]
    [InlineData("arn:aws:secretsmanager:*:123456789012:secret:*")]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:*")]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:*")]
    public void Reports_reading_every_secret(string resource)
    {
        Know(Roles.With($$""" "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-*", "{{resource}}"] """));
        AssertViolated(Task, ("/executionRoleArn", "The execution role 'orders-execution' allows reading every secret of Secrets Manager."));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("arn:aws:ssm:eu-west-1:123456789012:parameter/*")]
    [InlineData("arn:aws:ssm:*:*:parameter*")]
    public void Reports_reading_every_parameter(string resource)
    {
        Know(Roles.With($$""" "Effect": "Allow", "Action": "ssm:GetParameter*", "Resource": "{{resource}}" """));
        AssertViolated(Task, ("/executionRoleArn", "The execution role 'orders-execution' allows reading every parameter of Systems Manager."));
    }

    [Theory]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:*/db-*")]
    [InlineData("arn:aws:secretsmanager:eu-central-1:123456789012:secret:*")]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/*")]
    public void Accepts_reading_some_secrets(string resource)
    {
        Know(Roles.With($$""" "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "{{resource}}" """));
        AssertPassed(Task);
    }

    [Fact]
    public void All_but_some_secrets_are_every_secret()
    {
        Know(Roles.With(""" "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "NotResource": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:root-*" """));
        AssertViolated(Task, ("/executionRoleArn", "The execution role 'orders-execution' allows reading every secret of Secrets Manager."));
        Know(Roles.With(""" "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "NotResource": "arn:aws:secretsmanager:*" """));
        AssertPassed(Task);
    }

    [Fact]
    public void Says_everything_in_one_finding()
    {
        Know(Roles.Attached(Roles.TaskExecution, Roles.Administrator));
        AssertViolated(
            Task,
            ("/executionRoleArn", "The execution role 'orders-execution' allows actions that starting a task does not need (*), and reading every secret of Secrets Manager, and reading every parameter of Systems Manager."));
    }

    [Fact]
    public void Without_a_region_every_secret_is_that_of_all_regions()
    {
        const string Unregistered = """{ "executionRoleArn": "orders-execution", "containerDefinitions": [] }""";
        Know(Roles.With(""" "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:*" """));
        AssertPassed(Unregistered);
        Know(Roles.With(""" "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:*:123456789012:secret:*" """));
        AssertViolated(Unregistered, ("/executionRoleArn", "The execution role 'orders-execution' allows reading every secret of Secrets Manager."));
    }

    [Theory]
    [InlineData(""" "Action": "s3:*", "Resource": "*" """)]
    [InlineData(""" "Action": ["iam:*", "S3:*"], "Resource": ["*"] """)]
    [InlineData(""" "NotAction": ["ecr:GetAuthorizationToken", "s3:GetObject"], "Resource": "*" """)]
    public void What_is_denied_everywhere_is_not_allowed(string denied)
    {
        Know(Roles.With(""" "Effect": "Allow", "Action": "s3:*", "Resource": "*" """, $""" "Effect": "Deny", {denied} """));
        AssertPassed(Task);
    }

    [Theory]
    [InlineData(""" "Action": "s3:Put*", "Resource": "*" """)]
    [InlineData(""" "Action": "s3:*", "Resource": "arn:aws:s3:::logs/*" """)]
    [InlineData(""" "Action": "s3:*", "NotResource": "arn:aws:s3:::logs/*" """)]
    [InlineData(""" "NotAction": ["s3:Get*"], "Resource": "*" """)]
    [InlineData(""" "NotAction": ["s3:GetObject", "s3:PutObject"], "Resource": "*" """)]
    [InlineData(""" "NotAction": ["S3:PutObject"], "Resource": "*" """)]
    public void What_is_denied_in_part_is_still_allowed(string denied)
    {
        Know(Roles.With(""" "Effect": "Allow", "Action": "s3:*", "Resource": "*" """, $""" "Effect": "Deny", {denied} """));
        AssertViolated(Task, ("/executionRoleArn", "The execution role 'orders-execution' allows actions that starting a task does not need (s3:*)."));
    }

    [Fact]
    public void Secrets_that_are_denied_are_not_every_secret()
    {
        const string Allow = """ "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*" """;
        Know(Roles.With(Allow, """ "Effect": "Deny", "Action": "secretsmanager:*", "NotResource": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-*" """));
        AssertPassed(Task);
        Know(Roles.With(Allow, """ "Effect": "Deny", "Action": "secretsmanager:*", "Resource": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:root-*" """));
        AssertViolated(Task, ("/executionRoleArn", "The execution role 'orders-execution' allows reading every secret of Secrets Manager."));
    }

    [Fact]
    public void The_boundary_caps_what_is_allowed()
    {
        var all = Roles.Attached(Roles.Administrator);
        Know(all.BoundBy(AgentOnly));
        AssertPassed(Task);
        Know(all.BoundBy(AgentOnly, """ "Effect": "Allow", "Action": ["s3:*", "secretsmanager:GetSecretValue"], "Resource": "*" """));
        AssertViolated(Task, ("/executionRoleArn", "The execution role 'orders-execution' allows actions that starting a task does not need (s3:*), and reading every secret of Secrets Manager."));
        Know(Roles.With(""" "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*" """).BoundBy(""" "Effect": "Allow", "Action": "s3:*", "Resource": "*" """));
        AssertViolated(Task, ("/executionRoleArn", "The execution role 'orders-execution' allows actions that starting a task does not need (s3:PutObject)."));
        Know(all.BoundBy(""" "Effect": "Allow", "Action": "*", "Resource": "*" """, """ "Effect": "Deny", "NotAction": "ecr:*", "Resource": "*" """));
        AssertViolated(Task, ("/executionRoleArn", "The execution role 'orders-execution' allows actions that starting a task does not need (*)."));
        Know(all.BoundBy(""" "Effect": "Allow", "Action": "*", "Resource": "*" """, """ "Effect": "Deny", "NotAction": "ecr:BatchGetImage", "Resource": "*" """));
        AssertPassed(Task);
    }

    [Theory]
    [InlineData("s3:*", "S3:*", "s3:*")]
    [InlineData("s3:*", "S3:PutObject", "S3:PutObject")]
    [InlineData("S3:PutObject", "s3:*", "S3:PutObject")]
    public void The_boundary_caps_actions_in_any_case(string granted, string bound, string left)
    {
        Know(Roles.With($""" "Effect": "Allow", "Action": "{granted}", "Resource": "*" """).BoundBy($""" "Effect": "Allow", "Action": "{bound}", "Resource": "*" """));
        AssertViolated(Task, ("/executionRoleArn", $"The execution role 'orders-execution' allows actions that starting a task does not need ({left})."));
    }

    [Theory]
    [InlineData(""" "Action": "s3:*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "true" } } """)]
    [InlineData(""" "Action": "secretsmanager:GetSecretValue", "Resource": "*", "Condition": { "StringEquals": { "aws:ResourceTag/team": "orders" } } """)]
    [InlineData(""" "Action": "ssm:GetParameters", "Resource": "*", "Condition": { "StringEquals": { "aws:ResourceTag/team": "orders" } } """)]
    public void Cannot_tell_while_a_condition_decides(string allowed)
    {
        Know(Roles.With(AgentOnly, $""" "Effect": "Allow", {allowed} """));
        AssertUndetermined(Task, ("/executionRoleArn", UndeterminedReason.MissingFact));
    }

    [Fact]
    public void Cannot_tell_while_a_denial_or_the_boundary_may_take_it_away()
    {
        const string Allow = """ "Effect": "Allow", "Action": "s3:*", "Resource": "*" """;
        Know(Roles.With(Allow, """ "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "false" } } """));
        AssertUndetermined(Task, ("/executionRoleArn", UndeterminedReason.MissingFact));
        Know(Roles.With(""" "Effect": "Allow", "Action": "s3:*Object", "Resource": "*" """).BoundBy(""" "Effect": "Allow", "Action": "s3:Put*", "Resource": "*" """));
        AssertUndetermined(Task, ("/executionRoleArn", UndeterminedReason.MissingFact));
        Know(Roles.With(Allow) with { PermissionsBoundary = new("boundary", "not JSON") });
        AssertUndetermined(Task, ("/executionRoleArn", UndeterminedReason.MissingFact));
        Know(Roles.Inline("not JSON"));
        AssertUndetermined(Task, ("/executionRoleArn", UndeterminedReason.MissingFact));
        Know(Roles.Inline("not JSON", Roles.Statements(Allow)));
        AssertUndetermined(Task, ("/executionRoleArn", UndeterminedReason.MissingFact));
    }

    [Fact]
    public void Cannot_tell_of_a_role_that_could_not_be_read()
    {
        Context = Context with { ExecutionRole = RoleAnswer.Refused(RoleRefusal.AccessDenied) };
        AssertUndetermined(Task, ("/executionRoleArn", UndeterminedReason.MissingFact));
    }

    private void Know(RoleDocuments role) => Context = Context with { ExecutionRole = RoleAnswer.Found(role) };
}
