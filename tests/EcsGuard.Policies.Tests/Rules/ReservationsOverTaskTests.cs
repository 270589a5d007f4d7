using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class ReservationsOverTaskTests : PolicyTests<ReservationsOverTask>
{
    [Theory]
    [InlineData("""{ "memory": "1024", "containerDefinitions": [{ "name": "a", "memory": 512 }, { "name": "b", "memoryReservation": 512 }] }""")]
    [InlineData("""{ "memory": "1 GB", "containerDefinitions": [{ "name": "a", "memory": 1024, "memoryReservation": 512 }, { "name": "b", "memory": 512 }] }""")]
    [InlineData("""{ "memory": "1024", "containerDefinitions": [{ "name": "a", "memory": 1024 }, { "name": "b" }] }""")]
    [InlineData("""{ "memory": "1024", "containerDefinitions": [{ "name": "a", "memory": "${MEMORY}", "memoryReservation": 512 }] }""")]
    public void Accepts_what_fits_into_the_task(string definition) => AssertPassed(definition);

    [Fact]
    public void A_single_limit_over_the_task_is_another_policys() =>
        AssertPassed("""{ "memory": "1024", "containerDefinitions": [{ "name": "a", "memory": 1025 }, { "name": "b", "memory": 1024 }] }""");

    [Theory]
    [InlineData("""{ "memory": "1024", "containerDefinitions": [{ "name": "a", "memory": 513 }, { "name": "b", "memoryReservation": 512 }] }""", "The containers reserve 1025 MiB together (a 513, b 512); the task has 1024 MiB.")]
    [InlineData("""{ "memory": ".5 GB", "containerDefinitions": [{ "name": "a", "memory": 2048, "memoryReservation": 513 }] }""", "The containers reserve 513 MiB together (a 513); the task has 512 MiB.")]
    [InlineData("""{ "memory": "1024", "containerDefinitions": [{ "name": "a", "memory": "${MEMORY}" }, { "name": "b", "memoryReservation": 1025 }] }""", "The containers reserve 1025 MiB together (b 1025); the task has 1024 MiB.")]
    [InlineData("""{ "memory": "1024", "containerDefinitions": [{ "name": "a", "memoryReservation": 2147483647 }, { "memoryReservation": 2147483647 }] }""", "The containers reserve 4294967294 MiB together (a 2147483647, #2 2147483647); the task has 1024 MiB.")]
    public void Reports_more_than_the_task_has(string definition, string message) => AssertViolated(definition, ("/memory", message));

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "memory": 512 }] }""")]
    [InlineData("""{ "memory": null, "containerDefinitions": [{ "name": "a", "memory": 512 }] }""")]
    public void A_task_without_memory_has_no_limit(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("${MEMORY}", UndeterminedReason.Placeholder)]
    [InlineData("MEMORY", UndeterminedReason.Placeholder)]
    [InlineData("512 MB", UndeterminedReason.WrongType)]
    public void Cannot_tell_while_the_tasks_memory_is_hidden(string memory, UndeterminedReason reason) =>
        AssertUndetermined($$"""{ "memory": "{{memory}}", "containerDefinitions": [{ "name": "a", "memory": 512 }, { "name": "b", "memoryReservation": 64 }] }""", ("/memory", reason));

    [Fact]
    public void Cannot_tell_while_a_share_is_hidden() =>
        AssertUndetermined(
            """{ "memory": "1024", "containerDefinitions": [{ "name": "a", "memory": "512" }, { "name": "b", "memory": 128, "memoryReservation": "${RESERVED}" }, "${SIDECAR}", { "name": "c", "memory": 1024 }] }""",
            ("/containerDefinitions/2", UndeterminedReason.Placeholder),
            ("/containerDefinitions/0/memory", UndeterminedReason.WrongType),
            ("/containerDefinitions/1/memoryReservation", UndeterminedReason.Placeholder));

    [Fact]
    public void Ecs_ignores_the_size_of_windows_tasks_on_instances() =>
        AssertNotApplicable("""{ "memory": "1024", "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" }, "containerDefinitions": [{ "name": "a", "memory": 1024 }, { "name": "b", "memory": 1 }] }""");

    [Fact]
    public void Cannot_tell_while_it_may_be_such_a_task() =>
        AssertUndetermined(
            """{ "memory": "1024", "runtimePlatform": { "operatingSystemFamily": "${OS}" }, "containerDefinitions": [{ "name": "a", "memory": 1024 }, { "name": "b", "memory": 1 }] }""",
            ("/runtimePlatform/operatingSystemFamily", UndeterminedReason.Placeholder));

    [Theory]
    [InlineData("WINDOWS_SERVER_2022_CORE")]
    [InlineData("${OS}")]
    public void On_fargate_the_size_holds_for_windows_too(string system) =>
        Assert.Equal(
            ["The containers reserve 2049 MiB together (a 2048, b 1); the task has 2048 MiB."],
            Judge($$"""{ "requiresCompatibilities": ["FARGATE"], "memory": "2048", "runtimePlatform": { "operatingSystemFamily": "{{system}}" }, "containerDefinitions": [{ "name": "a", "memory": 2048 }, { "name": "b", "memory": 1 }] }""").Violations.Select(violation => violation.Message));
}
