using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class WritableRootFilesystemTests : PolicyTests<WritableRootFilesystem>
{
    [Fact]
    public void Accepts_a_read_only_root() => AssertPassed("""{ "containerDefinitions": [{ "name": "app", "readonlyRootFilesystem": true }] }""");

    [Fact]
    public void Reports_each_container_that_may_write() =>
        AssertViolated(
            """{ "containerDefinitions": [{ "name": "a" }, { "name": "b", "readonlyRootFilesystem": true }, { "name": "c", "readonlyRootFilesystem": false }, { "name": "d", "readonlyRootFilesystem": null }] }""",
            ("/containerDefinitions/0", "Container 'a' does not set readonlyRootFilesystem, which means false. Set it to true."),
            ("/containerDefinitions/2/readonlyRootFilesystem", "Container 'c' has readonlyRootFilesystem false. Set it to true."),
            ("/containerDefinitions/3", "Container 'd' does not set readonlyRootFilesystem, which means false. Set it to true."));

    [Theory]
    [InlineData("WINDOWS_SERVER_2022_CORE")]
    [InlineData("windows_server_2019_full")]
    public void Says_nothing_about_Windows(string family) =>
        AssertNotApplicable($$"""{ "runtimePlatform": { "operatingSystemFamily": "{{family}}" }, "containerDefinitions": [{ "name": "a" }] }""");

    [Fact]
    public void Judges_Linux_also_where_it_is_named() =>
        Assert.Equal(Result.Violated, Judge("""{ "runtimePlatform": { "operatingSystemFamily": "LINUX", "cpuArchitecture": "ARM64" }, "containerDefinitions": [{ "name": "a" }] }""").Result);

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "readonlyRootFilesystem": "${X}" }] }""", "/containerDefinitions/0/readonlyRootFilesystem")]
    [InlineData("""{ "runtimePlatform": { "operatingSystemFamily": "${X}" }, "containerDefinitions": [{ "name": "a" }] }""", "/runtimePlatform/operatingSystemFamily")]
    public void Cannot_tell_while_a_value_is_hidden(string definition, string path) => AssertUndetermined(definition, (path, UndeterminedReason.Placeholder));
}
