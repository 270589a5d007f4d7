using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class OutOfMemoryTests : TaskStatePolicyTests<OutOfMemory>
{
    [Theory]
    [InlineData("OutOfMemoryError: Container killed due to memory usage")]
    [InlineData("OutOfMemoryError: container killed due to memory usage")]
    [InlineData("outofmemoryerror")]
    public void Reports_a_container_whose_reason_says_so(string reason) =>
        AssertViolated(
            $$"""{ "lastStatus": "STOPPED", "containers": [{ "name": "app", "lastStatus": "STOPPED", "exitCode": 137, "memory": "512", "reason": "{{reason}}" }] }""",
            ("/containers/0", "app", "Container 'app' ran out of memory at its limit of 512 MiB (exit code 137)."));

    [Theory]
    [InlineData("SpotInterruption")]
    [InlineData("TerminationNotice")]
    [InlineData("EssentialContainerExited")]
    [InlineData("UserInitiated")]
    public void It_does_not_matter_what_stopped_the_task(string code) =>
        AssertViolated(
            $$"""{ "lastStatus": "STOPPED", "stopCode": "{{code}}", "memory": "1024", "containers": [{ "name": "app", "reason": "OutOfMemoryError: x", "memory": "null" }] }""",
            ("/containers/0", "app", "Container 'app' ran out of memory in a task of 1024 MiB."));

    [Fact]
    public void Reports_each_container() =>
        AssertViolated(
            """{ "lastStatus": "STOPPED", "containers": [{ "name": "a", "reason": "OutOfMemoryError: x" }, { "name": "b", "exitCode": 0 }, { "reason": "OutOfMemoryError: x", "exitCode": 137 }] }""",
            ("/containers/0", "a", "Container 'a' ran out of memory."),
            ("/containers/2", null, "Container '?' ran out of memory (exit code 137)."));

    [Fact]
    public void A_container_can_stop_before_its_task() =>
        AssertViolated(
            """{ "lastStatus": "RUNNING", "desiredStatus": "RUNNING", "containers": [{ "name": "a", "lastStatus": "STOPPED", "reason": "OutOfMemoryError: x" }, { "name": "b", "lastStatus": "RUNNING" }] }""",
            ("/containers/0", "a", "Container 'a' ran out of memory."));

    [Theory]
    [InlineData("""{ "name": "app", "exitCode": 137 }""")]
    [InlineData("""{ "name": "app", "exitCode": 137, "reason": "CannotStartContainerError: OutOfMemoryError" }""")]
    [InlineData("""{ "name": "app", "reason": null }""")]
    public void Being_killed_is_not_enough(string container) =>
        AssertPassed($$"""{ "lastStatus": "STOPPED", "containers": [{{container}}] }""");

    [Theory]
    [InlineData("""{ "lastStatus": "RUNNING", "containers": [{ "name": "app", "lastStatus": "RUNNING", "reason": "OutOfMemoryError: x" }] }""")]
    [InlineData("""{ "lastStatus": "STOPPED", "containers": [] }""")]
    [InlineData("""{ "lastStatus": "STOPPED" }""")]
    public void Nothing_is_said_while_nothing_has_stopped(string detail) => AssertNotApplicable(detail);
}
