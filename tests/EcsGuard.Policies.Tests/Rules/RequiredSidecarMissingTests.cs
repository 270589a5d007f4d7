using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class RequiredSidecarMissingTests : PolicyTests<RequiredSidecarMissing>
{
    private static readonly PolicyOption<ContainerPattern[]> Option = (PolicyOption<ContainerPattern[]>)new RequiredSidecarMissing().Metadata.Options[0];

    [Fact]
    public void Says_nothing_without_a_setting()
    {
        AssertNotApplicable(Task("""{ "name": "app" }"""));
        Assert.Equal("[]", Option.DefaultText);
    }

    [Theory]
    [InlineData("agent", null)]
    [InlineData("ag*", null)]
    [InlineData(null, "example.com/agent:?")]
    [InlineData("agent", "*/agent:*")]
    [InlineData(null, "example.com/agent")]
    [InlineData("agent", "example.com/*")]
    [InlineData(null, null)]
    public void Accepts_a_task_that_has_it(string? name, string? image)
    {
        Require(new ContainerPattern(name, image));
        AssertPassed(Task("""{ "name": "app", "image": "nginx" }, { "name": "agent", "image": "example.com/agent:7" }"""));
    }

    [Theory]
    [InlineData("Agent", null, "{ name: Agent }")]
    [InlineData(null, "example.com/agent:8", "{ image: example.com/agent:8 }")]
    [InlineData(null, "agent", "{ image: agent }")]
    [InlineData("app", "example.com/agent:7", "{ name: app, image: example.com/agent:7 }")]
    [InlineData("agent", "nginx", "{ name: agent, image: nginx }")]
    public void Reports_a_task_that_has_not(string? name, string? image, string text)
    {
        Require(new ContainerPattern(name, image));
        AssertViolated(
            Task("""{ "name": "app", "image": "nginx" }, { "name": "agent", "image": "example.com/agent:7" }, {}"""),
            ("/containerDefinitions", $"Required sidecars that no container of the task is: {text}."));
        Assert.Contains(("setting `sidecars`", $"[{text}]"), Context.Describe());
    }

    [Fact]
    public void Reports_all_that_are_missing_at_once()
    {
        Require(new("a", null), new("app", null), new("b", null));
        AssertViolated(
            Task("""{ "name": "app" }"""),
            ("/containerDefinitions", "Required sidecars that no container of the task is: { name: a }, { name: b }."));
    }

    [Fact]
    public void Cannot_tell_while_a_container_may_be_it()
    {
        Require(new ContainerPattern("agent", "example.com/agent:*"));
        AssertUndetermined(Task("""{ "name": "${N}", "image": "example.com/agent:1" }"""), ("/containerDefinitions/0/name", UndeterminedReason.Placeholder));
        AssertUndetermined(Task("""{ "name": "agent", "image": "${I}" }"""), ("/containerDefinitions/0/image", UndeterminedReason.Placeholder));
        AssertUndetermined(Task("\"${C}\""), ("/containerDefinitions/0", UndeterminedReason.Placeholder));
        AssertViolated(
            Task("""{ "name": "${N}", "image": "nginx" }, { "name": "app", "image": "${I}" }"""),
            ("/containerDefinitions", "Required sidecars that no container of the task is: { name: agent, image: example.com/agent:* }."));
    }

    private void Require(params ContainerPattern[] sidecars) => Context = PolicyContext.Empty.With("required-sidecar-missing", Option, sidecars);

    private static string Task(string containers) => $$"""{ "containerDefinitions": [{{containers}}] }""";
}
