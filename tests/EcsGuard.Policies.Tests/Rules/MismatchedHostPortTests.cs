using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class MismatchedHostPortTests : PolicyTests<MismatchedHostPort>
{
    [Theory]
    [InlineData("awsvpc", "{ \"containerPort\": 80 }")]
    [InlineData("awsvpc", "{ \"containerPort\": 80, \"hostPort\": 80 }")]
    [InlineData("awsvpc", "{ \"containerPort\": 80, \"hostPort\": 0 }")]
    [InlineData("awsvpc", "{ \"containerPort\": 80, \"hostPort\": null }")]
    [InlineData("awsvpc", "{ \"containerPortRange\": \"80-90\" }")]
    [InlineData("awsvpc", "{ \"containerPort\": \"${PORT}\" }")]
    [InlineData("host", "{ \"containerPort\": 80, \"hostPort\": 80 }")]
    [InlineData("${MODE}", "{ \"containerPort\": 80, \"hostPort\": 80 }")]
    public void Accepts_equal_and_missing_host_ports(string mode, string mapping) => AssertPassed(Definition(mode, mapping));

    [Theory]
    [InlineData("awsvpc")]
    [InlineData("host")]
    public void Reports_each_host_port_that_differs(string mode) =>
        AssertViolated(
            $$"""{ "networkMode": "{{mode}}", "containerDefinitions": [{ "name": "a", "portMappings": [{ "containerPort": 80, "hostPort": 81 }, { "containerPort": 82 }, { "containerPort": 8080, "hostPort": 80 }] }, { "portMappings": [{ "containerPort": 1, "hostPort": 2 }] }] }""",
            ("/containerDefinitions/0/portMappings/0/hostPort", $"Container 'a': hostPort 81 differs from containerPort 80, and {mode} maps no ports. Leave hostPort out or make it 80."),
            ("/containerDefinitions/0/portMappings/2/hostPort", $"Container 'a': hostPort 80 differs from containerPort 8080, and {mode} maps no ports. Leave hostPort out or make it 8080."),
            ("/containerDefinitions/1/portMappings/0/hostPort", $"Container '#2': hostPort 2 differs from containerPort 1, and {mode} maps no ports. Leave hostPort out or make it 1."));

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "portMappings": [{ "containerPort": 80, "hostPort": 8080 }] }] }""")]
    [InlineData("""{ "networkMode": "bridge", "containerDefinitions": [{ "name": "a", "portMappings": [{ "containerPort": 80, "hostPort": 0 }] }] }""")]
    [InlineData("""{ "networkMode": "none", "containerDefinitions": [{ "name": "a", "portMappings": [{ "containerPort": 80, "hostPort": 8080 }] }] }""")]
    [InlineData("""{ "networkMode": "awsvpc", "containerDefinitions": [{ "name": "a", "portMappings": [] }] }""")]
    public void Says_nothing_where_ports_are_mapped_or_there_are_none(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("${MODE}", "{ \"containerPort\": 80, \"hostPort\": 81 }", "/networkMode")]
    [InlineData("awsvpc", "{ \"containerPort\": \"${PORT}\", \"hostPort\": 81 }", "/containerDefinitions/0/portMappings/0/containerPort")]
    [InlineData("awsvpc", "{ \"containerPort\": 80, \"hostPort\": \"${PORT}\" }", "/containerDefinitions/0/portMappings/0/hostPort")]
    [InlineData("awsvpc", "\"${MAPPING}\"", "/containerDefinitions/0/portMappings/0")]
    public void Cannot_tell_while_a_value_is_hidden(string mode, string mapping, string path) =>
        AssertUndetermined(Definition(mode, mapping + ", { \"containerPort\": 1 }"), (path, UndeterminedReason.Placeholder));

    private static string Definition(string mode, string mapping) =>
        $$"""{ "networkMode": "{{mode}}", "containerDefinitions": [{ "name": "app", "portMappings": [{{mapping}}] }] }""";
}
