using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class MissingServiceConnectHeadroomTests : PolicyTests<MissingServiceConnectHeadroom>
{
    private const string Port = """ "portMappings": [{ "containerPort": 80 }, { "name": "http", "containerPort": 81 }] """;

    private static string Task(string members, string container, string others = "") =>
        $$"""{ "networkMode": "awsvpc", {{members}}, "containerDefinitions": [{ "name": "app", {{container}}, {{Port}} }{{others}}] }""";

    [Theory]
    [InlineData(""" "cpu": "512", "memory": "1024" """, """ "cpu": 256, "memory": 960 """)]
    [InlineData(""" "cpu": "256", "memory": "512" """, """ "memoryReservation": 512 """)]
    [InlineData(""" "memory": "1024" """, """ "cpu": 1024 """)]
    public void Accepts_a_task_with_room_to_spare(string members, string container) => AssertPassed(Task(members, container));

    [Fact]
    public void Reports_memory_and_cpu() =>
        AssertViolated(
            Task(""" "cpu": "512", "memory": "1024" """, """ "cpu": 256, "memory": 900 """, """, { "name": "log", "cpu": 1, "memory": 61 }"""),
            ("/memory", "The containers leave 63 of the task's 1024 MiB (app 900, log 61); the Service Connect proxy needs 64."),
            ("/cpu", "The containers leave 255 of the task's 512 CPU units (app 256, log 1); the Service Connect proxy needs 256."));

    [Fact]
    public void There_is_no_less_than_nothing() =>
        AssertViolated(
            Task(""" "memory": "1024" """, """ "memory": 1024 """, """, { "name": "log", "memory": 64 }"""),
            ("/memory", "The containers leave 0 of the task's 1024 MiB (app 1024, log 64); the Service Connect proxy needs 64."));

    [Fact]
    public void Reports_a_task_without_memory() =>
        AssertViolated(
            """{ "containerDefinitions": [{ "portMappings": [{ "name": "http", "containerPort": 80 }] }] }""",
            ("", "The task has no memory of its own, which Service Connect needs: set it 64 MiB above the sum of the containers' limits."));

    [Fact]
    public void On_fargate_that_is_another_policys() =>
        AssertPassed("""{ "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "portMappings": [{ "name": "http", "containerPort": 80 }] }] }""");

    [Theory]
    [InlineData("""{ "memory": "512", "containerDefinitions": [{ "memory": 512, "portMappings": [{ "containerPort": 80 }] }] }""")]
    [InlineData("""{ "memory": "512", "networkMode": "host", "containerDefinitions": [{ "memory": 512, "portMappings": [{ "name": "http", "containerPort": 80 }] }] }""")]
    [InlineData("""{ "memory": "512", "networkMode": "none", "containerDefinitions": [{ "memory": 512, "portMappings": [{ "name": "http", "containerPort": 80 }] }] }""")]
    [InlineData("""{ "memory": "512", "containerDefinitions": [{ "name": "app", "memory": 512, "portMappings": [{ "name": "app-80-tcp", "containerPort": 80, "protocol": "tcp" }, { "name": "old-name-53-udp", "containerPort": 53, "protocol": "udp" }, { "name": "app-81-tcp", "containerPort": 81 }] }] }""")]
    public void A_task_that_cannot_or_need_not_use_service_connect_is_left_alone(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("""{ "memory": "512", "containerDefinitions": [{ "memory": 512, "portMappings": "HIDDEN_DUE_TO_SECURITY_REASONS" }] }""", "/containerDefinitions/0/portMappings", UndeterminedReason.Redacted)]
    [InlineData("""{ "memory": "512", "networkMode": "${MODE}", "containerDefinitions": [{ "memory": 512, "portMappings": [{ "name": "http" }] }] }""", "/networkMode", UndeterminedReason.Placeholder)]
    [InlineData("""{ "memory": "${MEMORY}", "containerDefinitions": [{ "memory": 512, "portMappings": [{ "name": "${PORT}" }] }] }""", "/memory", UndeterminedReason.Placeholder)]
    [InlineData("""{ "memory": "512", "containerDefinitions": [{ "memory": "128", "portMappings": [{ "name": "http" }] }] }""", "/containerDefinitions/0/memory", UndeterminedReason.WrongType)]
    [InlineData("""{ "memory": "512", "cpu": "512", "containerDefinitions": [{ "cpu": "128", "portMappings": [{ "name": "http" }] }] }""", "/containerDefinitions/0/cpu", UndeterminedReason.WrongType)]
    [InlineData("""{ "memory": "512", "containerDefinitions": ["${APP}"] }""", "/containerDefinitions/0", UndeterminedReason.Placeholder)]
    public void Cannot_tell_while_a_value_is_hidden(string definition, string path, UndeterminedReason reason) => AssertUndetermined(definition, (path, reason));
}
