using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class TightMemoryLimitTests : PolicyTests<TightMemoryLimit>
{
    private static string Fargate(string containers, string memory = "2048") =>
        $$"""{ "requiresCompatibilities": ["FARGATE"], "memory": "{{memory}}", "containerDefinitions": [{{containers}}] }""";

    [Theory]
    [InlineData("""{ "name": "a" }, { "name": "b" }""")]
    [InlineData("""{ "name": "a", "memoryReservation": 512 }, { "name": "b", "memory": null }""")]
    [InlineData("""{ "name": "a", "memory": 512, "memoryReservation": 511 }, { "name": "b" }""")]
    [InlineData("""{ "name": "a", "memory": 512, "essential": false }, { "name": "b" }""")]
    [InlineData("""{ "name": "a", "memory": 2048 }, { "name": "b" }""")]
    [InlineData("""{ "name": "a", "memory": 512, "memoryReservation": 513 }, { "name": "b" }""")]
    [InlineData("""{ "name": "a", "memory": "${MEMORY}", "essential": false }, { "name": "b" }""")]
    [InlineData("""{ "name": "a", "memory": 512, "memoryReservation": 256, "essential": "${ESSENTIAL}" }, { "name": "b" }""")]
    public void Accepts_a_container_that_may_grow_or_may_die(string containers) => AssertPassed(Fargate(containers));

    [Fact]
    public void Reports_each_essential_container_with_a_limit_of_its_own() =>
        AssertViolated(
            Fargate("""{ "name": "a", "memory": 512 }, { "name": "b", "memory": 2047, "essential": true, "memoryReservation": 2047 }, { "name": "c", "memory": 256, "essential": false }"""),
            ("/containerDefinitions/0/memory", "The kernel kills container 'a' at 512 MiB, although the task has 2048 MiB: reserve the 512 MiB (memoryReservation) instead of limiting to them (memory)."),
            ("/containerDefinitions/1/memory", "The kernel kills container 'b' at 2047 MiB, although the task has 2048 MiB: reserve the 2047 MiB (memoryReservation) instead of limiting to them (memory)."));

    [Fact]
    public void Reports_it_too_where_the_task_names_no_memory() =>
        AssertViolated(
            """{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "a", "memory": 512 }, { "name": "b" }] }""",
            ("/containerDefinitions/0/memory", "The kernel kills container 'a' at 512 MiB: reserve the 512 MiB (memoryReservation) instead of limiting to them (memory)."));

    [Fact]
    public void Reports_it_too_where_fargate_has_only_a_larger_size() =>
        AssertViolated(
            """{ "requiresCompatibilities": ["FARGATE"], "cpu": "1024", "memory": "1024", "containerDefinitions": [{ "name": "a", "memory": 1024 }, { "name": "b", "memory": 2048 }] }""",
            ("/containerDefinitions/0/memory", "The kernel kills container 'a' at 1024 MiB, although the smallest Fargate size that holds the task has 2048 MiB: reserve the 1024 MiB (memoryReservation) instead of limiting to them (memory)."));

    [Fact]
    public void Moves_the_value_to_the_reservation() =>
        AssertFixed(
            Fargate("""{ "name": "a", "memory": 512 }, { "name": "b", "memory": 256, "memoryReservation": 256 }, { "name": "c", "memory": 128, "memoryReservation": 64 }"""),
            Fargate("""{ "name": "a", "memoryReservation": 512 }, { "name": "b", "memoryReservation": 256 }, { "name": "c", "memory": 128, "memoryReservation": 64 }"""));

    [Theory]
    [InlineData("""{ "name": "a", "memory": 512 }""")]
    [InlineData("")]
    public void A_single_container_has_the_task_to_itself(string containers) => AssertNotApplicable(Fargate(containers));

    [Fact]
    public void A_hidden_container_counts() =>
        AssertViolated(
            Fargate("""{ "name": "a", "memory": 512 }, "${SIDECAR}" """),
            ("/containerDefinitions/0/memory", "The kernel kills container 'a' at 512 MiB, although the task has 2048 MiB: reserve the 512 MiB (memoryReservation) instead of limiting to them (memory)."));

    [Theory]
    [InlineData("""{ "requiresCompatibilities": ["EC2"], "memory": "2048", "containerDefinitions": [{ "name": "a", "memory": 512 }, { "name": "b" }] }""")]
    [InlineData("""{ "memory": "2048", "containerDefinitions": [{ "name": "a", "memory": 512 }, { "name": "b" }] }""")]
    public void On_an_instance_limits_protect_the_neighbours(string definition) => AssertNotApplicable(definition);

    [Fact]
    public void Windows_containers_know_no_reservation() =>
        AssertNotApplicable("""{ "requiresCompatibilities": ["FARGATE"], "memory": "4096", "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" }, "containerDefinitions": [{ "name": "a", "memory": 512 }, { "name": "b" }] }""");

    [Theory]
    [InlineData("""{ "name": "a", "memory": "512" }, { "name": "b" }""", "/containerDefinitions/0/memory", UndeterminedReason.WrongType)]
    [InlineData("""{ "name": "a", "memory": 512, "memoryReservation": "${RESERVED}" }, { "name": "b" }""", "/containerDefinitions/0/memoryReservation", UndeterminedReason.Placeholder)]
    [InlineData("""{ "name": "a", "memory": 512, "essential": "${ESSENTIAL}" }, { "name": "b" }""", "/containerDefinitions/0/essential", UndeterminedReason.Placeholder)]
    [InlineData("""{ "name": "a" }, { "name": "b" }, "${SIDECAR}" """, "/containerDefinitions/2", UndeterminedReason.Placeholder)]
    public void Cannot_tell_while_a_value_is_hidden(string containers, string path, UndeterminedReason reason) =>
        AssertUndetermined(Fargate(containers), (path, reason));

    [Fact]
    public void Cannot_tell_while_the_tasks_memory_is_hidden() =>
        AssertUndetermined(Fargate("""{ "name": "a", "memory": 512 }, { "name": "b" }""", "${MEMORY}"), ("/memory", UndeterminedReason.Placeholder));

    [Fact]
    public void Cannot_tell_while_the_system_is_hidden() =>
        AssertUndetermined(
            """{ "requiresCompatibilities": ["FARGATE"], "memory": "4096", "runtimePlatform": "HIDDEN_DUE_TO_SECURITY_REASONS", "containerDefinitions": [{ "name": "a", "memory": 512 }, { "name": "b" }] }""",
            ("/runtimePlatform", UndeterminedReason.Redacted));
}
