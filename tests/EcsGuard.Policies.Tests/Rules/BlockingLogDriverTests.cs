using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class BlockingLogDriverTests : PolicyTests<BlockingLogDriver>
{
    private static string Task(string logConfiguration, string container = "") =>
        $$"""{ "containerDefinitions": [{ "name": "app"{{container}}, "logConfiguration": {{logConfiguration}} }] }""";

    [Theory]
    [InlineData("""{ "logDriver": "awslogs", "options": { "mode": "non-blocking" } }""")]
    [InlineData("""{ "logDriver": "awslogs", "options": {} }""")]
    [InlineData("""{ "logDriver": "awslogs", "options": { "mode": null } }""")]
    [InlineData("""{ "logDriver": "awslogs" }""")]
    [InlineData("""{ "logDriver": "splunk", "options": { "mode": "non-blocking" } }""")]
    public void Accepts_delivery_that_does_not_block(string log) => AssertPassed(Task(log));

    [Theory]
    [InlineData("awslogs")]
    [InlineData("splunk")]
    [InlineData("fluentd")]
    [InlineData("gelf")]
    [InlineData("syslog")]
    public void Reports_a_driver_that_is_told_to_block(string driver) =>
        AssertViolated(
            Task($$"""{ "logDriver": "{{driver}}", "options": { "mode": "blocking" } }"""),
            ("/containerDefinitions/0/logConfiguration/options/mode", $"Container 'app' logs through {driver} in blocking mode: set mode to non-blocking."));

    [Theory]
    [InlineData("""{ "logDriver": "awslogs", "options": { "tag": "x" } }""", "/containerDefinitions/0/logConfiguration/options")]
    [InlineData("""{ "logDriver": "awslogs" }""", "/containerDefinitions/0/logConfiguration")]
    public void Reports_a_driver_that_the_account_makes_block(string log, string path)
    {
        Context = Context with { DefaultLogDriverMode = "blocking" };
        AssertViolated(Task(log), (path, "Container 'app' logs through awslogs in blocking mode, the account's default: set mode to non-blocking."));
    }

    [Fact]
    public void The_containers_own_mode_outweighs_the_accounts()
    {
        Context = Context with { DefaultLogDriverMode = "blocking" };
        AssertPassed(Task("""{ "logDriver": "awslogs", "options": { "mode": "non-blocking" } }"""));
        Context = Context with { DefaultLogDriverMode = "non-blocking" };
        AssertPassed(Task("""{ "logDriver": "awslogs" }"""));
        AssertViolated(
            Task("""{ "logDriver": "awslogs", "options": { "mode": "blocking" } }"""),
            ("/containerDefinitions/0/logConfiguration/options/mode", "Container 'app' logs through awslogs in blocking mode: set mode to non-blocking."));
    }

    [Fact]
    public void Reports_each_container() =>
        AssertViolated(
            """
            { "containerDefinitions": [
              { "name": "a", "logConfiguration": { "logDriver": "awslogs", "options": { "mode": "blocking" } } },
              { "name": "b", "logConfiguration": { "logDriver": "awslogs", "options": { "mode": "non-blocking" } } },
              { "name": "c", "logConfiguration": { "logDriver": "splunk", "options": { "mode": "blocking" } } }] }
            """,
            ("/containerDefinitions/0/logConfiguration/options/mode", "Container 'a' logs through awslogs in blocking mode: set mode to non-blocking."),
            ("/containerDefinitions/2/logConfiguration/options/mode", "Container 'c' logs through splunk in blocking mode: set mode to non-blocking."));

    [Theory]
    [InlineData("""{ "logDriver": "awsfirelens", "options": { "mode": "blocking" } }""")]
    [InlineData("""{ "logDriver": "json-file", "options": { "mode": "blocking" } }""")]
    [InlineData("""{ "logDriver": "journald" }""")]
    [InlineData("""{ "options": { "mode": "blocking" } }""")]
    [InlineData("null")]
    public void Other_drivers_have_no_mode_to_hang_on(string log)
    {
        Context = Context with { DefaultLogDriverMode = "blocking" };
        AssertNotApplicable(Task(log));
    }

    [Theory]
    [InlineData("app")]
    [InlineData("a*")]
    public void A_container_that_must_not_lose_a_line_is_excused(string pattern)
    {
        Context = Context.With("lossy-audit-log", AuditContainers.Names, [pattern]);
        AssertPassed(Task("""{ "logDriver": "awslogs", "options": { "mode": "blocking" } }"""));
    }

    [Fact]
    public void Only_that_container_is_excused()
    {
        Context = Context.With("lossy-audit-log", AuditContainers.Names, ["audit"]);
        AssertViolated(
            Task("""{ "logDriver": "awslogs", "options": { "mode": "blocking" } }"""),
            ("/containerDefinitions/0/logConfiguration/options/mode", "Container 'app' logs through awslogs in blocking mode: set mode to non-blocking."));
    }

    [Theory]
    [InlineData("""{ "logDriver": "awslogs", "options": { "mode": "${MODE}" } }""", "/containerDefinitions/0/logConfiguration/options/mode", UndeterminedReason.Placeholder)]
    [InlineData("""{ "logDriver": "awslogs", "options": "HIDDEN_DUE_TO_SECURITY_REASONS" }""", "/containerDefinitions/0/logConfiguration/options", UndeterminedReason.Redacted)]
    [InlineData("""{ "logDriver": "${DRIVER}", "options": { "mode": "blocking" } }""", "/containerDefinitions/0/logConfiguration/logDriver", UndeterminedReason.Placeholder)]
    [InlineData(""" "HIDDEN_DUE_TO_SECURITY_REASONS" """, "/containerDefinitions/0/logConfiguration", UndeterminedReason.Redacted)]
    public void Cannot_tell_while_a_value_is_hidden(string log, string path, UndeterminedReason reason) =>
        AssertUndetermined(Task(log), (path, reason));

    [Fact]
    public void Becomes_non_blocking_with_a_buffer() =>
        AssertFixed(
            Task("""{ "logDriver": "awslogs", "options": { "mode": "blocking" } }"""),
            Task("""{ "logDriver": "awslogs", "options": { "mode": "non-blocking", "max-buffer-size": "25m" } }"""));

    [Fact]
    public void A_buffer_that_is_given_stays() =>
        AssertFixed(
            Task("""{ "logDriver": "awslogs", "options": { "mode": "blocking", "max-buffer-size": "4m" } }"""),
            Task("""{ "logDriver": "awslogs", "options": { "mode": "non-blocking", "max-buffer-size": "4m" } }"""));

    [Theory]
    [InlineData(99, "24m")]
    [InlineData(100, "25m")]
    [InlineData(104, "25m")]
    [InlineData(4, "1m")]
    public void The_buffer_takes_no_more_than_a_quarter_of_the_memory(int memory, string buffer) =>
        AssertFixed(
            Task("""{ "logDriver": "awslogs", "options": { "mode": "blocking" } }""", $", \"memory\": {memory}"),
            Task($$"""{ "logDriver": "awslogs", "options": { "mode": "non-blocking", "max-buffer-size": "{{buffer}}" } }""", $", \"memory\": {memory}"));

    [Theory]
    [InlineData("30m", "30m")]
    [InlineData("1025k", "25m")]
    public void The_buffer_is_not_smaller_than_the_policy_file_wants(string minimum, string buffer)
    {
        Context = Context.With(LogBuffer.Owner, LogBuffer.Minimum, minimum);
        Becomes(buffer);
    }

    [Fact]
    public void A_minimum_between_two_mebibytes_is_rounded_up()
    {
        Context = Context.With(LogBuffer.Owner, LogBuffer.Minimum, "25601k");
        Becomes("26m");
        Context = Context.With(LogBuffer.Owner, LogBuffer.MaxShare, 0.01);
        Becomes("26m");
    }

    [Fact]
    public void A_container_with_room_for_less_than_a_mebibyte_gets_just_that()
    {
        Context = Context.With(LogBuffer.Owner, LogBuffer.Minimum, "512k").With(LogBuffer.Owner, LogBuffer.MaxShare, 0.01);
        AssertFixed(
            """{ "containerDefinitions": [{ "name": "a", "memory": 64, "logConfiguration": { "logDriver": "splunk", "options": { "mode": "blocking" } } }] }""",
            """{ "containerDefinitions": [{ "name": "a", "memory": 64, "logConfiguration": { "logDriver": "splunk", "options": { "mode": "non-blocking", "max-buffer-size": "671088b" } } }] }""");
    }

    [Theory]
    [InlineData("", ", \"memory\": \"${MEMORY}\"")]
    [InlineData(", \"memory\": \"${MEMORY}\"", "")]
    public void Where_the_memory_is_hidden_no_buffer_is_sure_to_fit(string container, string task) =>
        Assert.Empty(Assert.Single(Judge($$"""{ "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "awslogs", "options": { "mode": "blocking" } }{{container}} }]{{task}} }""").Violations).Fix);

    [Theory]
    [InlineData("""{ "logDriver": "splunk" }""", """{ "logDriver": "splunk", "options": { "mode": "non-blocking", "max-buffer-size": "25m" } }""")]
    [InlineData("""{ "logDriver": "awslogs", "options": { "tag": "x" } }""", """{ "logDriver": "awslogs", "options": { "tag": "x", "mode": "non-blocking", "max-buffer-size": "25m" } }""")]
    public void Options_that_are_missing_are_added(string log, string repaired)
    {
        Context = Context with { DefaultLogDriverMode = "blocking" };
        AssertFixed(Task(log), Task(repaired));
    }

    private void Becomes(string buffer) =>
        AssertFixed(
            Task("""{ "logDriver": "awslogs", "options": { "mode": "blocking" } }"""),
            Task($$"""{ "logDriver": "awslogs", "options": { "mode": "non-blocking", "max-buffer-size": "{{buffer}}" } }"""));
}
