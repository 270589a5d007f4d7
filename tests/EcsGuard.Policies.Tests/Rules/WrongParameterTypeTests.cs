using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class WrongParameterTypeTests : PolicyTests<WrongParameterType>
{
    [Theory]
    [InlineData("""{ "cpu": "256", "memory": "512", "containerDefinitions": [{ "name": "app", "cpu": 0, "memory": 512, "essential": true, "command": ["x"], "environment": [{ "name": "A", "value": "1" }] }] }""")]
    [InlineData("""{ "cpu": "${CPU}", "containerDefinitions": [{ "name": "app", "image": "${IMAGE}", "memory": null, "command": ["${X}"], "dockerLabels": { "a": "HIDDEN_DUE_TO_SECURITY_REASONS" } }] }""")]
    [InlineData("""{ "cpu": "HIDDEN_DUE_TO_SECURITY_REASONS", "containerDefinitions": [] }""")]
    public void Accepts_the_types_that_ECS_wants(string definition) => AssertPassed(definition);

    [Theory]
    [InlineData("\"memory\": \"512\"", "memory", "a string, ECS wants an integer")]
    [InlineData("\"memory\": 512.5", "memory", "not a whole number of 32 bits, ECS wants an integer")]
    [InlineData("\"essential\": \"true\"", "essential", "a string, ECS wants a boolean")]
    [InlineData("\"essential\": 1", "essential", "a number, ECS wants a boolean")]
    [InlineData("\"image\": true", "image", "a boolean, ECS wants a string")]
    [InlineData("\"image\": { \"Ref\": \"Image\" }", "image", "an object, ECS wants a string")]
    [InlineData("\"command\": \"run\"", "command", "a string, ECS wants an array")]
    [InlineData("\"command\": [\"sleep\", 5]", "command/1", "a number, ECS wants a string")]
    [InlineData("\"command\": [null]", "command/0", "null, ECS wants a string")]
    [InlineData("\"environment\": { \"A\": \"1\" }", "environment", "an object, ECS wants an array")]
    [InlineData("\"environment\": [{ \"name\": \"PORT\", \"value\": 8080 }]", "environment/0/value", "a number, ECS wants a string")]
    [InlineData("\"linuxParameters\": []", "linuxParameters", "an array, ECS wants an object")]
    [InlineData("\"linuxParameters\": { \"maxSwap\": \"1\" }", "linuxParameters/maxSwap", "a string, ECS wants an integer")]
    [InlineData("\"logConfiguration\": { \"options\": { \"awslogs-create-group\": true } }", "logConfiguration/options/awslogs-create-group", "a boolean, ECS wants a string")]
    [InlineData("\"restartPolicy\": { \"ignoredExitCodes\": [\"0\"] }", "restartPolicy/ignoredExitCodes/0", "a string, ECS wants an integer")]
    [InlineData("\"restartPolicy\": { \"ignoredExitCodes\": 0 }", "restartPolicy/ignoredExitCodes", "a number, ECS wants an array")]
    [InlineData("\"firelensConfiguration\": { \"type\": 1 }", "firelensConfiguration/type", "a number, ECS wants a string")]
    [InlineData("\"firelensConfiguration\": { \"options\": { \"enable-ecs-log-metadata\": true } }", "firelensConfiguration/options/enable-ecs-log-metadata", "a boolean, ECS wants a string")]
    [InlineData("\"repositoryCredentials\": { \"credentialsParameter\": 1 }", "repositoryCredentials/credentialsParameter", "a number, ECS wants a string")]
    public void Reports_a_value_of_a_container(string member, string parameter, string fault) =>
        AssertViolated(
            $$"""{ "containerDefinitions": [{ "name": "ok" }, { "name": "app", {{member}} }] }""",
            ($"/containerDefinitions/1/{parameter}", $"Container 'app': `{parameter}` is {fault}."));

    [Theory]
    [InlineData("\"cpu\": 256", "cpu", "a number, ECS wants a string")]
    [InlineData("\"memory\": 512", "memory", "a number, ECS wants a string")]
    [InlineData("\"requiresCompatibilities\": \"FARGATE\"", "requiresCompatibilities", "a string, ECS wants an array")]
    [InlineData("\"ephemeralStorage\": { \"sizeInGiB\": \"21\" }", "ephemeralStorage/sizeInGiB", "a string, ECS wants an integer")]
    [InlineData("\"volumes\": [\"data\"]", "volumes/0", "a string, ECS wants an object")]
    [InlineData("\"volumes\": [{ \"dockerVolumeConfiguration\": { \"driver\": 1 } }]", "volumes/0/dockerVolumeConfiguration/driver", "a number, ECS wants a string")]
    [InlineData("\"volumes\": [{ \"dockerVolumeConfiguration\": { \"driverOpts\": { \"size\": 1 } } }]", "volumes/0/dockerVolumeConfiguration/driverOpts/size", "a number, ECS wants a string")]
    [InlineData("\"volumes\": [{ \"dockerVolumeConfiguration\": { \"labels\": { \"a\": true } } }]", "volumes/0/dockerVolumeConfiguration/labels/a", "a boolean, ECS wants a string")]
    [InlineData("\"volumes\": [{ \"fsxWindowsFileServerVolumeConfiguration\": { \"rootDirectory\": 1 } }]", "volumes/0/fsxWindowsFileServerVolumeConfiguration/rootDirectory", "a number, ECS wants a string")]
    [InlineData("\"volumes\": [{ \"fsxWindowsFileServerVolumeConfiguration\": { \"authorizationConfig\": { \"domain\": 1 } } }]", "volumes/0/fsxWindowsFileServerVolumeConfiguration/authorizationConfig/domain", "a number, ECS wants a string")]
    [InlineData("\"volumes\": [{ \"s3filesVolumeConfiguration\": { \"transitEncryptionPort\": \"1\" } }]", "volumes/0/s3filesVolumeConfiguration/transitEncryptionPort", "a string, ECS wants an integer")]
    public void Reports_a_value_of_the_task(string member, string parameter, string fault) =>
        AssertViolated(
            $$"""{ {{member}}, "containerDefinitions": [] }""",
            ($"/{parameter}", $"The task definition: `{parameter}` is {fault}."));

    [Fact]
    public void Never_prints_the_value() =>
        Assert.DoesNotContain("31337", Assert.Single(Judge("""{ "containerDefinitions": [{ "environment": [{ "name": "PIN", "value": 31337 }] }] }""").Violations).Message, StringComparison.Ordinal);

    [Fact]
    public void Reports_every_place_in_the_order_of_the_file() =>
        Assert.Equal(
            [("/memory", null), ("/containerDefinitions/0/cpu", "a"), ("/containerDefinitions/1/cpu", "#2")],
            Judge("""{ "memory": 512, "containerDefinitions": [{ "name": "a", "cpu": "1" }, { "cpu": "1" }] }""").Violations.Select(violation => (violation.Path, violation.Container)));

    [Fact]
    public void Cannot_judge_a_stand_in_or_a_redaction_in_place_of_anything_but_a_text() =>
        AssertUndetermined(
            """{ "volumes": "${volumes}", "containerDefinitions": [{ "cpu": "${cpu}", "essential": "<bool>", "environment": "HIDDEN_DUE_TO_SECURITY_REASONS", "command": "{{ command }}", "dockerLabels": "${labels}" }] }""",
            ("/volumes", UndeterminedReason.Placeholder),
            ("/containerDefinitions/0/cpu", UndeterminedReason.Placeholder),
            ("/containerDefinitions/0/essential", UndeterminedReason.Placeholder),
            ("/containerDefinitions/0/environment", UndeterminedReason.Redacted),
            ("/containerDefinitions/0/command", UndeterminedReason.Placeholder),
            ("/containerDefinitions/0/dockerLabels", UndeterminedReason.Placeholder));
}
