using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class ImplicitEssentialTests : PolicyTests<ImplicitEssential>
{
    private const string App = """{ "name": "app", "essential": true }""";

    [Fact]
    public void Says_nothing_about_a_single_container() => AssertNotApplicable(Task("""{ "name": "app" }"""));

    [Theory]
    [InlineData("""{ "name": "b", "essential": false }""")]
    [InlineData("""{ "name": "b", "essential": "${E}" }""")]
    public void Accepts_containers_that_say_it(string other) => AssertPassed(Task(App, other));

    [Fact]
    public void Reports_and_repairs_those_that_do_not()
    {
        var definition = Task("""{ "name": "a" }""", App, """{ "name": "b", "essential": null }""");
        AssertViolated(
            definition,
            ("/containerDefinitions/0", "Container 'a' does not set essential and so is essential, beside others: say so."),
            ("/containerDefinitions/2", "Container 'b' does not set essential and so is essential, beside others: say so."));
        AssertFixed(definition, Task("""{ "name": "a", "essential": true }""", App, """{ "name": "b", "essential": true }"""));
    }

    [Fact]
    public void Leaves_telemetry_sidecars_and_preparing_containers_to_their_policies()
    {
        AssertPassed(Task(App, """{ "name": "xray-daemon" }"""));
        AssertPassed(Task("""{ "name": "app", "essential": true, "dependsOn": [{ "containerName": "migrate", "condition": "SUCCESS" }] }""", """{ "name": "migrate" }"""));
    }

    [Fact]
    public void A_hidden_container_is_one_of_several() =>
        AssertViolated(Task("""{ "name": "a" }""", "\"${C}\""), ("/containerDefinitions/0", "Container 'a' does not set essential and so is essential, beside others: say so."));

    [Fact]
    public void Cannot_tell_where_the_containers_are_redacted() =>
        AssertUndetermined("""{ "containerDefinitions": "HIDDEN_DUE_TO_SECURITY_REASONS" }""", ("/containerDefinitions", UndeterminedReason.Redacted));

    private static string Task(params string[] containers) => $$"""{ "containerDefinitions": [{{string.Join(", ", containers)}}] }""";
}
