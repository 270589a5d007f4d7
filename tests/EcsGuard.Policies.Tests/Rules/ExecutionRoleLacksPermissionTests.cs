using EcsGuard.Policies.Iam;
using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;
using EcsGuard.Policies.Tests.Iam;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class ExecutionRoleLacksPermissionTests : PolicyTests<ExecutionRoleLacksPermission>
{
    private const string Nothing = """ "Effect": "Allow", "Action": "sqs:*", "Resource": "*" """;

    [Fact]
    public void Says_nothing_unless_roles_are_read_and_there_is_one()
    {
        AssertNotApplicable(Task(""" "secrets": [{ "name": "K", "valueFrom": "key" }] """));
        Know(Roles.With(Nothing));
        AssertNotApplicable(Task(""" "secrets": [{ "name": "K", "valueFrom": "key" }] """).Replace("orders-execution", "", StringComparison.Ordinal));
        AssertNotApplicable("""{ "containerDefinitions": [{ "name": "app", "secrets": [{ "name": "K", "valueFrom": "key" }] }] }""");
    }

    [Fact]
    public void Says_nothing_where_the_agent_calls_nothing()
    {
        Know(Roles.With(Nothing));
        AssertNotApplicable(Task(""" "image": "public.ecr.aws/nginx/nginx:1.29", "secrets": [], "logConfiguration": { "logDriver": "json-file", "options": { "awslogs-group": "g", "awslogs-region": "r" } } """));
    }

    [Theory]
    [InlineData(RoleRefusal.NotFound)]
    [InlineData(RoleRefusal.AccessDenied)]
    [InlineData(RoleRefusal.OtherAccount)]
    public void Cannot_tell_of_a_role_that_could_not_be_read(object refusal)
    {
        Context = Context with { ExecutionRole = RoleAnswer.Refused((RoleRefusal)refusal) };
        AssertUndetermined(Task(""" "secrets": [{ "name": "K", "valueFrom": "key" }] """), ("/executionRoleArn", UndeterminedReason.MissingFact));
    }

    [Theory]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf", "secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf")]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf:password::", "secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf")]
    [InlineData("arn:aws:secretsmanager:us-east-1:210987654321:secret:team/db-AbCdEf", "secretsmanager:GetSecretValue on arn:aws:secretsmanager:us-east-1:210987654321:secret:team/db-AbCdEf")]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db", "secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-??????")]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbC_Ef", "secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbC_Ef-??????")]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:-AbCdEf", "secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:123456789012:secret:-AbCdEf-??????")]
    [InlineData("arn:aws:ssm:eu-west-1:123456789012:parameter/orders/db", "ssm:GetParameters on arn:aws:ssm:eu-west-1:123456789012:parameter/orders/db")]
    [InlineData("arn:aws:ssm:us-east-1:123456789012:parameter/orders/db:3", "ssm:GetParameters on arn:aws:ssm:us-east-1:123456789012:parameter/orders/db")]
    [InlineData("/orders/db", "ssm:GetParameters on arn:aws:ssm:eu-west-1:123456789012:parameter/orders/db")]
    [InlineData("db", "ssm:GetParameters on the parameter that stands there")]
    [InlineData("hunter2/pasted", "ssm:GetParameters on the parameter that stands there")]
    [InlineData("db:label", "ssm:GetParameters on the parameter that stands there")]
    public void Reports_a_secret_or_parameter_that_may_not_be_read(string source, string call)
    {
        Know(Roles.With(Nothing));
        AssertViolated(
            Task($$""" "secrets": [{ "name": "K", "valueFrom": "{{source}}" }] """),
            ("/containerDefinitions/0/secrets/0/valueFrom", $"Container 'app': the execution role 'orders-execution' does not allow {call}."));
    }

    [Fact]
    public void A_parameter_that_stands_for_a_secret_takes_both_permissions()
    {
        const string Source = "/containerDefinitions/0/secrets/0/valueFrom";
        Know(Roles.With(Nothing));
        AssertViolated(
            Task(""" "secrets": [{ "name": "K", "valueFrom": "/aws/reference/secretsmanager/team/my-secret" }] """),
            (Source, "Container 'app': the execution role 'orders-execution' does not allow ssm:GetParameters on arn:aws:ssm:eu-west-1:123456789012:parameter/aws/reference/secretsmanager/team/my-secret."),
            (Source, "Container 'app': the execution role 'orders-execution' does not allow secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:123456789012:secret:team/my-secret-??????."));
    }

    [Fact]
    public void Accepts_what_is_allowed_and_names_what_is_not()
    {
        Know(Roles.With(""" "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-*" """));
        const string Orders = """{ "name": "A", "valueFrom": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-AbCdEf:user::" }""";
        AssertPassed(Task($$""" "secrets": [{{Orders}}, {{Orders}}] """));
        AssertViolated(
            Task($$""" "secrets": [{{Orders}}, { "name": "B", "valueFrom": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:billing-AbCdEf" }, {{Orders}}] """),
            ("/containerDefinitions/0/secrets/1/valueFrom", "Container 'app': the execution role 'orders-execution' does not allow secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:123456789012:secret:billing-AbCdEf."));
    }

    [Fact]
    public void Looks_at_log_drivers_secrets_and_registry_credentials()
    {
        Know(Roles.With(Nothing));
        AssertViolated(
            Task("""
                 "image": "registry.example.com/app:1",
                 "repositoryCredentials": { "credentialsParameter": "registry-login" },
                 "logConfiguration": { "logDriver": "splunk", "secretOptions": [{ "name": "splunk-token", "valueFrom": "splunk" }] }
                """),
            ("/containerDefinitions/0/repositoryCredentials/credentialsParameter", "Container 'app': the execution role 'orders-execution' does not allow secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:123456789012:secret:registry-login-??????."),
            ("/containerDefinitions/0/logConfiguration/secretOptions/0/valueFrom", "Container 'app': the execution role 'orders-execution' does not allow ssm:GetParameters on the parameter that stands there."));
    }

    [Theory]
    [InlineData("111122223333.dkr.ecr.eu-central-1.amazonaws.com/team/web:1.2", "arn:aws:ecr:eu-central-1:111122223333:repository/team/web")]
    [InlineData("111122223333.dkr.ecr-fips.us-east-1.amazonaws.com/web@sha256:0", "arn:aws:ecr:us-east-1:111122223333:repository/web")]
    [InlineData("111122223333.dkr-ecr.eu-west-1.on.aws/web", "arn:aws:ecr:eu-west-1:111122223333:repository/web")]
    [InlineData("111122223333.dkr-ecr-fips.us-west-2.on.aws/web", "arn:aws:ecr:us-west-2:111122223333:repository/web")]
    public void Reports_an_image_that_may_not_be_pulled(string image, string repository)
    {
        const string At = "/containerDefinitions/0/image";
        Know(Roles.With(Nothing));
        AssertViolated(
            Task($$""" "image": "{{image}}" """),
            (At, "Container 'app': the execution role 'orders-execution' does not allow ecr:GetAuthorizationToken on *."),
            (At, $"Container 'app': the execution role 'orders-execution' does not allow ecr:BatchGetImage on {repository}."),
            (At, $"Container 'app': the execution role 'orders-execution' does not allow ecr:GetDownloadUrlForLayer on {repository}."));
        Know(Roles.Attached(Roles.TaskExecution));
        AssertPassed(Task($$""" "image": "{{image}}" """));
    }

    [Fact]
    public void Permission_on_the_repository_is_no_permission_to_log_in()
    {
        Know(Roles.With(""" "Effect": "Allow", "Action": "ecr:*", "Resource": "arn:aws:ecr:eu-west-1:123456789012:repository/web" """));
        AssertViolated(
            Task(""" "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1" """),
            ("/containerDefinitions/0/image", "Container 'app': the execution role 'orders-execution' does not allow ecr:GetAuthorizationToken on *."));
    }

    [Fact]
    public void Reports_a_log_group_that_may_not_be_written()
    {
        const string Group = "/containerDefinitions/0/logConfiguration/options/awslogs-group";
        const string Stream = "arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/web:log-stream:ecs/app/*";
        Know(Roles.With(Nothing));
        AssertViolated(
            Task(Logs()),
            (Group, $"Container 'app': the execution role 'orders-execution' does not allow logs:CreateLogStream on {Stream}."),
            (Group, $"Container 'app': the execution role 'orders-execution' does not allow logs:PutLogEvents on {Stream}."));
        Know(Roles.With(""" "Effect": "Allow", "Action": "logs:CreateLogStream", "Resource": "arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/web:*" """));
        AssertViolated(Task(Logs()), (Group, $"Container 'app': the execution role 'orders-execution' does not allow logs:PutLogEvents on {Stream}."));
    }

    [Theory]
    [InlineData("arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/web:*")]
    [InlineData("arn:aws:logs:*:*:*")]
    [InlineData("*")]
    public void Accepts_a_log_group_that_may_be_written(string resource)
    {
        Know(Roles.With($$""" "Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "{{resource}}" """));
        AssertPassed(Task(Logs(""", "awslogs-create-group": "true" """)));
    }

    [Fact]
    public void A_log_group_that_is_created_takes_one_more_permission()
    {
        Know(Roles.Attached(Roles.TaskExecution));
        AssertPassed(Task(Logs()));
        AssertPassed(Task(Logs(""", "awslogs-create-group": "false" """)));
        AssertViolated(
            Task(Logs(""", "awslogs-create-group": "true" """)),
            (
                "/containerDefinitions/0/logConfiguration/options/awslogs-create-group",
                "Container 'app': the execution role 'orders-execution' does not allow logs:CreateLogGroup on arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/web:*."));
    }

    [Fact]
    public void Streams_without_a_prefix_have_any_name()
    {
        Know(Roles.With(""" "Effect": "Allow", "Action": "logs:*", "Resource": "arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/web:log-stream:ecs/*" """));
        AssertUndetermined(
            Task(""" "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1" } } """),
            ("/containerDefinitions/0/logConfiguration/options/awslogs-group", UndeterminedReason.MissingFact));
    }

    [Fact]
    public void Whether_the_group_alone_is_enough_is_left_open()
    {
        Know(Roles.With(
            """ "Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream"], "Resource": "arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/web" """,
            """ "Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*" """));
        AssertUndetermined(
            Task(Logs(""", "awslogs-create-group": "true" """)),
            ("/containerDefinitions/0/logConfiguration/options/awslogs-create-group", UndeterminedReason.MissingFact),
            ("/containerDefinitions/0/logConfiguration/options/awslogs-group", UndeterminedReason.MissingFact));
    }

    [Theory]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db")]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf")]
    public void Cannot_tell_of_a_secret_whose_suffix_only_the_role_knows(string allowed)
    {
        Know(Roles.With($$""" "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "{{allowed}}" """));
        AssertUndetermined(
            Task(""" "secrets": [{ "name": "K", "valueFrom": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db" }] """),
            ("/containerDefinitions/0/secrets/0/valueFrom", UndeterminedReason.MissingFact));
    }

    [Fact]
    public void A_name_that_looks_complete_is_taken_for_complete()
    {
        // Secrets Manager does so too, and the task fails.
        Know(Roles.With(""" "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:my-secret-??????" """));
        AssertViolated(
            Task(""" "secrets": [{ "name": "K", "valueFrom": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:my-secret" }] """),
            ("/containerDefinitions/0/secrets/0/valueFrom", "Container 'app': the execution role 'orders-execution' does not allow secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:123456789012:secret:my-secret."));
    }

    [Fact]
    public void Reports_files_that_may_not_be_fetched()
    {
        const string File = "/containerDefinitions/0/environmentFiles/0/value";
        const string Configuration = "/containerDefinitions/0/firelensConfiguration/options/config-file-value";
        Know(Roles.With(""" "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::files/orders/app.env" """));
        AssertViolated(
            Task("""
                 "environmentFiles": [{ "type": "s3", "value": "arn:aws:s3:::files/orders/app.env" }],
                 "firelensConfiguration": { "type": "fluentbit", "options": { "config-file-type": "s3", "config-file-value": "arn:aws:s3:::files/fluent.conf" } }
                """),
            (File, "Container 'app': the execution role 'orders-execution' does not allow s3:GetBucketLocation on arn:aws:s3:::files."),
            (Configuration, "Container 'app': the execution role 'orders-execution' does not allow s3:GetObject on arn:aws:s3:::files/fluent.conf."),
            (Configuration, "Container 'app': the execution role 'orders-execution' does not allow s3:GetBucketLocation on arn:aws:s3:::files."));
        AssertNotApplicable(Task(""" "firelensConfiguration": { "type": "fluentbit", "options": { "config-file-type": "file", "config-file-value": "/conf" } } """));
    }

    [Fact]
    public void Tells_denials_and_boundaries_from_what_is_missing()
    {
        const string At = "/containerDefinitions/0/secrets/0/valueFrom";
        const string Parameter = "ssm:GetParameters on the parameter that stands there";
        var task = Task(""" "secrets": [{ "name": "K", "valueFrom": "db" }] """);
        const string Allow = """ "Effect": "Allow", "Action": "ssm:GetParameters", "Resource": "*" """;
        Know(Roles.With(Allow, """ "Effect": "Deny", "Action": "ssm:*", "Resource": "*" """));
        AssertViolated(task, (At, $"Container 'app': a policy denies the execution role 'orders-execution' {Parameter}."));
        Know(Roles.With(Allow).BoundBy(Nothing));
        AssertViolated(task, (At, $"Container 'app': the permissions boundary of the execution role 'orders-execution' does not allow {Parameter}."));
        Know(Roles.With(Allow).BoundBy(Allow));
        AssertPassed(task);
    }

    [Fact]
    public void Cannot_tell_while_a_condition_decides()
    {
        const string AllowUnderCondition = """ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "StringEquals": { "aws:SourceVpce": "vpce-1" } } """;
        Know(Roles.With(AllowUnderCondition));
        AssertUndetermined(Task(""" "secrets": [{ "name": "K", "valueFrom": "db" }] """), ("/containerDefinitions/0/secrets/0/valueFrom", UndeterminedReason.MissingFact));
        Know(Roles.With(AllowUnderCondition, """ "Effect": "Allow", "Action": "ssm:GetParameters", "Resource": "*" """));
        AssertPassed(Task(""" "secrets": [{ "name": "K", "valueFrom": "db" }] """));
    }

    [Fact]
    public void Cannot_tell_the_arn_of_a_name_without_a_region()
    {
        Know(Roles.With(Nothing));
        AssertUndetermined(
            Task(""" "secrets": [{ "name": "K", "valueFrom": "db" }] """).Replace("arn:aws:ecs:", "", StringComparison.Ordinal),
            ("/containerDefinitions/0/secrets/0/valueFrom", UndeterminedReason.MissingFact));
    }

    [Theory]
    [InlineData(""" "secrets": [{ "valueFrom": "${S}" }] """, "secrets/0/valueFrom", UndeterminedReason.Placeholder)]
    [InlineData(""" "secrets": "${S}" """, "secrets", UndeterminedReason.Placeholder)]
    [InlineData(""" "image": "${A}.dkr.ecr.eu-west-1.amazonaws.com/web" """, "image", UndeterminedReason.Placeholder)]
    [InlineData(""" "image": "123456789012.dkr.ecr.${R}.amazonaws.com/web" """, "image", UndeterminedReason.Placeholder)]
    [InlineData(""" "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/${N}" """, "image", UndeterminedReason.Placeholder)]
    [InlineData(""" "image": "HIDDEN_DUE_TO_SECURITY_REASONS" """, "image", UndeterminedReason.Redacted)]
    [InlineData(""" "repositoryCredentials": "${C}" """, "repositoryCredentials", UndeterminedReason.Placeholder)]
    [InlineData(""" "environmentFiles": [{ "value": "${F}" }] """, "environmentFiles/0/value", UndeterminedReason.Placeholder)]
    [InlineData(""" "logConfiguration": { "logDriver": "${D}" } """, "logConfiguration/logDriver", UndeterminedReason.Placeholder)]
    [InlineData(""" "logConfiguration": { "logDriver": "awslogs", "options": "${O}" } """, "logConfiguration/options", UndeterminedReason.Placeholder)]
    [InlineData(""" "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-region": "r", "awslogs-group": "${G}" } } """, "logConfiguration/options/awslogs-group", UndeterminedReason.Placeholder)]
    [InlineData(""" "firelensConfiguration": { "options": { "config-file-type": "s3", "config-file-value": "${F}" } } """, "firelensConfiguration/options/config-file-value", UndeterminedReason.Placeholder)]
    public void Cannot_tell_while_what_is_called_is_hidden(string members, string path, UndeterminedReason reason)
    {
        Know(Roles.With(Nothing));
        AssertUndetermined(Task(members), ($"/containerDefinitions/0/{path}", reason));
    }

    [Theory]
    [InlineData(""" "secrets": [{ "valueFrom": "" }, { "valueFrom": "arn:aws:kms:eu-west-1:123456789012:key/1" }, { "valueFrom": "arn:aws:ssm:eu-west-1:123456789012:document/x" }] """)]
    [InlineData(""" "environmentFiles": [{ "value": "arn:aws:s3:::bucket-only" }, { "value": "s3://bucket/key" }] """)]
    [InlineData(""" "repositoryCredentials": { "credentialsParameter": "" } """)]
    [InlineData(""" "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "g" } } """)]
    public void Passes_over_what_ECS_refuses_anyway(string members)
    {
        Know(Roles.With(Nothing));
        AssertNotApplicable(Task(members));
    }

    [Fact]
    public void Goes_by_the_partition_of_the_role()
    {
        Know(Roles.With(Nothing) with { Arn = "arn:aws-cn:iam::123456789012:role/path/orders-execution" });
        AssertViolated(
            Task(""" "secrets": [{ "name": "K", "valueFrom": "/db" }] """),
            ("/containerDefinitions/0/secrets/0/valueFrom", "Container 'app': the execution role 'orders-execution' does not allow ssm:GetParameters on arn:aws-cn:ssm:eu-west-1:123456789012:parameter/db."));
    }

    private void Know(RoleDocuments role) => Context = Context with { ExecutionRole = RoleAnswer.Found(role) };

    private static string Logs(string more = "") =>
        $$""" "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "ecs" {{more}} } } """;

    private static string Task(string members) => $$"""
        {
          "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders:7",
          "executionRoleArn": "orders-execution",
          "containerDefinitions": [{ "name": "app", {{members}} }]
        }
        """;
}
