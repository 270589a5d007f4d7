using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class DangerousCapabilityTests : PolicyTests<DangerousCapability>
{
    [Theory]
    [InlineData("ALL", "every capability there is")]
    [InlineData("SYS_ADMIN", "mounts and most of the kernel's administration")]
    [InlineData("CAP_SYS_ADMIN", "mounts and most of the kernel's administration")]
    [InlineData("SYS_MODULE", "kernel modules")]
    [InlineData("SYS_RAWIO", "the instance's memory and devices")]
    [InlineData("SYS_BOOT", "a restart of the instance")]
    [InlineData("SYS_TIME", "the instance's clock")]
    [InlineData("NET_ADMIN", "routes, firewall rules and interfaces")]
    [InlineData("DAC_READ_SEARCH", "files of the instance, past all permissions")]
    [InlineData("MAC_ADMIN", "the instance's security profiles")]
    [InlineData("MAC_OVERRIDE", "a way past the instance's security profiles")]
    [InlineData("AUDIT_CONTROL", "the instance's audit log")]
    [InlineData("cap_sys_time", "the instance's clock")]
    public void Reports_a_capability_that_reaches_beyond(string name, string power) =>
        AssertViolated(
            Definition($"[\"CHOWN\", \"{name}\"]"),
            ("/containerDefinitions/1/linuxParameters/capabilities/add/1", $"Container 'app' adds the capability {name}: {power}. Delete it."));

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("[\"CHOWN\", \"NET_BIND_SERVICE\", \"SYS_PTRACE\", \"NET_RAW\", \"IPC_LOCK\", \"SYS_NICE\", \"CAP_KILL\", \"ADMIN\"]")]
    public void Accepts_others(string add) => AssertPassed(Definition(add));

    [Fact]
    public void Dropping_is_never_reported() =>
        AssertPassed("""{ "containerDefinitions": [{ "name": "app", "linuxParameters": { "capabilities": { "drop": ["ALL", "SYS_ADMIN"] } } }] }""");

    [Fact]
    public void Reports_each_one_of_each_container() =>
        Assert.Equal(
            [("/containerDefinitions/0/linuxParameters/capabilities/add/0", "a"), ("/containerDefinitions/0/linuxParameters/capabilities/add/1", "a"), ("/containerDefinitions/1/linuxParameters/capabilities/add/0", "b")],
            Judge("""{ "containerDefinitions": [{ "name": "a", "linuxParameters": { "capabilities": { "add": ["SYS_ADMIN", "ALL"] } } }, { "name": "b", "linuxParameters": { "capabilities": { "add": ["SYS_BOOT"] } } }] }""")
                .Violations.Select(violation => (violation.Path, violation.Container)));

    [Theory]
    [InlineData("\"requiresCompatibilities\": [\"FARGATE\"],")]
    [InlineData("\"runtimePlatform\": { \"operatingSystemFamily\": \"WINDOWS_SERVER_2022_CORE\" },")]
    public void Leaves_Fargate_to_its_own_policy_and_says_nothing_about_Windows(string members) => AssertNotApplicable(Definition("[\"SYS_ADMIN\"]", members));

    [Theory]
    [InlineData("", "\"${X}\"", "/containerDefinitions/1/linuxParameters/capabilities/add")]
    [InlineData("", "[\"${X}\"]", "/containerDefinitions/1/linuxParameters/capabilities/add/0")]
    [InlineData("\"requiresCompatibilities\": \"${X}\",", "[\"SYS_ADMIN\"]", "/requiresCompatibilities")]
    public void Cannot_tell_while_a_value_is_hidden(string members, string add, string path) =>
        AssertUndetermined(Definition(add, members), (path, UndeterminedReason.Placeholder));

    private static string Definition(string add, string members = "") =>
        $$"""{ {{members}} "containerDefinitions": [{ "name": "ok", "linuxParameters": {} }, { "name": "app", "linuxParameters": { "capabilities": { "add": {{add}} } } }] }""";
}
