using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UnrestartedSidecarTests : PolicyTests<UnrestartedSidecar>
{
    private const string Message = "Container 'adot' (AWS Distro for OpenTelemetry) is not essential and has no restart policy: after one crash it is gone for the task's life.";

    [Theory]
    [InlineData("""{ "name": "app", "essential": false }""")]
    [InlineData("""{ "name": "app", "dependsOn": [{ "containerName": "adot", "condition": "COMPLETE" }] }, { "name": "adot", "essential": false }""")]
    public void Says_nothing_without_a_long_running_sidecar(string containers) => AssertNotApplicable(Task(containers));

    [Theory]
    [InlineData("""{ "name": "adot" }""")]
    [InlineData("""{ "name": "adot", "essential": true, "restartPolicy": { "enabled": false } }""")]
    [InlineData("""{ "name": "adot", "essential": false, "restartPolicy": { "enabled": true } }""")]
    [InlineData("""{ "name": "adot", "essential": "${E}", "restartPolicy": { "enabled": true } }""")]
    public void Accepts_what_is_essential_or_restarted(string container) => AssertPassed(Task(container));

    [Theory]
    [InlineData("""{ "name": "adot", "essential": false }""", """{ "name": "adot", "essential": false, "restartPolicy": { "enabled": true } }""")]
    [InlineData("""{ "name": "adot", "essential": false, "restartPolicy": { "enabled": false } }""", """{ "name": "adot", "essential": false, "restartPolicy": { "enabled": true } }""")]
    [InlineData("""{ "name": "adot", "essential": false, "restartPolicy": { "restartAttemptPeriod": 60 } }""", """{ "name": "adot", "essential": false, "restartPolicy": { "restartAttemptPeriod": 60, "enabled": true } }""")]
    public void Reports_and_repairs_one_that_is_neither(string container, string repaired)
    {
        AssertViolated(Task(container), ("/containerDefinitions/0", Message));
        AssertFixed(Task(container), Task(repaired));
    }

    [Fact]
    public void Cannot_tell_while_something_is_hidden()
    {
        AssertUndetermined(Task("""{ "name": "adot", "essential": "${E}" }"""), ("/containerDefinitions/0/essential", UndeterminedReason.Placeholder));
        AssertUndetermined(Task("""{ "name": "adot", "essential": false, "restartPolicy": "${R}" }"""), ("/containerDefinitions/0/restartPolicy", UndeterminedReason.Placeholder));
        AssertUndetermined(Task("""{ "name": "adot", "essential": false, "restartPolicy": { "enabled": "${R}" } }"""), ("/containerDefinitions/0/restartPolicy/enabled", UndeterminedReason.Placeholder));
        AssertUndetermined("""{ "containerDefinitions": "${C}" }""", ("/containerDefinitions", UndeterminedReason.Placeholder));
    }

    private static string Task(string containers) => $$"""{ "containerDefinitions": [{{containers}}] }""";
}
