using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class RootUserTests : PolicyTests<RootUser>
{
    private const string Windows = "\"runtimePlatform\": { \"operatingSystemFamily\": \"WINDOWS_SERVER_2022_CORE\" },";
    private const string Missing = "Container 'app' sets no user, so it runs as root (on Windows as ContainerAdministrator) unless its image says otherwise. Set user.";

    [Theory]
    [InlineData("1000")]
    [InlineData("1000:1000")]
    [InlineData("1:0")]
    [InlineData("10")]
    [InlineData("web")]
    [InlineData("web:root")]
    [InlineData("rootless")]
    [InlineData("ContainerAdministrator")]
    public void Accepts_an_unprivileged_user(string user) => AssertPassed(Definition($"\"user\": \"{user}\""));

    [Theory]
    [InlineData("0")]
    [InlineData("00")]
    [InlineData("0:0")]
    [InlineData("0:1000")]
    [InlineData("root")]
    [InlineData("root:root")]
    [InlineData("root:web")]
    public void Reports_root_by_name_and_number_with_any_group(string user) =>
        AssertViolated(Definition($"\"user\": \"{user}\""), ("/containerDefinitions/0/user", $"Container 'app' runs as {user}. Set user to one without privileges."));

    [Theory]
    [InlineData("\"user\": null", "")]
    [InlineData("\"user\": \"\"", "")]
    [InlineData("\"cpu\": 0", "")]
    [InlineData("\"cpu\": 0", Windows)]
    [InlineData("\"cpu\": 0", "\"runtimePlatform\": \"${X}\",")]
    public void Reports_a_missing_user_on_either_system(string member, string members) =>
        AssertViolated(Definition(member, members), ("/containerDefinitions/0", Missing));

    [Theory]
    [InlineData("ContainerAdministrator")]
    [InlineData("containeradministrator")]
    [InlineData("User Manager\\\\ContainerAdministrator")]
    public void Reports_the_administrator_of_Windows(string user) =>
        AssertViolated(
            Definition($"\"user\": \"{user}\"", Windows),
            ("/containerDefinitions/0/user", $"Container 'app' runs as {user.Replace(@"\\", @"\", StringComparison.Ordinal)}. Set user to one without privileges."));

    [Theory]
    [InlineData("ContainerUser")]
    [InlineData("NotContainerAdministrator")]
    [InlineData("root")]
    [InlineData("0:0")]
    public void Windows_is_not_judged_by_Linux_users(string user) => AssertPassed(Definition($"\"user\": \"{user}\"", Windows));

    [Fact]
    public void Reports_each_container() =>
        Assert.Equal(
            ["/containerDefinitions/0", "/containerDefinitions/2/user"],
            Judge("""{ "containerDefinitions": [{ "name": "a" }, { "name": "b", "user": "1" }, { "name": "c", "user": "0" }] }""").Violations.Select(violation => violation.Path));

    [Theory]
    [InlineData("\"user\": \"${X}\"", "", "/containerDefinitions/0/user")]
    [InlineData("\"user\": \"root\"", "\"runtimePlatform\": \"${X}\",", "/runtimePlatform")]
    [InlineData("\"user\": \"ContainerAdministrator\"", "\"runtimePlatform\": \"${X}\",", "/runtimePlatform")]
    public void Cannot_tell_while_a_value_is_hidden(string member, string members, string path) =>
        AssertUndetermined(Definition(member, members), (path, UndeterminedReason.Placeholder));

    [Fact]
    public void A_hidden_system_does_not_matter_to_an_unprivileged_user() => AssertPassed(Definition("\"user\": \"1000\"", "\"runtimePlatform\": \"${X}\","));

    private static string Definition(string member, string members = "") => $$"""{ {{members}} "containerDefinitions": [{ "name": "app", {{member}} }] }""";
}
