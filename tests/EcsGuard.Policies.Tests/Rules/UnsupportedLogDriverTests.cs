using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UnsupportedLogDriverTests : PolicyTests<UnsupportedLogDriver>
{
    private static string Task(string driver, string compatibility) =>
        $$"""{ "requiresCompatibilities": ["{{compatibility}}"], "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "{{driver}}" } }] }""";

    [Theory]
    [InlineData("awslogs")]
    [InlineData("splunk")]
    [InlineData("awsfirelens")]
    public void Accepts_the_drivers_of_fargate_anywhere(string driver)
    {
        AssertPassed(Task(driver, "FARGATE"));
        AssertPassed(Task(driver, "EC2"));
        AssertPassed(Task(driver, "${PLATFORM}"));
    }

    [Theory]
    [InlineData("json-file")]
    [InlineData("syslog")]
    [InlineData("journald")]
    [InlineData("gelf")]
    [InlineData("fluentd")]
    [InlineData("none")]
    public void Accepts_the_drivers_of_docker_on_instances_only(string driver)
    {
        AssertPassed(Task(driver, "EC2"));
        AssertViolated(Task(driver, "FARGATE"), ("/containerDefinitions/0/logConfiguration/logDriver", $"Container 'app' logs through {driver}; Fargate has only awslogs, splunk, awsfirelens."));
        AssertUndetermined(Task(driver, "${PLATFORM}"), ("/requiresCompatibilities/0", UndeterminedReason.Placeholder));
    }

    [Theory]
    [InlineData("awslog", "'awslog'; did you mean awslogs?")]
    [InlineData("AWSLogs", "'AWSLogs'; did you mean awslogs?")]
    [InlineData("gcplogs", "'gcplogs'.")]
    [InlineData("", "''.")]
    public void Reports_a_driver_that_ecs_does_not_know(string driver, string end) =>
        AssertViolated(Task(driver, "EC2"), ("/containerDefinitions/0/logConfiguration/logDriver", $"Container 'app' names a log driver that ECS does not know, {end}"));

    [Fact]
    public void Reports_it_once_on_fargate_too() =>
        AssertViolated(Task("gcplogs", "FARGATE"), ("/containerDefinitions/0/logConfiguration/logDriver", "Container 'app' names a log driver that ECS does not know, 'gcplogs'."));

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "a" }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "logConfiguration": {} }] }""")]
    public void A_task_without_a_driver_is_left_alone(string definition) => AssertNotApplicable(definition);

    [Fact]
    public void Cannot_tell_while_the_driver_is_hidden() =>
        AssertUndetermined(Task("${DRIVER}", "FARGATE"), ("/containerDefinitions/0/logConfiguration/logDriver", UndeterminedReason.Placeholder));
}
