using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UnknownParameterTests : PolicyTests<UnknownParameter>
{
    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "app", "dockerLabels": { "anything": "x" }, "logConfiguration": { "logDriver": "awslogs", "options": { "Any-Thing": "x" } } }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "app", "versionConsistency": "enabled", "volumesFrom": [], "systemControls": [], "credentialSpecs": [] }], "enableFaultInjection": false, "volumes": [{ "s3filesVolumeConfiguration": { "fileSystemArn": "x" } }] }""")]
    [InlineData("""{ "taskDefinition": { "containerDefinitions": [], "taskDefinitionArn": "x", "revision": 1, "status": "INACTIVE", "requiresAttributes": [{ "name": "x", "targetId": "y" }], "compatibilities": ["EC2"], "registeredAt": 1, "deregisteredAt": 2, "deleteRequestedAt": 3, "registeredBy": "x" }, "tags": [], "ResponseMetadata": {} }""")]
    public void Accepts_what_ECS_knows_and_what_Describe_adds(string definition) => AssertPassed(definition);

    [Theory]
    [InlineData("essentail", " Did you mean `essential`?")]
    [InlineData("Essential", " Did you mean `essential`?")]
    [InlineData("read_only_root_filesystem", " Did you mean `readonlyRootFilesystem`?")]
    [InlineData("privilege", " Did you mean `privileged`?")]
    [InlineData("pidMode", " It belongs to the task definition itself.")]
    [InlineData("networkMode", " It belongs to the task definition itself.")]
    [InlineData("capabilities", " It belongs to a container's `linuxParameters`.")]
    [InlineData("initProcessEnabled", " It belongs to a container's `linuxParameters`.")]
    [InlineData("_comment", "")]
    public void Reports_a_member_of_a_container_and_what_was_probably_meant(string member, string advice) =>
        AssertViolated(
            $$"""{ "containerDefinitions": [{ "name": "app", "{{member}}": "x" }] }""",
            ($"/containerDefinitions/0/{member}", $"Container 'app': ECS knows no parameter `{member}` there.{advice}"));

    [Theory]
    [InlineData("Family", " Did you mean `family`?")]
    [InlineData("ExecutionRoleArn", " Did you mean `executionRoleArn`?")]
    [InlineData("requiresCompatibility", " Did you mean `requiresCompatibilities`?")]
    [InlineData("logConfiguration", " It belongs to a container definition.")]
    [InlineData("$schema", "")]
    public void Reports_a_member_of_the_task(string member, string advice) =>
        AssertViolated(
            $$"""{ "{{member}}": "x", "containerDefinitions": [] }""",
            ($"/{member}", $"The task definition: ECS knows no parameter `{member}` there.{advice}"));

    [Fact]
    public void Reports_every_place_in_the_order_of_the_file_and_names_the_container() =>
        Assert.Equal(
            [("/volumes/0/efsVolumeConfig", null), ("/containerDefinitions/0/portMappings/0/ContainerPort", "a"), ("/containerDefinitions/1/healthCheck/start~1period", "#2")],
            Judge("""
                { "volumes": [{ "name": "data", "efsVolumeConfig": {} }],
                  "containerDefinitions": [{ "name": "a", "portMappings": [{ "ContainerPort": 80 }] }, { "healthCheck": { "start/period": 1 } }] }
                """).Violations.Select(violation => (violation.Path, violation.Container)));

    [Fact]
    public void Cannot_judge_what_a_stand_in_or_a_redaction_hides() =>
        AssertUndetermined(
            """{ "volumes": "${volumes}", "runtimePlatform": "${platform}", "containerDefinitions": [{ "{{ more }}": 1, "environment": "HIDDEN_DUE_TO_SECURITY_REASONS", "mountPoints": ["<mount>"], "command": "${command}", "cpu": "${cpu}", "dockerLabels": "${labels}" }] }""",
            ("/containerDefinitions/0/{{ more }}", UndeterminedReason.Placeholder),
            ("/volumes", UndeterminedReason.Placeholder),
            ("/runtimePlatform", UndeterminedReason.Placeholder),
            ("/containerDefinitions/0/environment", UndeterminedReason.Redacted),
            ("/containerDefinitions/0/mountPoints/0", UndeterminedReason.Placeholder));

    [Fact]
    public void A_value_of_the_wrong_type_is_another_policy_s() =>
        AssertPassed("""{ "containerDefinitions": [{ "environment": { "Name": "x" }, "linuxParameters": [] }] }""");
}
