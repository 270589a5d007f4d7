using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class MissingInitProcessTests : PolicyTests<MissingInitProcess>
{
    private const string Message = "Container 'app' has no init process: set linuxParameters.initProcessEnabled to true.";

    [Fact]
    public void Accepts_an_init_process() => AssertPassed(Task("""{ "name": "app", "linuxParameters": { "initProcessEnabled": true } }"""));

    [Theory]
    [InlineData("""{ "name": "app" }""", """{ "name": "app", "linuxParameters": { "initProcessEnabled": true } }""")]
    [InlineData("""{ "name": "app", "linuxParameters": {} }""", """{ "name": "app", "linuxParameters": { "initProcessEnabled": true } }""")]
    [InlineData("""{ "name": "app", "linuxParameters": { "initProcessEnabled": false, "maxSwap": 1 } }""", """{ "name": "app", "linuxParameters": { "initProcessEnabled": true, "maxSwap": 1 } }""")]
    public void Reports_and_repairs_a_container_without_one(string container, string repaired)
    {
        AssertViolated(Task(container), ("/containerDefinitions/0", Message));
        AssertFixed(Task(container), Task(repaired));
    }

    [Fact]
    public void Says_nothing_about_windows() =>
        AssertNotApplicable("""{ "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" }, "containerDefinitions": [{ "name": "app" }] }""");

    [Fact]
    public void What_is_hidden_on_windows_does_not_matter() =>
        AssertNotApplicable("""{ "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" }, "containerDefinitions": [{ "linuxParameters": "${L}" }] }""");

    [Fact]
    public void Cannot_tell_while_something_is_hidden()
    {
        AssertUndetermined(Task("""{ "linuxParameters": "${L}" }"""), ("/containerDefinitions/0/linuxParameters", UndeterminedReason.Placeholder));
        AssertUndetermined(Task("""{ "linuxParameters": { "initProcessEnabled": "${I}" } }"""), ("/containerDefinitions/0/linuxParameters/initProcessEnabled", UndeterminedReason.Placeholder));
        AssertUndetermined("""{ "runtimePlatform": "${P}", "containerDefinitions": [{ "name": "app" }] }""", ("/runtimePlatform", UndeterminedReason.Placeholder));
        AssertPassed("""{ "runtimePlatform": "${P}", "containerDefinitions": [{ "linuxParameters": { "initProcessEnabled": true } }] }""");
        AssertUndetermined("""{ "containerDefinitions": "${C}" }""", ("/containerDefinitions", UndeterminedReason.Placeholder));
    }

    private static string Task(string containers) => $$"""{ "containerDefinitions": [{{containers}}] }""";
}
