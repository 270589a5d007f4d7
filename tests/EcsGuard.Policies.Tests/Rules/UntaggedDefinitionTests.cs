using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UntaggedDefinitionTests : PolicyTests<UntaggedDefinition>
{
    public UntaggedDefinitionTests() => Require("team", "env");

    [Theory]
    [InlineData("""{ "containerDefinitions": [], "tags": [{ "key": "env", "value": "" }, { "key": "x" }, { "key": "team" }] }""")]
    [InlineData("""{ "taskDefinition": { "containerDefinitions": [] }, "tags": [{ "key": "env", "value": "prod" }, { "key": "team", "value": "a" }] }""")]
    [InlineData("""{ "containerDefinitions": [], "tags": [{ "key": "env" }, { "key": "${K}" }, { "key": "team" }] }""")]
    public void Accepts_a_definition_with_all_keys(string definition) => AssertPassed(definition);

    [Theory]
    [InlineData("""{ "containerDefinitions": [], "tags": [{ "key": "env" }] }""", "/tags", "tag team")]
    [InlineData("""{ "containerDefinitions": [], "tags": [{ "key": "Team" }, { "value": "env" }] }""", "/tags", "tags team, env")]
    [InlineData("""{ "containerDefinitions": [], "tags": [] }""", "/tags", "tags team, env")]
    [InlineData("""{ "containerDefinitions": [] }""", "", "tags team, env")]
    [InlineData("""{ "taskDefinition": { "containerDefinitions": [] }, "tags": [] }""", "/tags", "tags team, env")]
    public void Reports_the_missing_keys_at_once(string definition, string path, string missing) =>
        AssertViolated(definition, (path, $"The task definition lacks the {missing}."));

    [Fact]
    public void Says_nothing_without_keys()
    {
        Require();

        AssertNotApplicable("""{ "containerDefinitions": [] }""");
    }

    [Theory]
    [InlineData("""{ "containerDefinitions": [], "tags": "${TAGS}" }""", "/tags", UndeterminedReason.Placeholder)]
    [InlineData("""{ "containerDefinitions": [], "tags": [{ "key": "env" }, { "key": "${K}" }] }""", "/tags/1/key", UndeterminedReason.Placeholder)]
    [InlineData("""{ "taskDefinition": { "containerDefinitions": [] } }""", "/tags", UndeterminedReason.MissingFact)]
    [InlineData("[]", "/tags", UndeterminedReason.MissingFact)]
    public void Cannot_tell_while_tags_are_hidden(string definition, string path, UndeterminedReason reason) => AssertUndetermined(definition, (path, reason));

    [Fact]
    public void Cannot_tell_while_several_tags_are_hidden() =>
        AssertUndetermined(
            """{ "containerDefinitions": [], "tags": [{ "key": "${FIRST}" }, { "key": "${SECOND}" }] }""",
            ("/tags/0/key", UndeterminedReason.Placeholder),
            ("/tags/1/key", UndeterminedReason.Placeholder));

    private void Require(params string[] keys) => Context = PolicyContext.Empty.With("untagged-definition", new PolicyOption<string[]>("keys", "", []), keys);
}
