using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class ExpendableApplicationTests : PolicyTests<ExpendableApplication>
{
    private const string Router = """{ "name": "log_router" }""";
    private const string Expendable = """{ "name": "app", "essential": false }""";

    [Theory]
    [InlineData(Router)]
    [InlineData(Expendable)]
    [InlineData($$"""{{Expendable}}, { "name": "app2" }""")]
    [InlineData("""{ "name": "envoy", "dependsOn": [{ "containerName": "prepare", "condition": "SUCCESS" }] }, { "name": "prepare", "essential": false }""")]
    public void Says_nothing_without_an_application_and_a_sidecar(string containers) => AssertNotApplicable(Task(containers));

    [Theory]
    [InlineData($$"""{ "name": "app" }, {{Router}}""")]
    [InlineData($$"""{{Expendable}}, { "name": "app2", "essential": true }, {{Router}}""")]
    [InlineData($$"""{ "name": "app", "essential": true }, { "name": "app2", "essential": "{e}" }, {{Router}}""")]
    public void Accepts_an_essential_application(string containers) => AssertPassed(Task(containers));

    [Fact]
    public void Leaves_a_task_without_any_essential_container_to_the_other_policy() =>
        AssertPassed(Task($$"""{{Expendable}}, { "name": "log_router", "essential": false }"""));

    [Fact]
    public void An_essential_container_that_is_waited_for_is_no_sidecar() =>
        AssertPassed(Task("""{ "name": "app", "essential": false, "dependsOn": [{ "containerName": "prepare", "condition": "SUCCESS" }] }, { "name": "prepare" }, { "name": "log_router", "essential": false }"""));

    [Fact]
    public void Reports_a_task_that_only_sidecars_keep_alive()
    {
        AssertViolated(
            Task($"{Expendable}, {Router}"),
            ("/containerDefinitions", "Only sidecars are essential, not the application ('app'): when it stops, the task runs on without it."));
        AssertViolated(
            Task($$"""{{Router}}, {{Expendable}}, { "name": "worker", "essential": false }"""),
            ("/containerDefinitions", "Only sidecars are essential, not the application ('app', 'worker'): when it stops, the task runs on without it."));
    }

    [Fact]
    public void Cannot_tell_while_essential_is_hidden()
    {
        AssertUndetermined(Task($$"""{ "name": "app", "essential": "${E}" }, {{Router}}"""), ("/containerDefinitions/0/essential", UndeterminedReason.Placeholder));
        AssertUndetermined(
            Task($$"""{ "name": "app", "essential": "${A}" }, { "name": "b", "essential": "${B}" }, {{Router}}"""),
            ("/containerDefinitions/0/essential", UndeterminedReason.Placeholder),
            ("/containerDefinitions/1/essential", UndeterminedReason.Placeholder));
        AssertUndetermined(Task($$"""{{Expendable}}, { "name": "log_router", "essential": "${E}" }"""), ("/containerDefinitions/1/essential", UndeterminedReason.Placeholder));
        AssertUndetermined(Task($"{Expendable}, {Router}, \"{{{{ c }}}}\""), ("/containerDefinitions/2", UndeterminedReason.Placeholder));
        AssertUndetermined("""{ "containerDefinitions": "${C}" }""", ("/containerDefinitions", UndeterminedReason.Placeholder));
    }

    private static string Task(string containers) => $$"""{ "containerDefinitions": [{{containers}}] }""";
}
