using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class DuplicateContainerNameTests : PolicyTests<DuplicateContainerName>
{
    [Theory]
    [InlineData("""{ "name": "a" }""")]
    [InlineData("""{ "name": "${NAME}" }""")]
    public void Says_nothing_about_a_single_container(string container) => AssertNotApplicable(Task(container));

    [Theory]
    [InlineData("""{ "name": "a" }, { "name": "b" }, { "name": "A" }""")]
    [InlineData("{}, {}")]
    public void Accepts_different_names(string containers) => AssertPassed(Task(containers));

    [Fact]
    public void Reports_every_repetition() =>
        AssertViolated(
            Task("""{ "name": "a" }, { "name": "b" }, { "name": "a" }, { "name": "a" }"""),
            ("/containerDefinitions/2/name", "Container name 'a' is taken by a container before it."),
            ("/containerDefinitions/3/name", "Container name 'a' is taken by a container before it."));

    [Fact]
    public void Cannot_tell_while_a_name_is_hidden()
    {
        AssertUndetermined(Task("""{ "name": "a" }, { "name": "${NAME}" }"""), ("/containerDefinitions/1/name", UndeterminedReason.Placeholder));
        AssertUndetermined(Task("""{ "name": "a" }, "${CONTAINER}" """), ("/containerDefinitions/1", UndeterminedReason.Placeholder));
        AssertUndetermined("""{ "containerDefinitions": "${C}" }""", ("/containerDefinitions", UndeterminedReason.Placeholder));
    }

    private static string Task(string containers) => $$"""{ "containerDefinitions": [{{containers}}] }""";
}
