using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class KilledOnInterruptionTests : TaskStatePolicyTests<KilledOnInterruption>
{
    [Theory]
    [InlineData("""{ "lastStatus": "RUNNING", "stopCode": "SpotInterruption", "containers": [{ "name": "app", "exitCode": 137 }] }""")]
    [InlineData("""{ "lastStatus": "STOPPED", "stopCode": "EssentialContainerExited", "containers": [{ "name": "app", "exitCode": 137 }] }""")]
    [InlineData("""{ "lastStatus": "STOPPED", "containers": [{ "name": "app", "exitCode": 137 }] }""")]
    public void Says_nothing_before_the_end_of_an_interrupted_task(string detail) => AssertNotApplicable(detail);

    [Theory]
    [InlineData("""{ "name": "app", "exitCode": 0 }""")]
    [InlineData("""{ "name": "app", "exitCode": 143 }""")]
    [InlineData("""{ "name": "app", "exitCode": 136 }""")]
    [InlineData("""{ "name": "app", "exitCode": 138 }""")]
    [InlineData("""{ "name": "app" }""")]
    [InlineData("""{ "name": "app", "exitCode": "null" }""")]
    [InlineData("""{ "name": "app", "exitCode": 137, "reason": "OutOfMemoryError: Container killed due to memory usage" }""")]
    [InlineData("""{ "name": "app", "exitCode": 137, "reason": "outofmemoryerror: container killed due to memory usage" }""")]
    [InlineData("""{ "name": "aws-guardduty-agent-AbC123", "exitCode": 137 }""")]
    [InlineData("""{ "name": "ecs-service-connect-x1Y2", "exitCode": 137 }""")]
    public void Accepts_a_container_that_stopped_in_time_or_died_of_something_else(string container) => AssertPassed(Stopped(container));

    [Theory]
    [InlineData("SpotInterruption")]
    [InlineData("TerminationNotice")]
    public void Reports_each_killed_container(string stopCode) =>
        AssertViolated(
            $$"""
            {
              "lastStatus": "STOPPED",
              "stopCode": "{{stopCode}}",
              "containers": [
                { "name": "app", "exitCode": 137 },
                { "name": "helper", "exitCode": 0 },
                { "name": "worker", "exitCode": 137, "reason": "CannotStopContainerError: OutOfMemoryError" }
              ]
            }
            """,
            ("/containers/0", "app", "Container 'app' was killed (exit code 137): it still ran when its time to stop was over."),
            ("/containers/2", "worker", "Container 'worker' was killed (exit code 137): it still ran when its time to stop was over."));

    [Fact]
    public void Reports_a_container_without_a_name() =>
        AssertViolated(Stopped("""{ "exitCode": 137 }"""), ("/containers/0", null, "Container '?' was killed (exit code 137): it still ran when its time to stop was over."));

    private static string Stopped(string container) =>
        $$"""{ "lastStatus": "STOPPED", "stopCode": "SpotInterruption", "containers": [{{container}}] }""";
}
