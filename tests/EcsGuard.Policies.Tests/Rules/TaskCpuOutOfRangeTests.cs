using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class TaskCpuOutOfRangeTests : PolicyTests<TaskCpuOutOfRange>
{
    [Theory]
    [InlineData("128")]
    [InlineData("196608")]
    [InlineData("192 vCPU")]
    [InlineData(".125 vcpu")]
    public void Accepts_what_ecs_accepts(string cpu) => AssertPassed($$"""{ "cpu": "{{cpu}}", "containerDefinitions": [] }""");

    [Theory]
    [InlineData("127", 127)]
    [InlineData("0", 0)]
    [InlineData("196609", 196609)]
    [InlineData(".1 vCPU", 102)]
    public void Reports_what_lies_outside(string cpu, int units) =>
        AssertViolated($$"""{ "requiresCompatibilities": ["EC2"], "cpu": "{{cpu}}", "containerDefinitions": [] }""", ("/cpu", $"The task asks for {units} CPU units; ECS accepts 128 to 196608."));

    [Fact]
    public void Reports_a_text_that_is_no_size()
    {
        const string Definition = """{ "cpu": "50%", "containerDefinitions": [] }""";
        AssertViolated(Definition, ("/cpu", "'50%' is no size: write CPU units (1024) or vCPU (1 vCPU)."));
        AssertNothingHidden(Definition);
    }

    [Theory]
    [InlineData("""{ "requiresCompatibilities": ["FARGATE"], "cpu": "2", "containerDefinitions": [] }""")]
    [InlineData("""{ "cpu": null, "containerDefinitions": [] }""")]
    public void Fargate_and_tasks_without_cpu_are_left_alone(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("""{ "cpu": "${CPU}", "containerDefinitions": [] }""", "/cpu")]
    [InlineData("""{ "cpu": "2", "requiresCompatibilities": ["${PLATFORM}"], "containerDefinitions": [] }""", "/requiresCompatibilities/0")]
    public void Cannot_tell_while_a_value_is_hidden(string definition, string path) => AssertUndetermined(definition, (path, UndeterminedReason.Placeholder));
}
