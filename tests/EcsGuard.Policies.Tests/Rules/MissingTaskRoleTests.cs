using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class MissingTaskRoleTests : PolicyTests<MissingTaskRole>
{
    private const string Daemon = """ "containerDefinitions": [{ "name": "xray-daemon" }] """;

    [Theory]
    [InlineData("\"orders\"")]
    [InlineData("\"${ROLE}\"")]
    [InlineData("\"HIDDEN_DUE_TO_SECURITY_REASONS\"")]
    public void Accepts_a_task_with_a_role(string role) => AssertPassed($$"""{ "taskRoleArn": {{role}}, {{Daemon}} }""");

    [Theory]
    [InlineData(""" "containerDefinitions": [{ "name": "app" }] """)]
    [InlineData(""" "containerDefinitions": [{ "name": "statsd" }, { "name": "datadog-agent" }, { "name": "log_router" }] """)]
    [InlineData(""" "containerDefinitions": [], "volumes": [{ "name": "v", "efsVolumeConfiguration": { "authorizationConfig": { "iam": "DISABLED" } } }] """)]
    [InlineData(""" "containerDefinitions": [], "volumes": [{ "name": "v", "efsVolumeConfiguration": { "authorizationConfig": { "accessPointId": "fsap-1" } } }] """)]
    [InlineData(""" "containerDefinitions": [], "volumes": [{ "name": "v", "efsVolumeConfiguration": {} }, { "name": "w" }] """)]
    [InlineData(""" "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "awsfirelens", "options": { "Name": "datadog" } } }] """)]
    [InlineData(""" "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "awsfirelens", "options": { "delivery": "s3" } } }] """)]
    [InlineData(""" "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "awsfirelens" } }] """)]
    [InlineData(""" "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "splunk", "options": { "Name": "s3" } } }] """)]
    [InlineData(""" "containerDefinitions": [{ "name": "app", "logConfiguration": { "options": { "Name": "s3" } } }] """)]
    public void Accepts_a_task_that_needs_none(string members) => AssertPassed($$"""{ {{members}} }""");

    [Theory]
    [InlineData(Daemon, "container 'xray-daemon' is the AWS X-Ray daemon")]
    [InlineData(""" "containerDefinitions": [{ "name": "cwagent" }] """, "container 'cwagent' is the CloudWatch agent")]
    [InlineData(""" "containerDefinitions": [{ "name": "x", "image": "public.ecr.aws/aws-observability/aws-otel-collector:latest" }] """, "container 'x' is the AWS Distro for OpenTelemetry")]
    [InlineData(""" "containerDefinitions": [], "volumes": [{ "name": "data", "efsVolumeConfiguration": { "authorizationConfig": { "iam": "ENABLED" } } }] """, "volume 'data' is mounted with IAM authorization")]
    [InlineData(""" "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "awsfirelens", "options": { "Name": "cloudwatch" } } }] """, "container 'app' logs to AWS through FireLens (cloudwatch)")]
    [InlineData(""" "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "awsfirelens", "options": { "region": "x", "name": "kinesis_streams" } } }] """, "container 'app' logs to AWS through FireLens (kinesis_streams)")]
    [InlineData(""" "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "awsfirelens", "options": { "@type": "kinesis_firehose" } } }] """, "container 'app' logs to AWS through FireLens (kinesis_firehose)")]
    [InlineData(""" "containerDefinitions": [{ "name": "xray-daemon", "logConfiguration": { "logDriver": "${DRIVER}" } }] """, "container 'xray-daemon' is the AWS X-Ray daemon")]
    public void Reports_what_calls_aws(string members, string need)
    {
        AssertViolated($$"""{ {{members}} }""", ("", $"No task role, but {need}: set taskRoleArn."));
        AssertViolated($$"""{ "taskRoleArn": "", {{members}} }""", ("/taskRoleArn", $"No task role, but {need}: set taskRoleArn."));
    }

    [Theory]
    [InlineData("firehose")]
    [InlineData("kinesis")]
    [InlineData("s3")]
    [InlineData("cloudwatch_logs")]
    public void Knows_the_outputs_that_are_aws(string output) =>
        AssertViolated(
            $$"""{ "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "awsfirelens", "options": { "Name": "{{output}}" } } }] }""",
            ("", $"No task role, but container 'app' logs to AWS through FireLens ({output}): set taskRoleArn."));

    [Fact]
    public void Heeds_ecs_exec_and_lists_every_need()
    {
        Context = new() { EcsExec = true };
        AssertViolated($$"""{ {{Daemon}} }""", ("", "No task role, but container 'xray-daemon' is the AWS X-Ray daemon, ECS Exec is on: set taskRoleArn."));
        AssertViolated("""{ "containerDefinitions": [] }""", ("", "No task role, but ECS Exec is on: set taskRoleArn."));
        Context = new() { EcsExec = false };
        AssertPassed("""{ "containerDefinitions": [] }""");
    }

    [Theory]
    [InlineData(""" "volumes": "{{ v }}", "containerDefinitions": [] """, "/volumes")]
    [InlineData(""" "volumes": [{ "efsVolumeConfiguration": { "authorizationConfig": { "iam": "${IAM}" } } }], "containerDefinitions": [] """, "/volumes/0/efsVolumeConfiguration/authorizationConfig/iam")]
    [InlineData(""" "volumes": [{ "efsVolumeConfiguration": { "authorizationConfig": "${IAM}" } }], "containerDefinitions": [] """, "/volumes/0/efsVolumeConfiguration/authorizationConfig")]
    [InlineData(""" "volumes": [{ "efsVolumeConfiguration": "${EFS}" }], "containerDefinitions": [] """, "/volumes/0/efsVolumeConfiguration")]
    [InlineData(""" "containerDefinitions": "{{ c }}" """, "/containerDefinitions")]
    [InlineData(""" "containerDefinitions": [{ "logConfiguration": "${LOG}" }] """, "/containerDefinitions/0/logConfiguration")]
    [InlineData(""" "containerDefinitions": [{ "logConfiguration": { "logDriver": "${DRIVER}" } }] """, "/containerDefinitions/0/logConfiguration/logDriver")]
    [InlineData(""" "containerDefinitions": [{ "logConfiguration": { "logDriver": "awsfirelens", "options": "${OPTIONS}" } }] """, "/containerDefinitions/0/logConfiguration/options")]
    [InlineData(""" "containerDefinitions": [{ "logConfiguration": { "logDriver": "awsfirelens", "options": { "Name": "${OUTPUT}" } } }] """, "/containerDefinitions/0/logConfiguration/options/Name")]
    public void Cannot_tell_while_a_need_may_be_hidden(string members, string path) =>
        AssertUndetermined($$"""{ {{members}} }""", (path, UndeterminedReason.Placeholder));

    [Fact]
    public void What_is_hidden_does_not_matter_beside_a_certain_need() =>
        AssertNothingHidden("""{ "containerDefinitions": [{ "name": "xray-daemon", "logConfiguration": { "logDriver": "${DRIVER}" } }] }""");
}
