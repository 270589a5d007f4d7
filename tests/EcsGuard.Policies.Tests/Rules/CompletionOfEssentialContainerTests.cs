using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class CompletionOfEssentialContainerTests : PolicyTests<CompletionOfEssentialContainer>
{
    private const string Message = "Container 'b' is essential, but 'a' waits for it to end, which would stop the task. Set essential to false.";

    [Theory]
    [InlineData("START")]
    [InlineData("HEALTHY")]
    public void Says_nothing_about_other_conditions(string condition) => AssertNotApplicable(Task(Waiting(condition), """{ "name": "b" }"""));

    [Theory]
    [InlineData("COMPLETE")]
    [InlineData("SUCCESS")]
    public void Accepts_a_container_that_may_end(string condition) => AssertPassed(Task(Waiting(condition), """{ "name": "b", "essential": false }"""));

    [Fact]
    public void Accepts_several_containers_that_may_end() =>
        AssertPassed(Task(
            """{ "name": "a", "dependsOn": [{ "containerName": "b", "condition": "SUCCESS" }, { "containerName": "c", "condition": "COMPLETE" }] }""",
            """{ "name": "b", "essential": false }""",
            """{ "name": "c", "essential": false }"""));

    [Theory]
    [InlineData("COMPLETE", """{ "name": "b" }""")]
    [InlineData("SUCCESS", """{ "name": "b", "essential": true }""")]
    public void Reports_and_repairs_one_that_may_not(string condition, string container)
    {
        AssertViolated(Task(Waiting(condition), container), ("/containerDefinitions/1", Message));
        AssertFixed(Task(Waiting(condition), container), Task(Waiting(condition), """{ "name": "b", "essential": false }"""));
    }

    [Fact]
    public void Reports_it_once_for_all_who_wait() =>
        AssertViolated(
            Task("""{ "name": "b" }""", Waiting("COMPLETE"), Waiting("SUCCESS").Replace("\"a\"", "\"c\"", StringComparison.Ordinal)),
            ("/containerDefinitions/0", "Container 'b' is essential, but 'a' and 'c' wait for it to end, which would stop the task. Set essential to false."));

    [Fact]
    public void There_is_no_fix_that_would_leave_no_essential_container()
    {
        var outcome = Judge(Task(Waiting("SUCCESS").Replace("{ \"name\"", "{ \"essential\": false, \"name\"", StringComparison.Ordinal), """{ "name": "b" }"""));
        var violation = Assert.Single(outcome.Violations);
        Assert.Equal(Message, violation.Message);
        Assert.Equal([], violation.Fix);
    }

    [Fact]
    public void A_log_router_stays_essential() =>
        Assert.Empty(Assert.Single(Judge(Task(Waiting("SUCCESS"), """{ "name": "b", "firelensConfiguration": {} }""")).Violations).Fix);

    [Fact]
    public void One_that_is_waited_for_does_not_hold_the_task_for_another()
    {
        var outcome = Judge(Task(
            """{ "name": "a", "essential": false, "dependsOn": [{ "containerName": "b", "condition": "SUCCESS" }, { "containerName": "c", "condition": "SUCCESS" }] }""",
            """{ "name": "b" }""",
            """{ "name": "c" }"""));
        Assert.Equal(["/containerDefinitions/1", "/containerDefinitions/2"], outcome.Violations.Select(violation => violation.Path));
        Assert.Equal([], outcome.Violations.SelectMany(violation => violation.Fix));
    }

    [Fact]
    public void Cannot_tell_while_something_is_hidden()
    {
        AssertUndetermined(Task(Waiting("SUCCESS"), """{ "name": "b", "essential": "${E}" }"""), ("/containerDefinitions/1/essential", UndeterminedReason.Placeholder));
        AssertUndetermined(Task(Waiting("${C}"), """{ "name": "b" }"""), ("/containerDefinitions/0/dependsOn/0/condition", UndeterminedReason.Placeholder));
        AssertNotApplicable(Task(Waiting("${C}"), """{ "name": "b", "essential": false }"""));
        AssertUndetermined("""{ "containerDefinitions": "${C}" }""", ("/containerDefinitions", UndeterminedReason.Placeholder));
    }

    private static string Waiting(string condition) =>
        $$"""{ "name": "a", "dependsOn": [{ "containerName": "b", "condition": "{{condition}}" }] }""";

    private static string Task(params string[] containers) => $$"""{ "containerDefinitions": [{{string.Join(", ", containers)}}] }""";
}
