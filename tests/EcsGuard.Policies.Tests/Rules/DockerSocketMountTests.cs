using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class DockerSocketMountTests : PolicyTests<DockerSocketMount>
{
    [Theory]
    [InlineData("/var/run/docker.sock")]
    [InlineData("/run/docker.sock")]
    [InlineData("/var/run")]
    [InlineData("/var/run/")]
    [InlineData("//var//run/./docker.sock")]
    [InlineData("/var/log/../run/docker.sock")]
    [InlineData("/../run")]
    [InlineData("/run")]
    [InlineData("/var")]
    [InlineData("/")]
    public void Reports_the_socket_and_every_directory_above_it(string path) =>
        AssertViolated(
            Definition($"\"{path}\""),
            ("/volumes/0/host/sourcePath", $"Container 'agent' mounts {path} of its host by the volume 'docker', and with it Docker's socket. Remove the mount."));

    [Theory]
    [InlineData("/var/run/docker.sock.d")]
    [InlineData("/var/run/docker")]
    [InlineData("/var/log")]
    [InlineData("/var/r")]
    [InlineData("/var/run/docker.sock/..x")]
    [InlineData("/var/run/../log")]
    [InlineData("/proc")]
    [InlineData("/home/run/docker.sock")]
    [InlineData("var/run/docker.sock")]
    [InlineData("")]
    public void Accepts_other_paths(string path) => AssertPassed(Definition($"\"{path}\""));

    [Fact]
    public void Reports_each_container_that_mounts_it_and_a_read_only_mount_too()
    {
        var outcome = Judge("""
            { "volumes": [{ "name": "tmp", "host": {} }, { "name": "docker", "host": { "sourcePath": "/var/run/docker.sock" } }], "containerDefinitions": [
                { "name": "a", "mountPoints": [{ "sourceVolume": "docker", "readOnly": true }, { "sourceVolume": "docker" }] }, { "name": "b", "mountPoints": [{ "sourceVolume": "tmp" }] }, { "name": "c", "mountPoints": [{ "sourceVolume": "docker" }] }] }
            """);

        Assert.Equal([("/volumes/1/host/sourcePath", "a"), ("/volumes/1/host/sourcePath", "c")], outcome.Violations.Select(violation => (violation.Path, violation.Container)));
    }

    [Fact]
    public void Reports_it_among_other_mounts_and_beside_containers_without_any()
    {
        const string Definition = """
            { "volumes": [{ "name": "docker", "host": { "sourcePath": "/run" } }], "containerDefinitions": [
                { "name": "a" }, { "name": "b", "mountPoints": [{ "sourceVolume": "other" }, { "sourceVolume": "docker" }, { "sourceVolume": "${VOLUME}" }] }] }
            """;
        AssertViolated(Definition, ("/volumes/0/host/sourcePath", "Container 'b' mounts /run of its host by the volume 'docker', and with it Docker's socket. Remove the mount."));
        AssertNothingHidden(Definition);
    }

    [Fact]
    public void Accepts_a_socket_that_nothing_mounts() =>
        AssertPassed("""{ "volumes": [{ "name": "docker", "host": { "sourcePath": "/var/run/docker.sock" } }], "containerDefinitions": [{ "name": "a", "mountPoints": [{ "sourceVolume": "other" }] }] }""");

    [Theory]
    [InlineData("""{ "containerDefinitions": [] }""")]
    [InlineData("""{ "volumes": [{ "name": "tmp", "host": {} }, { "name": "efs", "efsVolumeConfiguration": {} }], "containerDefinitions": [{ "name": "a", "mountPoints": [{ "sourceVolume": "tmp" }] }] }""")]
    [InlineData("""{ "volumes": "${VOLUMES}", "containerDefinitions": [{ "name": "a" }] }""")]
    [InlineData("""[{ "name": "a", "mountPoints": [] }]""")]
    public void Says_nothing_without_host_paths_or_mounts(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("\"${PATH}\"", "docker", "/volumes/0/host/sourcePath")]
    [InlineData("\"/run\"", "${VOLUME}", "/containerDefinitions/0/mountPoints/0/sourceVolume")]
    public void Cannot_tell_while_a_value_is_hidden(string path, string mounted, string place) =>
        AssertUndetermined(Definition(path, mounted), (place, UndeterminedReason.Placeholder));

    [Theory]
    [InlineData("""{ "volumes": [{ "name": "docker", "host": "${HOST}" }], "containerDefinitions": [{ "name": "a", "mountPoints": [{ "sourceVolume": "docker" }] }] }""", "/volumes/0/host")]
    [InlineData("""{ "volumes": "${VOLUMES}", "containerDefinitions": [{ "name": "a", "mountPoints": [{ "sourceVolume": "docker" }] }] }""", "/volumes")]
    [InlineData("""{ "volumes": [{ "name": "docker", "host": { "sourcePath": "/run" } }], "containerDefinitions": [{ "name": "a", "mountPoints": "${MOUNTS}" }] }""", "/containerDefinitions/0/mountPoints")]
    [InlineData("""{ "volumes": [{ "name": "docker", "host": { "sourcePath": "/run" } }], "containerDefinitions": "${CONTAINERS}" }""", "/containerDefinitions")]
    [InlineData("""{ "volumes": [{ "name": "${VOLUME}", "host": { "sourcePath": "/run" } }], "containerDefinitions": [{ "name": "a", "mountPoints": [{ "sourceVolume": "docker" }] }] }""", "/volumes/0/name")]
    public void Cannot_tell_while_the_volume_is_hidden(string definition, string place) => AssertUndetermined(definition, (place, UndeterminedReason.Placeholder));

    [Fact]
    public void A_hidden_mount_of_a_harmless_path_does_not_matter() => AssertPassed(Definition("\"/var/log\"", "${VOLUME}"));

    [Fact]
    public void The_same_stand_in_is_the_same_volume() =>
        Assert.Equal(
            Result.Violated,
            Judge("""{ "volumes": [{ "name": "${V}", "host": { "sourcePath": "/run" } }], "containerDefinitions": [{ "name": "a", "mountPoints": [{ "sourceVolume": "${V}" }] }] }""").Result);

    private static string Definition(string path, string mounted = "docker") =>
        $$"""{ "volumes": [{ "name": "docker", "host": { "sourcePath": {{path}} } }], "containerDefinitions": [{ "name": "agent", "mountPoints": [{ "sourceVolume": "{{mounted}}", "containerPath": "/x" }] }] }""";
}
