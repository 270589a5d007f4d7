using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class HostNetworkTests : PolicyTests<HostNetwork>
{
    [Theory]
    [InlineData("""{ "containerDefinitions": [] }""")]
    [InlineData("""{ "networkMode": "bridge", "containerDefinitions": [] }""")]
    [InlineData("""{ "networkMode": "awsvpc", "requiresCompatibilities": "${X}", "containerDefinitions": [] }""")]
    [InlineData("""{ "networkMode": "Host", "containerDefinitions": [] }""")]
    public void Accepts_every_other_mode(string definition) => AssertPassed(definition);

    [Theory]
    [InlineData("")]
    [InlineData("\"requiresCompatibilities\": [\"EC2\"],")]
    [InlineData("\"requiresCompatibilities\": [\"EXTERNAL\"],")]
    [InlineData("\"requiresCompatibilities\": [],")]
    public void Reports_the_host_s_network(string member) =>
        AssertViolated(
            $$"""{ {{member}} "networkMode": "host", "containerDefinitions": [] }""",
            ("/networkMode", "networkMode is host: the containers share the instance's network. Use awsvpc or bridge."));

    [Fact]
    public void Leaves_Fargate_to_the_policy_about_its_mode() =>
        AssertNotApplicable("""{ "requiresCompatibilities": ["FARGATE"], "networkMode": "host", "containerDefinitions": [] }""");

    [Theory]
    [InlineData("""{ "networkMode": "${MODE}", "containerDefinitions": [] }""", "/networkMode", UndeterminedReason.Placeholder)]
    [InlineData("""{ "networkMode": "host", "requiresCompatibilities": ["${X}"], "containerDefinitions": [] }""", "/requiresCompatibilities/0", UndeterminedReason.Placeholder)]
    [InlineData("""[{ "name": "app" }]""", "/networkMode", UndeterminedReason.MissingFact)]
    public void Cannot_tell_while_a_value_is_hidden(string definition, string path, UndeterminedReason reason) => AssertUndetermined(definition, (path, reason));
}
