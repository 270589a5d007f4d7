using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UnsetStopTimeoutOnSpotTests : PolicyTests<UnsetStopTimeoutOnSpot>
{
    private const string Message = "Container 'app' runs on Spot without stopTimeout: it is killed after 30 s of the 120 s that a Spot interruption gives.";

    public UnsetStopTimeoutOnSpotTests() => Context = new() { OnSpot = true };

    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    public void Says_nothing_where_nobody_knows_of_spot(bool? onSpot)
    {
        Context = new() { OnSpot = onSpot };
        AssertNotApplicable(Task("""{ "name": "app" }"""));
    }

    [Theory]
    [InlineData("""{ "name": "app", "stopTimeout": 2 }""")]
    [InlineData("""{ "name": "app", "stopTimeout": "${T}" }""")]
    [InlineData("""{ "name": "app", "essential": false }""")]
    [InlineData("""{ "name": "app", "essential": "${E}", "stopTimeout": 30 }""")]
    public void Accepts_a_set_timeout_and_what_is_not_essential(string container) => AssertPassed(Task(container));

    [Fact]
    public void Reports_and_repairs_each_essential_container_without_one()
    {
        var definition = Task("""{ "name": "app" }, { "name": "b", "essential": false }, { "name": "app", "essential": true }""");
        AssertViolated(definition, ("/containerDefinitions/0", Message), ("/containerDefinitions/2", Message));
        AssertFixed(definition, Task("""{ "name": "app", "stopTimeout": 120 }, { "name": "b", "essential": false }, { "name": "app", "essential": true, "stopTimeout": 120 }"""));
    }

    [Fact]
    public void Heeds_the_families_that_are_set()
    {
        Context = PolicyContext.Empty.With(Spot.Owner, Spot.Families, ["batch", "web-*"]);
        AssertViolated("""{ "family": "web-1", "containerDefinitions": [{ "name": "app" }] }""", ("/containerDefinitions/0", Message));
        AssertNotApplicable("""{ "family": "api", "containerDefinitions": [{ "name": "app" }] }""");
        AssertNotApplicable("""{ "family": "${FAMILY}", "containerDefinitions": [{ "name": "app" }] }""");
        AssertNotApplicable(Task("""{ "name": "app" }"""));
        Context = Context with { Arn = new("aws", "eu-west-1", "123456789012", "batch", 1) };
        AssertViolated("""{ "family": "api", "containerDefinitions": [{ "name": "app" }] }""", ("/containerDefinitions/0", Message));
    }

    [Fact]
    public void The_page_and_the_policy_file_know_the_list_of_families() =>
        Assert.Equal([Spot.Families], new UnsetStopTimeoutOnSpot().Metadata.Options);

    [Fact]
    public void Cannot_tell_while_essential_is_hidden()
    {
        AssertUndetermined(Task("""{ "name": "app", "essential": "${E}" }"""), ("/containerDefinitions/0/essential", UndeterminedReason.Placeholder));
        AssertUndetermined("""{ "containerDefinitions": "${C}" }""", ("/containerDefinitions", UndeterminedReason.Placeholder));
    }

    private static string Task(string containers) => $$"""{ "containerDefinitions": [{{containers}}] }""";
}
