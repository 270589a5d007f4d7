using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class DuplicatePortNameTests : PolicyTests<DuplicatePortName>
{
    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "portMappings": [{ "name": "http" }, { "name": "HTTP" }, {}, {}] }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "portMappings": [{ "name": "http" }] }, { "name": "b", "portMappings": [{ "name": "grpc" }] }] }""")]
    public void Accepts_names_that_differ(string definition) => AssertPassed(definition);

    [Fact]
    public void Reports_each_further_use_in_any_container() =>
        AssertViolated(
            """{ "containerDefinitions": [{ "name": "a", "portMappings": [{ "name": "http" }, { "name": "x" }, { "name": "http" }] }, { "name": "b", "portMappings": [{ "name": "http" }, { "name": "x" }] }] }""",
            ("/containerDefinitions/0/portMappings/2/name", "Container 'a': the port name 'http' is taken by container 'a' (/containerDefinitions/0/portMappings/0). Give each port its own name."),
            ("/containerDefinitions/1/portMappings/0/name", "Container 'b': the port name 'http' is taken by container 'a' (/containerDefinitions/0/portMappings/0). Give each port its own name."),
            ("/containerDefinitions/1/portMappings/1/name", "Container 'b': the port name 'x' is taken by container 'a' (/containerDefinitions/0/portMappings/1). Give each port its own name."));

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "a" }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "portMappings": [{ "name": "http" }, {}, { "name": null }] }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "portMappings": [{ "name": "${NAME}" }] }] }""")]
    public void Says_nothing_where_no_two_are_named(string definition) => AssertNotApplicable(definition);

    [Fact]
    public void Cannot_tell_while_a_name_is_hidden() =>
        AssertUndetermined(
            """{ "containerDefinitions": [{ "name": "a", "portMappings": [{ "name": "http" }, { "name": "${NAME}" }] }] }""",
            ("/containerDefinitions/0/portMappings/1/name", UndeterminedReason.Placeholder));

    [Fact]
    public void Cannot_tell_while_mappings_are_hidden() =>
        AssertUndetermined(
            """{ "containerDefinitions": [{ "name": "a", "portMappings": [{ "name": "http" }] }, { "name": "b", "portMappings": "${MAPPINGS}" }] }""",
            ("/containerDefinitions/1/portMappings", UndeterminedReason.Placeholder));
}
