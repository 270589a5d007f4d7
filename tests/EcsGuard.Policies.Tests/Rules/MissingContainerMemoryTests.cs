using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class MissingContainerMemoryTests : PolicyTests<MissingContainerMemory>
{
    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "memory": 512 }, { "name": "b", "memoryReservation": 512 }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "memory": "${MEMORY}" }, { "name": "b", "memoryReservation": "512" }] }""")]
    public void Accepts_containers_that_say_what_they_need(string definition) => AssertPassed(definition);

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "a" }, { "name": "b", "memory": 64 }, { "memory": null }] }""")]
    [InlineData("""{ "requiresCompatibilities": ["EC2"], "memory": null, "containerDefinitions": [{ "name": "a" }, { "name": "b", "memory": 64 }, { "memory": null }] }""")]
    public void Reports_each_container_that_does_not(string definition) =>
        AssertViolated(
            definition,
            ("/containerDefinitions/0", "Container 'a' has neither memory nor memoryReservation, and the task has no memory: set one of them, in MiB."),
            ("/containerDefinitions/2", "Container '#3' has neither memory nor memoryReservation, and the task has no memory: set one of them, in MiB."));

    [Theory]
    [InlineData("""{ "memory": "512", "containerDefinitions": [{ "name": "a" }] }""")]
    [InlineData("""{ "memory": "${MEMORY}", "containerDefinitions": [{ "name": "a" }] }""")]
    [InlineData("""{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "a" }] }""")]
    public void A_task_that_says_it_is_enough_and_fargate_is_another_policys(string definition) => AssertNotApplicable(definition);

    [Fact]
    public void Cannot_tell_what_stands_around_an_array_of_containers() =>
        AssertUndetermined("""[{ "name": "a" }]""", ("/memory", UndeterminedReason.MissingFact));

    [Fact]
    public void Cannot_tell_while_a_container_is_hidden() =>
        AssertUndetermined("""{ "containerDefinitions": ["${APP}"] }""", ("/containerDefinitions/0", UndeterminedReason.Placeholder));
}
