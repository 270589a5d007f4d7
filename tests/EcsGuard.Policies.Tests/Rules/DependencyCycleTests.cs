using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class DependencyCycleTests : PolicyTests<DependencyCycle>
{
    [Theory]
    [InlineData("a:b", "b")]
    [InlineData("a:b,c", "b:c", "c")]
    [InlineData("a:nobody", "b:a")]
    [InlineData("a:a")]
    public void Accepts_an_order(params string[] containers) => AssertPassed(Task(containers));

    [Fact]
    public void Says_nothing_where_nobody_waits()
    {
        AssertNotApplicable(Task("a", "b"));
        AssertNotApplicable("""{ "containerDefinitions": [{ "name": "a" }] }""");
    }

    [Fact]
    public void Reports_two_that_wait_for_each_other() =>
        AssertViolated(Task("a:b", "b:a"), ("/containerDefinitions/0/dependsOn", "Containers wait for each other: a → b → a. None of them can start first."));

    [Fact]
    public void Prints_the_loop_and_leaves_out_who_only_waits_for_it() =>
        AssertViolated(
            Task("x:b", "a:d,b", "b:c", "c:a", "d"),
            ("/containerDefinitions/1/dependsOn", "Containers wait for each other: a → b → c → a. None of them can start first."));

    [Fact]
    public void Prints_the_shortest_loop() =>
        AssertViolated(
            Task("a:b,d", "b:c", "c:a", "d:a"),
            ("/containerDefinitions/0/dependsOn", "Containers wait for each other: a → d → a. None of them can start first."));

    [Fact]
    public void Reports_each_loop_once() =>
        AssertViolated(
            Task("a:b", "b:a", "c:d", "d:c"),
            ("/containerDefinitions/0/dependsOn", "Containers wait for each other: a → b → a. None of them can start first."),
            ("/containerDefinitions/2/dependsOn", "Containers wait for each other: c → d → c. None of them can start first."));

    [Fact]
    public void A_self_dependency_beside_a_loop_does_not_hide_it() =>
        AssertViolated(
            Task("a:a,b", "b:a"),
            ("/containerDefinitions/0/dependsOn", "Containers wait for each other: a → b → a. None of them can start first."));

    [Fact]
    public void Names_the_first_container() => Assert.Equal("a", Assert.Single(Judge(Task("a:b", "b:a")).Violations).Container);

    [Fact]
    public void Cannot_tell_while_a_dependency_is_hidden()
    {
        AssertUndetermined(Task("a:b", "b:${OTHER}"), ("/containerDefinitions/1/dependsOn/0/containerName", UndeterminedReason.Placeholder));
        AssertUndetermined(
            """{ "containerDefinitions": [{ "name": "a", "dependsOn": "HIDDEN_DUE_TO_SECURITY_REASONS" }] }""",
            ("/containerDefinitions/0/dependsOn", UndeterminedReason.Redacted));
        AssertUndetermined("""{ "containerDefinitions": ["{{ container }}"] }""", ("/containerDefinitions/0", UndeterminedReason.Placeholder));
    }

    /// <summary>Each container as <c>name:dependency,dependency</c>.</summary>
    private static string Task(params string[] containers) =>
        $$"""{ "containerDefinitions": [{{string.Join(", ", containers.Select(Container))}}] }""";

    private static string Container(string text)
    {
        var parts = text.Split(':');
        var dependencies = parts.Length == 1 ? [] : parts[1].Split(',');
        return $$"""{ "name": "{{parts[0]}}", "dependsOn": [{{string.Join(", ", dependencies.Select(name => $$"""{ "containerName": "{{name}}", "condition": "START" }"""))}}] }""";
    }
}
