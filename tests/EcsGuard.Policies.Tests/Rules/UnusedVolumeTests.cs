using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UnusedVolumeTests : PolicyTests<UnusedVolume>
{
    [Theory]
    [InlineData("""[{ "name": "data" }]""", """[{ "sourceVolume": "other" }, { "sourceVolume": "data" }]""")]
    [InlineData("""[{ "name": "${A}" }]""", """[{ "sourceVolume": "${A}" }]""")]
    [InlineData("""[{ "host": {} }]""", "[]")]
    public void Accepts_a_volume_that_is_mounted(string volumes, string mounts) => AssertPassed(Definition(volumes, mounts));

    [Fact]
    public void Reports_each_that_is_not() =>
        AssertViolated(
            """{ "volumes": [{ "name": "a" }, { "name": "b" }, { "name": "B" }], "containerDefinitions": [{ "name": "app" }, { "name": "x", "mountPoints": [{ "sourceVolume": "b" }] }] }""",
            ("/volumes/0", "No container mounts the volume 'a'. Mount it or delete it."),
            ("/volumes/2", "No container mounts the volume 'B'. Mount it or delete it."));

    [Theory]
    [InlineData("[]", "[{ \"sourceVolume\": \"data\" }]")]
    [InlineData("null", "[]")]
    public void Says_nothing_where_there_are_no_volumes(string volumes, string mounts) => AssertNotApplicable(Definition(volumes, mounts));

    [Theory]
    [InlineData("[{ \"name\": \"data\" }]", "[{ \"sourceVolume\": \"${V}\" }]", "/containerDefinitions/0/mountPoints/0/sourceVolume")]
    [InlineData("[{ \"name\": \"data\" }]", "\"${MOUNTS}\"", "/containerDefinitions/0/mountPoints")]
    [InlineData("[{ \"name\": \"${V}\" }]", "[{ \"sourceVolume\": \"data\" }]", "/volumes/0/name")]
    [InlineData("\"${VOLUMES}\"", "[]", "/volumes")]
    public void Cannot_tell_while_a_value_is_hidden(string volumes, string mounts, string path) =>
        AssertUndetermined(Definition(volumes, mounts), (path, UndeterminedReason.Placeholder));

    [Fact]
    public void Cannot_tell_while_the_containers_are_hidden() =>
        AssertUndetermined(
            """{ "volumes": [{ "name": "data" }], "containerDefinitions": "HIDDEN_DUE_TO_SECURITY_REASONS" }""",
            ("/containerDefinitions", UndeterminedReason.Redacted));

    [Fact]
    public void Cannot_tell_while_several_mounts_are_hidden() =>
        AssertUndetermined(
            Definition("[{ \"name\": \"data\" }]", "[{ \"sourceVolume\": \"${FIRST}\" }, { \"sourceVolume\": \"${SECOND}\" }]"),
            ("/containerDefinitions/0/mountPoints/0/sourceVolume", UndeterminedReason.Placeholder),
            ("/containerDefinitions/0/mountPoints/1/sourceVolume", UndeterminedReason.Placeholder));

    [Fact]
    public void Cannot_tell_while_the_mounts_of_one_container_are_hidden() =>
        AssertUndetermined(
            """{ "volumes": [{ "name": "data" }], "containerDefinitions": [{ "name": "a" }, { "name": "b", "mountPoints": "${MOUNTS}" }] }""",
            ("/containerDefinitions/1/mountPoints", UndeterminedReason.Placeholder));

    private static string Definition(string volumes, string mounts) =>
        $$"""{ "volumes": {{volumes}}, "containerDefinitions": [{ "name": "app", "mountPoints": {{mounts}} }] }""";
}
