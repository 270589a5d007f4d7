using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UnsupportedNetworkSettingTests : PolicyTests<UnsupportedNetworkSetting>
{
    private const string All = """ "links": ["b"], "hostname": "web", "extraHosts": [{ "hostname": "a", "ipAddress": "10.0.0.1" }], "dnsServers": ["10.0.0.2"], "dnsSearchDomains": ["acme.example"], "portMappings": [{ "containerPort": 80 }] """;

    private static readonly string[] Names = ["links", "hostname", "extraHosts", "dnsServers", "dnsSearchDomains", "portMappings"];

    [Theory]
    [InlineData("", "", "")]
    [InlineData("\"networkMode\": null,", "", "")]
    [InlineData("\"networkMode\": \"bridge\",", "", "")]
    [InlineData("\"networkMode\": \"awsvpc\",", "links hostname extraHosts", "networkMode awsvpc")]
    [InlineData("\"networkMode\": \"host\",", "links", "networkMode host")]
    [InlineData("\"networkMode\": \"none\",", "links portMappings", "networkMode none")]
    [InlineData("\"requiresCompatibilities\": [\"FARGATE\"],", "links hostname extraHosts dnsServers dnsSearchDomains", "Fargate")]
    public void Each_mode_refuses_its_own(string members, string refused, string by)
    {
        var outcome = Judge($$"""{ {{members}} "containerDefinitions": [{ "name": "ok" }, { "name": "app", {{All}} }] }""");

        Assert.Equal(
            Names.Intersect(refused.Split(' ')).Select(name => ($"/containerDefinitions/1/{name}", $"Container 'app' sets {name}, which {by} does not support. Delete it.")),
            outcome.Violations.Select(violation => (violation.Path, violation.Message)));
        Assert.All(outcome.Violations, violation => Assert.Equal("app", violation.Container));
        Assert.Equal(refused.Length == 0 ? Result.Passed : Result.Violated, outcome.Result);
        Assert.Equal([], outcome.Undetermined);
    }

    [Fact]
    public void Fargate_in_awsvpc_mode_names_the_mode_where_the_mode_alone_refuses() =>
        AssertViolated(
            """{ "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "containerDefinitions": [{ "name": "app", "links": ["b"], "dnsServers": ["10.0.0.2"] }] }""",
            ("/containerDefinitions/0/links", "Container 'app' sets links, which networkMode awsvpc does not support. Delete it."),
            ("/containerDefinitions/0/dnsServers", "Container 'app' sets dnsServers, which Fargate does not support. Delete it."));

    [Theory]
    [InlineData("""{ "networkMode": "awsvpc", "containerDefinitions": [{ "name": "app" }] }""")]
    [InlineData("""{ "networkMode": "awsvpc", "containerDefinitions": [{ "name": "app", "links": [], "hostname": "", "extraHosts": [], "dnsServers": [], "dnsSearchDomains": [], "portMappings": [] }] }""")]
    [InlineData("""{ "networkMode": "${MODE}", "requiresCompatibilities": "${X}", "containerDefinitions": [{ "name": "app" }] }""")]
    public void Says_nothing_where_nothing_is_set(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("\"links\": [\"b\"]")]
    [InlineData("\"hostname\": \"web\"")]
    [InlineData("\"portMappings\": [{ \"containerPort\": 80 }]")]
    public void Cannot_tell_while_the_mode_is_hidden(string member) =>
        AssertUndetermined($$"""{ "networkMode": "${MODE}", "containerDefinitions": [{ "name": "app", {{member}} }] }""", ("/networkMode", UndeterminedReason.Placeholder));

    [Fact]
    public void A_hidden_mode_does_not_matter_to_a_resolver() =>
        AssertPassed("""{ "networkMode": "${MODE}", "containerDefinitions": [{ "name": "app", "dnsServers": ["10.0.0.2"], "dnsSearchDomains": ["acme.example"] }] }""");

    [Fact]
    public void A_hidden_mode_does_not_matter_on_Fargate() =>
        AssertViolated(
            """{ "networkMode": "${MODE}", "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "app", "hostname": "web" }] }""",
            ("/containerDefinitions/0/hostname", "Container 'app' sets hostname, which Fargate does not support. Delete it."));

    [Theory]
    [InlineData("\"networkMode\": \"awsvpc\",", "\"links\": \"${LINKS}\"", "/containerDefinitions/0/links")]
    [InlineData("\"networkMode\": \"awsvpc\",", "\"hostname\": \"${HOST}\"", "/containerDefinitions/0/hostname")]
    [InlineData("\"networkMode\": \"none\",", "\"portMappings\": [\"${MAPPING}\"]", "/containerDefinitions/0/portMappings")]
    [InlineData("\"requiresCompatibilities\": [\"${X}\"],", "\"dnsServers\": [\"10.0.0.2\"]", "/requiresCompatibilities/0")]
    public void Cannot_tell_while_a_setting_or_the_platform_is_hidden(string members, string member, string path) =>
        AssertUndetermined($$"""{ {{members}} "containerDefinitions": [{ "name": "app", {{member}} }] }""", (path, UndeterminedReason.Placeholder));

    [Fact]
    public void A_hidden_setting_that_nothing_refuses_is_accepted() =>
        AssertPassed("""{ "networkMode": "bridge", "containerDefinitions": [{ "name": "app", "links": "${LINKS}" }] }""");
}
