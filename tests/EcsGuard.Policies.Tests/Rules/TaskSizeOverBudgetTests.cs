using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class TaskSizeOverBudgetTests : PolicyTests<TaskSizeOverBudget>
{
    private static readonly TaskSizeOverBudget Policy = new();

    public TaskSizeOverBudgetTests() => Context = Policy.Metadata.ExampleContext;

    [Theory]
    [InlineData(""" "cpu": "4096", "memory": "16 GB" """)]
    [InlineData(""" "memory": "512" """)]
    [InlineData(""" "cpu": "256" """)]
    public void Accepts_a_size_within_the_budget(string sizes) => AssertPassed($$"""{ {{sizes}}, "containerDefinitions": [] }""");

    [Fact]
    public void Reports_cpu_and_memory() =>
        AssertViolated(
            """{ "cpu": "4097", "memory": "32 GB", "containerDefinitions": [] }""",
            ("/cpu", "The task has 4097 CPU units; at most 4096 are allowed here."),
            ("/memory", "The task has 32768 MiB; at most 16384 are allowed here."));

    [Fact]
    public void A_maximum_that_is_not_set_is_none()
    {
        Context = PolicyContext.Empty.With("task-size-over-budget", (PolicyOption<int>)Policy.Metadata.Options[1], 1024);
        AssertViolated("""{ "cpu": "4096", "memory": "2048", "containerDefinitions": [] }""", ("/memory", "The task has 2048 MiB; at most 1024 are allowed here."));
        Context = PolicyContext.Empty;
        AssertNotApplicable("""{ "cpu": "4096", "memory": "2048", "containerDefinitions": [] }""");
    }

    [Fact]
    public void A_task_without_size_has_nothing_to_compare() => AssertNotApplicable("""{ "containerDefinitions": [] }""");

    [Fact]
    public void Cannot_tell_while_a_size_is_hidden() =>
        AssertUndetermined("""{ "cpu": "${CPU}", "memory": "512", "containerDefinitions": [] }""", ("/cpu", UndeterminedReason.Placeholder));
}
