using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class PrivilegedContainerTests : PolicyTests<PrivilegedContainer>
{
    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "app" }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "app", "privileged": false }, { "name": "b", "privileged": null }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "app", "privilege": true }] }""")]
    [InlineData("""{ "requiresCompatibilities": "${X}", "runtimePlatform": "${Y}", "containerDefinitions": [{ "name": "app" }] }""")]
    public void Accepts_an_unprivileged_container(string definition) => AssertPassed(definition);

    [Fact]
    public void Reports_each_privileged_one() =>
        AssertViolated(
            """{ "requiresCompatibilities": ["EC2"], "containerDefinitions": [{ "name": "a", "privileged": true }, { "name": "b" }, { "privileged": true }] }""",
            ("/containerDefinitions/0/privileged", "Container 'a' runs privileged. Delete privileged and add only the capabilities it needs."),
            ("/containerDefinitions/2/privileged", "Container '#3' runs privileged. Delete privileged and add only the capabilities it needs."));

    [Theory]
    [InlineData("\"requiresCompatibilities\": [\"FARGATE\"]")]
    [InlineData("\"requiresCompatibilities\": [\"FARGATE\"], \"runtimePlatform\": \"${X}\"")]
    [InlineData("\"runtimePlatform\": { \"operatingSystemFamily\": \"WINDOWS_SERVER_2022_CORE\" }")]
    public void Leaves_Fargate_to_its_own_policy_and_says_nothing_about_Windows(string members) =>
        AssertNotApplicable($$"""{ {{members}}, "containerDefinitions": [{ "name": "app", "privileged": true }] }""");

    [Theory]
    [InlineData("\"family\": \"x\"", "\"${X}\"", "/containerDefinitions/0/privileged", UndeterminedReason.Placeholder)]
    [InlineData("\"family\": \"x\"", "\"true\"", "/containerDefinitions/0/privileged", UndeterminedReason.WrongType)]
    [InlineData("\"requiresCompatibilities\": [\"${X}\"]", "true", "/requiresCompatibilities/0", UndeterminedReason.Placeholder)]
    [InlineData("\"runtimePlatform\": \"${X}\"", "true", "/runtimePlatform", UndeterminedReason.Placeholder)]
    public void Cannot_tell_while_a_value_is_hidden(string members, string privileged, string path, UndeterminedReason reason) =>
        AssertUndetermined($$"""{ {{members}}, "containerDefinitions": [{ "name": "app", "privileged": {{privileged}} }] }""", (path, reason));
}
