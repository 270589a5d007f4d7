using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class HealthyDependencyWithoutHealthCheckTests : PolicyTests<HealthyDependencyWithoutHealthCheck>
{
    [Theory]
    [InlineData("START")]
    [InlineData("COMPLETE")]
    [InlineData("SUCCESS")]
    [InlineData("healthy")]
    public void Says_nothing_about_other_conditions(string condition) => AssertNotApplicable(Task(Waiting("a", "b", condition), """{ "name": "b" }"""));

    [Fact]
    public void Says_nothing_where_nobody_waits() => AssertNotApplicable(Task("""{ "name": "a" }"""));

    [Theory]
    [InlineData("""{ "command": ["CMD", "x"] }""")]
    [InlineData("\"${CHECK}\"")]
    public void Accepts_a_container_with_a_health_check(string check) =>
        AssertPassed(Task(Waiting("a", "b", "HEALTHY"), $$"""{ "name": "b", "healthCheck": {{check}} }"""));

    [Fact]
    public void Accepts_several_containers_with_health_checks() =>
        AssertPassed(Task(Waiting("a", "b", "HEALTHY"), Waiting("c", "d", "HEALTHY"), """{ "name": "b", "healthCheck": {} }""", """{ "name": "d", "healthCheck": {} }"""));

    [Fact]
    public void Reports_a_container_without_one_once()
    {
        AssertViolated(
            Task(Waiting("a", "b", "HEALTHY"), """{ "name": "b" }"""),
            ("/containerDefinitions/1", "Container 'b' has no healthCheck, but 'a' waits for it to be HEALTHY."));
        AssertViolated(
            Task(Waiting("a", "b", "HEALTHY"), """{ "name": "b", "healthCheck": null }""", Waiting("c", "b", "HEALTHY"), Waiting("d", "b", "HEALTHY")),
            ("/containerDefinitions/1", "Container 'b' has no healthCheck, but 'a', 'c' and 'd' wait for it to be HEALTHY."));
    }

    [Fact]
    public void Counts_a_container_once_and_never_itself() =>
        AssertViolated(
            Task("""{ "name": "a", "dependsOn": [{ "containerName": "b", "condition": "HEALTHY" }, { "containerName": "b", "condition": "HEALTHY" }] }""", Waiting("b", "b", "HEALTHY")),
            ("/containerDefinitions/1", "Container 'b' has no healthCheck, but 'a' waits for it to be HEALTHY."));

    [Fact]
    public void Cannot_tell_while_a_dependency_is_hidden()
    {
        AssertUndetermined(Task(Waiting("a", "b", "${C}"), """{ "name": "b" }"""), ("/containerDefinitions/0/dependsOn/0/condition", UndeterminedReason.Placeholder));
        AssertUndetermined(Task(Waiting("a", "${N}", "HEALTHY"), """{ "name": "b" }"""), ("/containerDefinitions/0/dependsOn/0/containerName", UndeterminedReason.Placeholder));
        AssertUndetermined(Task("""{ "name": "a", "dependsOn": "${D}" }"""), ("/containerDefinitions/0/dependsOn", UndeterminedReason.Placeholder));
        AssertUndetermined("""{ "containerDefinitions": "${C}" }""", ("/containerDefinitions", UndeterminedReason.Placeholder));
    }

    [Fact]
    public void What_is_hidden_does_not_matter_where_it_decides_nothing()
    {
        const string Checked = """{ "name": "b", "healthCheck": {} }""";
        AssertNotApplicable(Task("""{ "name": "a", "healthCheck": {}, "dependsOn": [{ "containerName": "b", "condition": "${C}" }] }""", Checked));
        AssertNotApplicable(Task(Waiting("a", "${N}", "START"), """{ "name": "b" }"""));
        AssertNotApplicable(Task(Waiting("a", "c", "${C}"), """{ "name": "b" }"""));
    }

    private static string Waiting(string name, string other, string condition) =>
        $$"""{ "name": "{{name}}", "dependsOn": [{ "containerName": "{{other}}", "condition": "{{condition}}" }] }""";

    private static string Task(params string[] containers) => $$"""{ "containerDefinitions": [{{string.Join(", ", containers)}}] }""";
}
