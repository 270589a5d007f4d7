using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UnknownDependencyTests : PolicyTests<UnknownDependency>
{
    [Theory]
    [InlineData("""{ "name": "a" }, { "name": "b", "dependsOn": [] }""")]
    public void Says_nothing_where_nobody_waits(string containers) => AssertNotApplicable(Task(containers));

    [Theory]
    [InlineData("a")]
    [InlineData("${OTHER}")]
    public void Accepts_a_container_of_the_task(string name) =>
        AssertPassed(Task($$"""{ "name": "{{name}}" }, { "name": "b", "dependsOn": [{ "containerName": "{{name}}" }] }"""));

    [Fact]
    public void Passes_over_an_entry_without_a_name() => AssertPassed(Task("""{ "name": "a", "dependsOn": [{ "condition": "START" }] }"""));

    [Fact]
    public void Reports_a_name_that_is_not_there() =>
        AssertViolated(
            Task("""{ "name": "a", "dependsOn": [{ "containerName": "b" }, { "containerName": "B" }, { "containerName": "c" }] }, { "name": "b", "dependsOn": [{ "containerName": "d" }] }"""),
            ("/containerDefinitions/0/dependsOn/1/containerName", "Container 'a' depends on 'B', but the task has no container of that name."),
            ("/containerDefinitions/0/dependsOn/2/containerName", "Container 'a' depends on 'c', but the task has no container of that name."),
            ("/containerDefinitions/1/dependsOn/0/containerName", "Container 'b' depends on 'd', but the task has no container of that name."));

    [Fact]
    public void Reports_a_container_that_waits_for_itself() =>
        AssertViolated(
            Task("""{ "name": "a", "dependsOn": [{ "containerName": "a" }] }, { "name": "${OTHER}" }"""),
            ("/containerDefinitions/0/dependsOn/0/containerName", "Container 'a' depends on itself."));

    [Fact]
    public void Cannot_tell_while_a_name_is_hidden()
    {
        AssertUndetermined(Task("""{ "name": "a", "dependsOn": [{ "containerName": "${X}" }] }, { "name": "b" }"""), ("/containerDefinitions/0/dependsOn/0/containerName", UndeterminedReason.Placeholder));
        AssertUndetermined(Task("""{ "name": "a", "dependsOn": [{ "containerName": "b" }] }, { "name": "${X}" }"""), ("/containerDefinitions/1/name", UndeterminedReason.Placeholder));
        AssertUndetermined(Task("""{ "name": "a", "dependsOn": [{ "containerName": "b" }] }, "${X}" """), ("/containerDefinitions/1", UndeterminedReason.Placeholder));
        AssertUndetermined(Task("""{ "name": "a", "dependsOn": "${X}" }"""), ("/containerDefinitions/0/dependsOn", UndeterminedReason.Placeholder));
        AssertUndetermined(
            Task("""{ "name": "HIDDEN_DUE_TO_SECURITY_REASONS" }, { "name": "b", "dependsOn": [{ "containerName": "HIDDEN_DUE_TO_SECURITY_REASONS" }] }"""),
            ("/containerDefinitions/1/dependsOn/0/containerName", UndeterminedReason.Redacted));
        AssertViolated(
            Task("""{ "name": "${A}", "dependsOn": [{ "containerName": "b" }] }"""),
            ("/containerDefinitions/0/dependsOn/0/containerName", "Container '${A}' depends on 'b', but the task has no container of that name."));
    }

    private static string Task(string containers) => $$"""{ "containerDefinitions": [{{containers}}] }""";
}
