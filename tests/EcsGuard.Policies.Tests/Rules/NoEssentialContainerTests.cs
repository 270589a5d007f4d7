using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class NoEssentialContainerTests : PolicyTests<NoEssentialContainer>
{
    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "essential": false }, { "name": "b" }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "essential": null }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "essential": true }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "essential": "${ESSENTIAL}" }, { "name": "b", "essential": true }] }""")]
    public void Accepts_a_task_with_an_essential_container(string definition) => AssertPassed(definition);

    [Fact]
    public void Reports_a_task_without_one() =>
        AssertViolated(
            """{ "containerDefinitions": [{ "name": "a", "essential": false }, { "name": "b", "essential": false }] }""",
            ("/containerDefinitions", "No container is essential: make at least one so."));

    [Fact]
    public void Cannot_tell_while_one_is_hidden() =>
        AssertUndetermined(
            """{ "containerDefinitions": [{ "name": "a", "essential": false }, { "name": "b", "essential": "${ESSENTIAL}" }] }""",
            ("/containerDefinitions/1/essential", UndeterminedReason.Placeholder));

    [Fact]
    public void Cannot_tell_while_several_are_hidden() =>
        AssertUndetermined(
            """{ "containerDefinitions": [{ "name": "a", "essential": "${FIRST}" }, { "name": "b", "essential": "${SECOND}" }] }""",
            ("/containerDefinitions/0/essential", UndeterminedReason.Placeholder),
            ("/containerDefinitions/1/essential", UndeterminedReason.Placeholder));

    [Fact]
    public void Cannot_tell_where_the_containers_are_redacted() =>
        AssertUndetermined(
            """{ "containerDefinitions": "HIDDEN_DUE_TO_SECURITY_REASONS" }""",
            ("/containerDefinitions", UndeterminedReason.Redacted));

    [Fact]
    public void A_type_that_ecs_refuses_is_not_judged() =>
        AssertUndetermined(
            """{ "containerDefinitions": [{ "name": "a", "essential": "false" }] }""",
            ("/containerDefinitions/0/essential", UndeterminedReason.WrongType));
}
