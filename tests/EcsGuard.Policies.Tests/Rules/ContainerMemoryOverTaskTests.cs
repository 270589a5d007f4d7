using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class ContainerMemoryOverTaskTests : PolicyTests<ContainerMemoryOverTask>
{
    [Theory]
    [InlineData("""{ "memory": "1 GB", "containerDefinitions": [{ "name": "a", "memory": 1024 }, { "name": "b", "memory": 1024 }] }""")]
    [InlineData("""{ "memory": "512", "containerDefinitions": [{ "name": "a", "memoryReservation": 1024 }] }""")]
    public void Accepts_a_limit_within_the_task(string definition) => AssertPassed(definition);

    [Fact]
    public void Reports_each_limit_over_the_task() =>
        AssertViolated(
            """{ "memory": "512", "containerDefinitions": [{ "name": "a", "memory": 513 }, { "name": "b", "memory": 512 }, { "name": "c", "memory": 2048, "memoryReservation": 64 }] }""",
            ("/containerDefinitions/0/memory", "Container 'a' may take 513 MiB (memory); the task has 512 MiB."),
            ("/containerDefinitions/2/memory", "Container 'c' may take 2048 MiB (memory); the task has 512 MiB."));

    [Fact]
    public void A_task_without_memory_sets_no_bound() => AssertNotApplicable("""{ "containerDefinitions": [{ "name": "a", "memory": 513 }] }""");

    [Theory]
    [InlineData("""{ "memory": "${MEMORY}", "containerDefinitions": [{ "name": "a", "memory": 513 }] }""", "/memory", UndeterminedReason.Placeholder)]
    [InlineData("""{ "memory": "512", "containerDefinitions": [{ "name": "a", "memory": "513" }] }""", "/containerDefinitions/0/memory", UndeterminedReason.WrongType)]
    [InlineData("""{ "memory": "512", "containerDefinitions": "HIDDEN_DUE_TO_SECURITY_REASONS" }""", "/containerDefinitions", UndeterminedReason.Redacted)]
    public void Cannot_tell_while_a_value_is_hidden(string definition, string path, UndeterminedReason reason) => AssertUndetermined(definition, (path, reason));
}
