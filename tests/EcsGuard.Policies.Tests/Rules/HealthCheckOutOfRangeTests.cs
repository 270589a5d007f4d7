using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class HealthCheckOutOfRangeTests : PolicyTests<HealthCheckOutOfRange>
{
    [Fact]
    public void Says_nothing_without_a_health_check() => AssertNotApplicable("""{ "containerDefinitions": [{ "name": "app" }] }""");

    [Theory]
    [InlineData("")]
    [InlineData(""" "interval": 5, "timeout": 2, "retries": 1, "startPeriod": 0 """)]
    [InlineData(""" "interval": 300, "timeout": 60, "retries": 10, "startPeriod": 300 """)]
    public void Accepts_the_ranges_with_their_ends(string check) => AssertPassed(Task(check));

    [Fact]
    public void Accepts_several_health_checks() =>
        AssertPassed("""{ "containerDefinitions": [{ "healthCheck": { "interval": 5 } }, { "healthCheck": { "interval": 5 } }] }""");

    [Theory]
    [InlineData("interval", 4, "4 s", "5 to 300 s")]
    [InlineData("interval", 301, "301 s", "5 to 300 s")]
    [InlineData("timeout", 1, "1 s", "2 to 60 s")]
    [InlineData("timeout", 61, "61 s", "2 to 60 s")]
    [InlineData("retries", 0, "0", "1 to 10")]
    [InlineData("retries", 11, "11", "1 to 10")]
    [InlineData("startPeriod", -1, "-1 s", "0 to 300 s")]
    [InlineData("startPeriod", 301, "301 s", "0 to 300 s")]
    public void Reports_what_is_outside(string name, int value, string found, string wanted) =>
        AssertViolated(
            Task($"\"{name}\": {value}"),
            ($"/containerDefinitions/0/healthCheck/{name}", $"The health check of container 'app' has {name} {found}; ECS takes {wanted}."));

    [Fact]
    public void Reports_every_number() =>
        AssertViolated(
            Task(""" "startPeriod": 600, "interval": 1 """),
            ("/containerDefinitions/0/healthCheck/interval", "The health check of container 'app' has interval 1 s; ECS takes 5 to 300 s."),
            ("/containerDefinitions/0/healthCheck/startPeriod", "The health check of container 'app' has startPeriod 600 s; ECS takes 0 to 300 s."));

    [Fact]
    public void Cannot_tell_while_a_number_is_hidden()
    {
        AssertUndetermined(Task(""" "interval": "30" """), ("/containerDefinitions/0/healthCheck/interval", UndeterminedReason.WrongType));
        AssertUndetermined("""{ "containerDefinitions": [{ "healthCheck": "${H}" }] }""", ("/containerDefinitions/0/healthCheck", UndeterminedReason.Placeholder));
        AssertUndetermined("""{ "containerDefinitions": "${C}" }""", ("/containerDefinitions", UndeterminedReason.Placeholder));
    }

    private static string Task(string check) => $$"""{ "containerDefinitions": [{ "name": "app", "healthCheck": { {{check}} } }] }""";
}
