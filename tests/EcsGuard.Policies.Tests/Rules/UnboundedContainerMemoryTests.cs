using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UnboundedContainerMemoryTests : PolicyTests<UnboundedContainerMemory>
{
    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "memory": 512, "memoryReservation": 256 }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "memory": "${LIMIT}", "memoryReservation": 256 }, { "name": "b", "memory": 64 }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "a" }] }""")]
    public void Accepts_a_container_with_a_limit_or_with_nothing(string definition) => AssertPassed(definition);

    [Theory]
    [InlineData("""["EC2"]""")]
    [InlineData("""["EXTERNAL"]""")]
    [InlineData("null")]
    public void Reports_each_container_that_only_reserves(string compatibilities) =>
        AssertViolated(
            $$"""{ "requiresCompatibilities": {{compatibilities}}, "containerDefinitions": [{ "name": "a", "memoryReservation": 256 }, { "name": "b", "memory": 64 }, { "name": "c", "memoryReservation": "${RESERVED}" }] }""",
            ("/containerDefinitions/0", "Container 'a' reserves 256 MiB and has no limit: set memory, in MiB, on it or on the task."),
            ("/containerDefinitions/2", "Container 'c' reserves memory and has no limit: set memory, in MiB, on it or on the task."));

    [Theory]
    [InlineData("""{ "memory": "512", "containerDefinitions": [{ "name": "a", "memoryReservation": 256 }] }""")]
    [InlineData("""{ "memory": "${MEMORY}", "containerDefinitions": [{ "name": "a", "memoryReservation": 256 }] }""")]
    [InlineData("""{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "a", "memoryReservation": 256 }] }""")]
    public void A_task_with_memory_or_on_fargate_is_bounded(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("""[{ "name": "a", "memoryReservation": 256 }]""", "/memory", UndeterminedReason.MissingFact)]
    [InlineData("""{ "requiresCompatibilities": "HIDDEN_DUE_TO_SECURITY_REASONS", "containerDefinitions": [{ "name": "a", "memoryReservation": 256 }] }""", "/requiresCompatibilities", UndeterminedReason.Redacted)]
    [InlineData("""{ "containerDefinitions": ["${APP}"] }""", "/containerDefinitions/0", UndeterminedReason.Placeholder)]
    public void Cannot_tell_while_a_value_is_hidden(string definition, string path, UndeterminedReason reason) => AssertUndetermined(definition, (path, reason));
}
