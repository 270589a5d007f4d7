using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UnknownVolumeTests : PolicyTests<UnknownVolume>
{
    [Theory]
    [InlineData("""[{ "name": "data" }]""", """[{ "sourceVolume": "data" }, { "containerPath": "/x" }]""")]
    [InlineData("""[{ "name": "${APP}-data" }]""", """[{ "sourceVolume": "${APP}-data" }]""")]
    [InlineData("""[{ "name": "${A}" }, { "name": "data" }]""", """[{ "sourceVolume": "data" }]""")]
    public void Accepts_a_mount_of_a_volume(string volumes, string mounts) => AssertPassed(Definition(volumes, mounts));

    [Fact]
    public void Reports_each_mount_of_none_in_order() =>
        AssertViolated(
            """
            { "volumes": [{ "name": "data" }, { "name": "logs" }], "containerDefinitions": [
                { "name": "a", "mountPoints": [{ "sourceVolume": "dta" }, { "sourceVolume": "data" }, { "sourceVolume": "cache" }] },
                { "name": "b", "mountPoints": [{ "sourceVolume": "Data" }] }] }
            """,
            ("/containerDefinitions/0/mountPoints/0/sourceVolume", "Container 'a' mounts the volume 'dta', which the task does not have. Did you mean 'data'?"),
            ("/containerDefinitions/0/mountPoints/2/sourceVolume", "Container 'a' mounts the volume 'cache', which the task does not have. Add it to volumes."),
            ("/containerDefinitions/1/mountPoints/0/sourceVolume", "Container 'b' mounts the volume 'Data', which the task does not have. Did you mean 'data'?"));

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[{ \"name\": null }]")]
    public void Reports_a_mount_where_there_are_no_volumes(string volumes) =>
        AssertViolated(
            Definition(volumes, """[{ "sourceVolume": "data" }]"""),
            ("/containerDefinitions/0/mountPoints/0/sourceVolume", "Container 'app' mounts the volume 'data', which the task does not have. Add it to volumes."));

    [Theory]
    [InlineData("[]", "[]")]
    [InlineData("[{ \"name\": \"data\" }]", "null")]
    public void Says_nothing_where_nothing_is_mounted(string volumes, string mounts) => AssertNotApplicable(Definition(volumes, mounts));

    [Theory]
    [InlineData("[{ \"name\": \"data\" }]", "[{ \"sourceVolume\": \"${V}\" }]", "/containerDefinitions/0/mountPoints/0/sourceVolume")]
    [InlineData("[{ \"name\": \"${V}\" }]", "[{ \"sourceVolume\": \"data\" }]", "/volumes/0/name")]
    [InlineData("\"${VOLUMES}\"", "[{ \"sourceVolume\": \"data\" }]", "/volumes")]
    [InlineData("[\"${VOLUME}\"]", "[{ \"sourceVolume\": \"data\" }]", "/volumes/0")]
    [InlineData("[]", "\"${MOUNTS}\"", "/containerDefinitions/0/mountPoints")]
    public void Cannot_tell_while_a_value_is_hidden(string volumes, string mounts, string path) =>
        AssertUndetermined(Definition(volumes, mounts), (path, UndeterminedReason.Placeholder));

    [Fact]
    public void Cannot_tell_while_several_volumes_are_hidden() =>
        AssertUndetermined(
            Definition("[{ \"name\": \"${FIRST}\" }, { \"name\": \"${SECOND}\" }]", "[{ \"sourceVolume\": \"data\" }]"),
            ("/volumes/0/name", UndeterminedReason.Placeholder),
            ("/volumes/1/name", UndeterminedReason.Placeholder));

    private static string Definition(string volumes, string mounts) =>
        $$"""{ "volumes": {{volumes}}, "containerDefinitions": [{ "name": "app", "mountPoints": {{mounts}} }] }""";
}
