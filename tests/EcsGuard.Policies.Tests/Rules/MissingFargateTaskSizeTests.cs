using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class MissingFargateTaskSizeTests : PolicyTests<MissingFargateTaskSize>
{
    [Theory]
    [InlineData("""{ "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512", "containerDefinitions": [] }""")]
    [InlineData("""{ "requiresCompatibilities": ["EC2", "FARGATE"], "cpu": 256, "memory": "${MEMORY}", "containerDefinitions": [] }""")]
    public void Accepts_a_task_that_has_both(string definition) => AssertPassed(definition);

    [Theory]
    [InlineData(""" "memory": "512" """, "Fargate needs the size of the task: cpu is missing.")]
    [InlineData(""" "cpu": "256", "memory": null """, "Fargate needs the size of the task: memory is missing.")]
    [InlineData(""" "family": "web" """, "Fargate needs the size of the task: cpu and memory are missing.")]
    public void Reports_what_is_missing(string members, string message) =>
        AssertViolated($$"""{ "requiresCompatibilities": ["FARGATE"], {{members}}, "containerDefinitions": [{ "cpu": 256, "memory": 512 }] }""", ("", message));

    [Theory]
    [InlineData("""{ "requiresCompatibilities": ["EC2"], "containerDefinitions": [] }""")]
    [InlineData("""{ "containerDefinitions": [] }""")]
    public void Elsewhere_the_size_may_be_left_out(string definition) => AssertNotApplicable(definition);

    [Fact]
    public void Cannot_tell_what_stands_around_an_array_of_containers() =>
        AssertUndetermined("""[{ "name": "app" }]""", ("/requiresCompatibilities", UndeterminedReason.MissingFact));
}
