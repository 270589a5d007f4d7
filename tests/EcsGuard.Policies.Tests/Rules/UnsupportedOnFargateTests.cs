using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UnsupportedOnFargateTests : PolicyTests<UnsupportedOnFargate>
{
    private const string Windows = "\"runtimePlatform\": { \"operatingSystemFamily\": \"WINDOWS_SERVER_2022_CORE\" }";

    public static TheoryData<string> Supported =>
    [
        "\"pidMode\": \"task\"",
        "\"placementConstraints\": [], \"inferenceAccelerators\": []",
        "\"volumes\": [{ \"name\": \"a\", \"host\": {} }, { \"name\": \"b\", \"host\": { \"sourcePath\": \"\" } }, { \"efsVolumeConfiguration\": {} }, { \"configuredAtLaunch\": true }]",
    ];

    public static TheoryData<string> SupportedInContainer =>
    [
        "\"privileged\": false, \"disableNetworking\": false, \"dockerSecurityOptions\": []",
        "\"linuxParameters\": { \"devices\": [], \"initProcessEnabled\": true, \"tmpfs\": [{ \"containerPath\": \"/tmp\", \"size\": 64 }], \"capabilities\": { \"add\": [\"SYS_PTRACE\", \"CAP_SYS_PTRACE\"], \"drop\": [\"ALL\"] } }",
        "\"linuxParameters\": { \"maxSwap\": 1, \"swappiness\": 1 }, \"links\": [\"b\"], \"dnsServers\": [\"x\"], \"resourceRequirements\": [{ \"type\": \"GPU\", \"value\": \"1\" }]",
        "\"ulimits\": [{}], \"systemControls\": [{}], \"environmentFiles\": [{}], \"firelensConfiguration\": {}, \"readonlyRootFilesystem\": true, \"user\": \"1000\"",
    ];

    [Theory, MemberData(nameof(Supported))]
    public void Accepts_what_Fargate_takes_of_a_task(string members) => AssertPassed(Task(members));

    [Theory, MemberData(nameof(SupportedInContainer))]
    public void Accepts_what_Fargate_takes_of_a_container(string members) => AssertPassed(Container(members));

    [Theory]
    [InlineData("\"ipcMode\": \"task\"", "/ipcMode", "ipcMode task is not supported on Fargate. Delete it.")]
    [InlineData("\"pidMode\": \"host\"", "/pidMode", "pidMode host is not supported on Fargate, which takes task only.")]
    [InlineData("\"placementConstraints\": [{ \"type\": \"memberOf\" }]", "/placementConstraints", "placementConstraints are not supported on Fargate. Delete them.")]
    [InlineData("\"inferenceAccelerators\": [{ \"deviceName\": \"a\" }]", "/inferenceAccelerators", "inferenceAccelerators are not supported on Fargate. Delete them.")]
    [InlineData("\"volumes\": [{}, { \"name\": \"data\", \"dockerVolumeConfiguration\": {} }]", "/volumes/1/dockerVolumeConfiguration", "Volume 'data' has a dockerVolumeConfiguration, which is not supported on Fargate. Use a volume without it, or EFS.")]
    [InlineData("\"volumes\": [{ \"name\": \"data\", \"host\": { \"sourcePath\": \"/data\" } }]", "/volumes/0/host/sourcePath", "Volume 'data' has the host path /data, which is not supported on Fargate. Delete sourcePath.")]
    public void Reports_what_it_refuses_of_a_task(string members, string path, string message) => AssertViolated(Task(members), (path, message));

    [Theory]
    [InlineData("\"privileged\": true", "privileged", "is privileged, which is not supported on Fargate. Delete privileged.")]
    [InlineData("\"disableNetworking\": true", "disableNetworking", "has disableNetworking, which is not supported on Fargate. Delete it.")]
    [InlineData("\"dockerSecurityOptions\": [\"no-new-privileges\"]", "dockerSecurityOptions", "has dockerSecurityOptions, which are not supported on Fargate. Delete them.")]
    [InlineData("\"linuxParameters\": { \"devices\": [{ \"hostPath\": \"/dev/x\" }] }", "linuxParameters/devices", "has devices, which are not supported on Fargate. Delete them.")]
    [InlineData("\"linuxParameters\": { \"sharedMemorySize\": 64 }", "linuxParameters/sharedMemorySize", "has sharedMemorySize, which is not supported on Fargate. Mount a tmpfs at /dev/shm instead.")]
    [InlineData("\"linuxParameters\": { \"capabilities\": { \"add\": [\"SYS_PTRACE\", \"NET_ADMIN\"] } }", "linuxParameters/capabilities/add/1", "adds the capability NET_ADMIN, which is not allowed on Fargate. SYS_PTRACE is the only one that is.")]
    public void Reports_what_it_refuses_of_a_container(string members, string path, string message) =>
        AssertViolated(Container(members), ($"/containerDefinitions/1/{path}", "Container 'app' " + message));

    [Fact]
    public void Lists_belong_to_their_container() =>
        Assert.Equal(["app"], Judge(Container("\"dockerSecurityOptions\": [\"x\"]")).Violations.Select(violation => violation.Container));

    [Theory]
    [InlineData("\"linuxParameters\": { \"capabilities\": { \"add\": [\"NET_ADMIN\"] }, \"sharedMemorySize\": 1 }", "linuxParameters", "has linuxParameters, which are not supported on Fargate with Windows. Delete them.")]
    [InlineData("\"ulimits\": [{ \"name\": \"nofile\" }]", "ulimits", "has ulimits, which are not supported on Fargate with Windows. Delete them.")]
    [InlineData("\"systemControls\": [{ \"namespace\": \"x\" }]", "systemControls", "has systemControls, which are not supported on Fargate with Windows. Delete them.")]
    [InlineData("\"environmentFiles\": [{ \"value\": \"x\" }]", "environmentFiles", "has environmentFiles, which are not supported on Fargate with Windows. Delete them.")]
    [InlineData("\"firelensConfiguration\": { \"type\": \"fluentbit\" }", "firelensConfiguration", "has firelensConfiguration, which is not supported on Fargate with Windows. Delete it.")]
    [InlineData("\"readonlyRootFilesystem\": true", "readonlyRootFilesystem", "has readonlyRootFilesystem, which is not supported on Fargate with Windows. Delete it.")]
    [InlineData("\"privileged\": true", "privileged", "is privileged, which is not supported on Fargate. Delete privileged.")]
    public void Reports_what_Windows_lacks_there_of_a_container(string members, string path, string message) =>
        AssertViolated(Container(members, Windows + ","), ($"/containerDefinitions/1/{path}", "Container 'app' " + message));

    [Theory]
    [InlineData("\"pidMode\": \"task\"", "/pidMode", "pidMode task is not supported for Windows containers. Delete it.")]
    [InlineData("\"volumes\": [{ \"name\": \"d\", \"efsVolumeConfiguration\": {} }]", "/volumes/0/efsVolumeConfiguration", "Volume 'd' has an efsVolumeConfiguration, which is not supported on Fargate with Windows. Use a volume without it, or EFS.")]
    [InlineData("\"volumes\": [{ \"name\": \"d\", \"fsxWindowsFileServerVolumeConfiguration\": {} }]", "/volumes/0/fsxWindowsFileServerVolumeConfiguration", "Volume 'd' has an fsxWindowsFileServerVolumeConfiguration, which is not supported on Fargate with Windows. Use a volume without it, or EFS.")]
    [InlineData("\"volumes\": [{ \"name\": \"d\", \"configuredAtLaunch\": true }]", "/volumes/0/configuredAtLaunch", "Volume 'd' is configured at launch (EBS), which is not supported on Fargate with Windows. Take it out of volumes.")]
    public void Reports_what_Windows_lacks_there_of_a_task(string members, string path, string message) => AssertViolated(Task($"{Windows}, {members}"), (path, message));

    [Theory]
    [InlineData("\"readonlyRootFilesystem\": false, \"user\": \"ContainerUser\", \"ulimits\": [], \"linuxParameters\": null")]
    public void Accepts_what_Windows_takes_there(string members) => AssertPassed(Container(members, Windows + ","));

    [Fact]
    public void Accepts_a_volume_of_Windows_that_is_not_configured_at_launch() =>
        AssertPassed(Task($"{Windows}, \"volumes\": [{{ \"name\": \"d\", \"configuredAtLaunch\": false }}]"));

    [Fact]
    public void Says_nothing_about_other_tasks() =>
        AssertNotApplicable("""{ "requiresCompatibilities": ["EC2"], "ipcMode": "host", "containerDefinitions": [{ "name": "app", "privileged": true }] }""");

    [Theory]
    [InlineData("\"privileged\": \"${X}\"", "/privileged")]
    [InlineData("\"linuxParameters\": \"${X}\"", "/linuxParameters")]
    [InlineData("\"linuxParameters\": { \"capabilities\": { \"add\": [\"${X}\"] } }", "/linuxParameters/capabilities/add/0")]
    [InlineData("\"linuxParameters\": { \"devices\": \"${X}\" }", "/linuxParameters/devices")]
    [InlineData("\"dockerSecurityOptions\": \"${X}\"", "/dockerSecurityOptions")]
    public void Cannot_tell_while_a_value_is_hidden(string members, string path) =>
        AssertUndetermined(Container(members), ("/containerDefinitions/1" + path, UndeterminedReason.Placeholder));

    [Theory]
    [InlineData("\"ipcMode\": \"${X}\"", "/ipcMode")]
    [InlineData("\"volumes\": [{ \"host\": { \"sourcePath\": \"${X}\" } }]", "/volumes/0/host/sourcePath")]
    [InlineData("\"volumes\": \"${X}\"", "/volumes")]
    [InlineData("\"runtimePlatform\": { \"operatingSystemFamily\": \"${X}\" }", "/runtimePlatform/operatingSystemFamily")]
    public void Cannot_tell_while_a_value_of_the_task_is_hidden(string members, string path) =>
        AssertUndetermined(Task(members), (path, UndeterminedReason.Placeholder));

    private static string Task(string members) => $$"""{ "requiresCompatibilities": ["FARGATE"], {{members}}, "containerDefinitions": [{ "name": "app" }] }""";

    private static string Container(string members, string taskMembers = "") =>
        $$"""{ "requiresCompatibilities": ["FARGATE"], {{taskMembers}} "containerDefinitions": [{ "name": "ok" }, { "name": "app", {{members}} }] }""";
}
