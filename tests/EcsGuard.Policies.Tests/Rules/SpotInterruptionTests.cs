using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class SpotInterruptionTests : TaskStatePolicyTests<SpotInterruption>
{
    [Theory]
    [InlineData("""{ "lastStatus": "RUNNING", "desiredStatus": "RUNNING" }""")]
    [InlineData("""{ "lastStatus": "STOPPED", "stopCode": "EssentialContainerExited" }""")]
    [InlineData("""{ "lastStatus": "STOPPED", "stopCode": "UserInitiated", "stoppedReason": "Your Spot Task was interrupted." }""")]
    [InlineData("""{ "lastStatus": "STOPPED", "stopCode": "null" }""")]
    public void Accepts_a_task_that_was_not_interrupted(string detail) => AssertPassed(detail);

    [Theory]
    [InlineData("SpotInterruption", "RUNNING")]
    [InlineData("TerminationNotice", "RUNNING")]
    [InlineData("SpotInterruption", "DEACTIVATING")]
    [InlineData("SpotInterruption", "STOPPING")]
    [InlineData("SpotInterruption", "DEPROVISIONING")]
    public void Reports_the_warning(string stopCode, string lastStatus) =>
        AssertViolated(
            $$"""{ "lastStatus": "{{lastStatus}}", "desiredStatus": "STOPPED", "stopCode": "{{stopCode}}", "containers": [{ "name": "app" }] }""",
            ("", null, "Two-minute warning: AWS takes the task's Spot capacity back, and the task is being stopped."));

    [Fact]
    public void Is_recorded_for_each_task() => Assert.True(new SpotInterruption().RecordsEachTask);

    [Theory]
    [InlineData("SpotInterruption")]
    [InlineData("TerminationNotice")]
    public void Reports_the_end(string stopCode) =>
        AssertViolated(
            $$"""{ "lastStatus": "STOPPED", "desiredStatus": "STOPPED", "stopCode": "{{stopCode}}" }""",
            ("", null, "The task has stopped: AWS took its Spot capacity back."));
}
