using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class ContainerCpuOverTaskTests : PolicyTests<ContainerCpuOverTask>
{
    [Theory]
    [InlineData("""{ "cpu": ".25 vCPU", "containerDefinitions": [{ "name": "a", "cpu": 128 }, { "name": "b", "cpu": 128 }, { "name": "c" }] }""")]
    [InlineData("""{ "cpu": "256", "containerDefinitions": [{ "name": "a", "cpu": 0 }] }""")]
    public void Accepts_shares_within_the_task(string definition) => AssertPassed(definition);

    [Theory]
    [InlineData("""{ "cpu": "256", "containerDefinitions": [{ "name": "a", "cpu": 256 }, { "name": "b", "cpu": 1 }, { "name": "c", "cpu": 0 }] }""", "The containers ask for 257 CPU units together (a 256, b 1); the task has 256.")]
    [InlineData("""{ "cpu": "256", "containerDefinitions": [{ "name": "a", "cpu": 512 }, { "name": "b", "cpu": "${CPU}" }] }""", "The containers ask for 512 CPU units together (a 512); the task has 256.")]
    public void Reports_more_than_the_task_has(string definition, string message) => AssertViolated(definition, ("/cpu", message));

    [Fact]
    public void A_task_without_cpu_sets_no_bound() => AssertNotApplicable("""{ "containerDefinitions": [{ "name": "a", "cpu": 512 }] }""");

    [Fact]
    public void Cannot_tell_while_the_tasks_cpu_is_hidden() =>
        AssertUndetermined("""{ "cpu": "${CPU}", "containerDefinitions": [{ "name": "a", "cpu": 512 }] }""", ("/cpu", UndeterminedReason.Placeholder));

    [Fact]
    public void Cannot_tell_while_a_share_is_hidden() =>
        AssertUndetermined(
            """{ "cpu": "256", "containerDefinitions": [{ "name": "a", "cpu": 256 }, { "name": "b", "cpu": "64" }, "${SIDECAR}"] }""",
            ("/containerDefinitions/2", UndeterminedReason.Placeholder),
            ("/containerDefinitions/1/cpu", UndeterminedReason.WrongType));
}
