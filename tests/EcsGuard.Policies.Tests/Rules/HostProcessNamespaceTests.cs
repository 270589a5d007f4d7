using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class HostProcessNamespaceTests : PolicyTests<HostProcessNamespace>
{
    [Theory]
    [InlineData("""{ "containerDefinitions": [] }""")]
    [InlineData("""{ "pidMode": "task", "ipcMode": "task", "containerDefinitions": [] }""")]
    [InlineData("""{ "pidMode": null, "ipcMode": "none", "containerDefinitions": [] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "app", "pidMode": "host", "ipcMode": "host" }] }""")]
    public void Accepts_namespaces_of_the_task_s_own(string definition) => AssertPassed(definition);

    [Fact]
    public void Reports_each_shared_namespace() =>
        AssertViolated(
            """{ "pidMode": "host", "ipcMode": "host", "containerDefinitions": [] }""",
            ("/pidMode", "pidMode is host: the containers reach the processes of everything on the instance. Leave it out or use task."),
            ("/ipcMode", "ipcMode is host: the containers reach the shared memory of everything on the instance. Leave it out or use task."));

    [Fact]
    public void Judges_either_alone() =>
        AssertViolated(
            """{ "pidMode": "task", "ipcMode": "host", "containerDefinitions": [] }""",
            ("/ipcMode", "ipcMode is host: the containers reach the shared memory of everything on the instance. Leave it out or use task."));

    [Theory]
    [InlineData("\"requiresCompatibilities\": [\"FARGATE\"]")]
    [InlineData("\"runtimePlatform\": { \"operatingSystemFamily\": \"WINDOWS_SERVER_2022_CORE\" }")]
    public void Leaves_Fargate_to_its_own_policy_and_says_nothing_about_Windows(string members) =>
        AssertNotApplicable($$"""{ {{members}}, "pidMode": "host", "containerDefinitions": [] }""");

    [Theory]
    [InlineData("""{ "pidMode": "${X}", "containerDefinitions": [] }""", "/pidMode")]
    [InlineData("""{ "ipcMode": "${X}", "containerDefinitions": [] }""", "/ipcMode")]
    [InlineData("""{ "ipcMode": "host", "runtimePlatform": "${X}", "containerDefinitions": [] }""", "/runtimePlatform")]
    public void Cannot_tell_while_a_value_is_hidden(string definition, string path) => AssertUndetermined(definition, (path, UndeterminedReason.Placeholder));

    [Fact]
    public void An_array_of_containers_does_not_say() =>
        AssertUndetermined("[]", ("/pidMode", UndeterminedReason.MissingFact), ("/ipcMode", UndeterminedReason.MissingFact));
}
