using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class LossyAuditLogTests : PolicyTests<LossyAuditLog>
{
    private static string Task(string logConfiguration, string members = "") =>
        $$"""{ "containerDefinitions": [{ "name": "app", "logConfiguration": {{logConfiguration}} }]{{members}} }""";

    public LossyAuditLogTests() => Context = PolicyContext.Empty.With("lossy-audit-log", AuditContainers.Names, ["audit", "a*p"]);

    [Fact]
    public void Accepts_blocking_delivery()
    {
        AssertPassed(Task("""{ "logDriver": "awslogs", "options": { "mode": "blocking" } }"""));
        Context = Context with { DefaultLogDriverMode = "blocking" };
        AssertPassed(Task("""{ "logDriver": "splunk" }"""));
    }

    [Theory]
    [InlineData("""{ "logDriver": "awslogs", "options": { "mode": "non-blocking" } }""", "/containerDefinitions/0/logConfiguration/options/mode")]
    [InlineData("""{ "logDriver": "awslogs", "options": {} }""", "/containerDefinitions/0/logConfiguration/options")]
    [InlineData("""{ "logDriver": "awslogs" }""", "/containerDefinitions/0/logConfiguration")]
    public void Reports_a_listed_container_that_may_lose_lines(string log, string path) =>
        AssertViolated(Task(log), (path, "Container 'app' must not lose a line, but logs through awslogs in non-blocking mode: set mode to blocking."));

    [Fact]
    public void The_containers_own_mode_outweighs_the_accounts()
    {
        Context = Context with { DefaultLogDriverMode = "blocking" };
        AssertViolated(
            Task("""{ "logDriver": "splunk", "options": { "mode": "non-blocking" } }"""),
            ("/containerDefinitions/0/logConfiguration/options/mode", "Container 'app' must not lose a line, but logs through splunk in non-blocking mode: set mode to blocking."));
    }

    [Theory]
    [InlineData("""{ "logDriver": "splunk", "options": { "mode": "non-blocking", "max-buffer-size": "25m" } }""", """{ "logDriver": "splunk", "options": { "mode": "blocking" } }""")]
    [InlineData("""{ "logDriver": "splunk", "options": { "max-buffer-size": "25m" } }""", """{ "logDriver": "splunk", "options": { "mode": "blocking" } }""")]
    [InlineData("""{ "logDriver": "splunk" }""", """{ "logDriver": "splunk", "options": { "mode": "blocking" } }""")]
    public void Becomes_blocking_without_a_buffer(string log, string repaired) => AssertFixed(Task(log), Task(repaired));

    [Fact]
    public void Where_no_option_is_there_all_are_written_or_none()
    {
        const string Family = ", \"family\": \"web\"";
        Assert.Empty(Assert.Single(Judge(Task("""{ "logDriver": "awslogs" }""", Family)).Violations).Fix);
        Context = Context with { Arn = new("aws", "eu-west-1", "111122223333", "web", 1) };
        AssertFixed(
            Task("""{ "logDriver": "awslogs" }""", Family),
            Task("""{ "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/web", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "app", "mode": "blocking" } }""", Family));
    }

    [Theory]
    [InlineData("""{ "logDriver": "awsfirelens", "options": { "mode": "non-blocking" } }""")]
    [InlineData("""{ "logDriver": "json-file" }""")]
    [InlineData("null")]
    public void A_driver_without_a_mode_is_left_alone(string log) => AssertNotApplicable(Task(log));

    [Fact]
    public void A_container_that_is_not_listed_is_left_alone()
    {
        Context = Context.With("lossy-audit-log", AuditContainers.Names, ["audit"]);
        AssertNotApplicable(Task("""{ "logDriver": "awslogs", "options": { "mode": "non-blocking" } }"""));
    }

    [Fact]
    public void A_container_without_a_name_is_not_listed() =>
        AssertNotApplicable("""{ "containerDefinitions": [{ "logConfiguration": { "logDriver": "awslogs" } }] }""");

    [Fact]
    public void Cannot_tell_while_the_mode_is_hidden() =>
        AssertUndetermined(Task("""{ "logDriver": "awslogs", "options": { "mode": "${MODE}" } }"""), ("/containerDefinitions/0/logConfiguration/options/mode", UndeterminedReason.Placeholder));
}
