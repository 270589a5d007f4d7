using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class MissingExecutionRoleTests : PolicyTests<MissingExecutionRole>
{
    private const string AwsLogs = """ "name": "app", "image": "nginx", "logConfiguration": { "logDriver": "awslogs" } """;
    private const string PrivateImage = """ "name": "app", "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1" """;
    private const string Secrets = """ "name": "app", "image": "nginx", "secrets": [{ "name": "A", "valueFrom": "b" }] """;

    [Theory]
    [InlineData("\"orders-execution\"")]
    [InlineData("\"${EXECUTION_ROLE}\"")]
    [InlineData("\"HIDDEN_DUE_TO_SECURITY_REASONS\"")]
    public void Accepts_a_task_with_an_execution_role(string role) =>
        AssertPassed($$"""{ "requiresCompatibilities": ["FARGATE"], "executionRoleArn": {{role}}, "containerDefinitions": [{ {{Secrets}} }] }""");

    [Theory]
    [InlineData("\"FARGATE\"", """ "name": "app", "image": "nginx" """)]
    [InlineData("\"FARGATE\"", """ "name": "app", "image": "public.ecr.aws/nginx/nginx:1", "logConfiguration": { "logDriver": "splunk" } """)]
    [InlineData("\"FARGATE\"", """ "name": "app", "image": "nginx:${TAG}", "secrets": [], "logConfiguration": { "secretOptions": [] } """)]
    [InlineData("\"FARGATE\"", """ "name": "app", "image": "ghcr.io/${OWNER}/app:1" """)]
    [InlineData("\"FARGATE\"", """ "name": "app" """)]
    [InlineData("\"EC2\"", AwsLogs)]
    [InlineData("\"EC2\"", PrivateImage)]
    [InlineData("\"EC2\"", """ "name": "app", "image": "${IMAGE}", "logConfiguration": { "logDriver": "${DRIVER}" } """)]
    [InlineData("", AwsLogs)]
    [InlineData("\"EXTERNAL\"", PrivateImage)]
    public void Accepts_a_task_that_needs_none(string compatibilities, string container) =>
        AssertPassed(Task(compatibilities, container));

    [Theory]
    [InlineData(Secrets, "container 'app' takes secrets")]
    [InlineData(""" "name": "app", "repositoryCredentials": { "credentialsParameter": "x" } """, "container 'app' has repositoryCredentials")]
    [InlineData(""" "name": "app", "repositoryCredentials": "${CREDENTIALS}" """, "container 'app' has repositoryCredentials")]
    [InlineData(""" "name": "app", "logConfiguration": { "logDriver": "splunk", "secretOptions": [{ "name": "splunk-token", "valueFrom": "x" }] } """, "the log driver of container 'app' takes secretOptions")]
    public void Reports_secrets_and_credentials_wherever_the_task_runs(string container, string need)
    {
        AssertViolated(Task("\"EC2\"", container), ("", $"No execution role, but {need}: set executionRoleArn."));
        AssertViolated(Task("", container), ("", $"No execution role, but {need}: set executionRoleArn."));
        AssertViolated(Task("\"{{ type }}\"", container), ("", $"No execution role, but {need}: set executionRoleArn."));
    }

    [Theory]
    [InlineData("\"FARGATE\"")]
    [InlineData("\"EC2\", \"FARGATE\"")]
    [InlineData("\"MANAGED_INSTANCES\"")]
    public void Reports_logs_and_private_images_on_capacity_that_aws_runs(string compatibilities)
    {
        AssertViolated(Task(compatibilities, AwsLogs), ("", "No execution role, but container 'app' logs with awslogs: set executionRoleArn."));
        AssertViolated(Task(compatibilities, PrivateImage), ("", "No execution role, but the image of container 'app' is in a private ECR repository: set executionRoleArn."));
    }

    [Fact]
    public void Reports_logs_where_tasks_were_seen_on_fargate()
    {
        Context = new() { LaunchType = "FARGATE" };
        AssertViolated($$"""{ "containerDefinitions": [{ {{AwsLogs}} }] }""", ("", "No execution role, but container 'app' logs with awslogs: set executionRoleArn."));
    }

    [Theory]
    [InlineData("${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/app:${TAG}")]
    [InlineData("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app@sha256:0123")]
    public void Recognises_a_private_repository_although_parts_are_hidden(string image) =>
        AssertViolated(
            Task("\"FARGATE\"", $""" "name": "app", "image": "{image}" """),
            ("", "No execution role, but the image of container 'app' is in a private ECR repository: set executionRoleArn."));

    [Fact]
    public void Lists_every_need_in_one_finding() =>
        AssertViolated(
            $$"""{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ {{PrivateImage}} }, { {{Secrets}} }] }""",
            ("", "No execution role, but container 'app' takes secrets, the image of container 'app' is in a private ECR repository: set executionRoleArn."));

    [Fact]
    public void Points_at_an_empty_role() =>
        AssertViolated(
            $$"""{ "executionRoleArn": "", "containerDefinitions": [{ {{Secrets}} }] }""",
            ("/executionRoleArn", "No execution role, but container 'app' takes secrets: set executionRoleArn."));

    [Theory]
    [InlineData(""" "image": "${IMAGE}" """, "/image", UndeterminedReason.Placeholder)]
    [InlineData(""" "image": "${REPOSITORY}:1" """, "/image", UndeterminedReason.Placeholder)]
    [InlineData(""" "image": "<HOST>/app:1" """, "/image", UndeterminedReason.Placeholder)]
    [InlineData(""" "image": "IMAGE_NAME" """, "/image", UndeterminedReason.Placeholder)]
    [InlineData(""" "image": "" """, "/image", UndeterminedReason.Placeholder)]
    [InlineData(""" "image": "HIDDEN_DUE_TO_SECURITY_REASONS" """, "/image", UndeterminedReason.Redacted)]
    [InlineData(""" "image": {} """, "/image", UndeterminedReason.WrongType)]
    [InlineData(""" "image": "nginx", "logConfiguration": { "logDriver": "${DRIVER}" } """, "/logConfiguration/logDriver", UndeterminedReason.Placeholder)]
    [InlineData(""" "image": "nginx", "logConfiguration": "{{ log }}" """, "/logConfiguration", UndeterminedReason.Placeholder)]
    [InlineData(""" "image": "nginx", "logConfiguration": { "secretOptions": "{{ options }}" } """, "/logConfiguration/secretOptions", UndeterminedReason.Placeholder)]
    [InlineData(""" "image": "nginx", "secrets": "HIDDEN_DUE_TO_SECURITY_REASONS" """, "/secrets", UndeterminedReason.Redacted)]
    public void Cannot_tell_while_a_need_may_be_hidden(string container, string path, UndeterminedReason reason) =>
        AssertUndetermined(Task("\"FARGATE\"", container), ("/containerDefinitions/0" + path, reason));

    [Fact]
    public void Cannot_tell_while_the_platform_is_hidden_and_matters()
    {
        AssertUndetermined(Task("\"{{ type }}\"", AwsLogs), ("/requiresCompatibilities/0", UndeterminedReason.Placeholder));
        AssertUndetermined(Task("\"{{ type }}\"", """ "image": "${IMAGE}" """), ("/requiresCompatibilities/0", UndeterminedReason.Placeholder));
        AssertPassed(Task("\"{{ type }}\"", """ "image": "nginx" """));
    }

    [Fact]
    public void Cannot_tell_where_the_containers_are_redacted() =>
        AssertUndetermined("""{ "containerDefinitions": "HIDDEN_DUE_TO_SECURITY_REASONS" }""", ("/containerDefinitions", UndeterminedReason.Redacted));

    private static string Task(string compatibilities, string container) =>
        $$"""{ "requiresCompatibilities": [{{compatibilities}}], "containerDefinitions": [{ {{container}} }] }""";
}
