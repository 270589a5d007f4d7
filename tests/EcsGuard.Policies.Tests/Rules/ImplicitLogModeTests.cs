using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class ImplicitLogModeTests : PolicyTests<ImplicitLogMode>
{
    private static string Task(string logConfiguration) =>
        $$"""{ "containerDefinitions": [{ "name": "app", "logConfiguration": {{logConfiguration}} }] }""";

    [Theory]
    [InlineData("non-blocking")]
    [InlineData("blocking")]
    [InlineData("${MODE}")]
    [InlineData("HIDDEN_DUE_TO_SECURITY_REASONS")]
    public void Accepts_a_mode_that_is_written_down(string mode) =>
        AssertPassed(Task($$"""{ "logDriver": "awslogs", "options": { "mode": "{{mode}}" } }"""));

    [Theory]
    [InlineData("""{ "logDriver": "awslogs", "options": { "awslogs-group": "x" } }""", "/containerDefinitions/0/logConfiguration/options")]
    [InlineData("""{ "logDriver": "awslogs", "options": { "mode": null } }""", "/containerDefinitions/0/logConfiguration/options")]
    [InlineData("""{ "logDriver": "awslogs" }""", "/containerDefinitions/0/logConfiguration")]
    public void Reports_a_mode_that_is_left_out(string log, string path) =>
        AssertViolated(Task(log), (path, "Container 'app' logs through awslogs and sets no mode: write non-blocking into the definition."));

    [Fact]
    public void Reports_each_container() =>
        AssertViolated(
            """
            { "containerDefinitions": [
              { "name": "a", "logConfiguration": { "logDriver": "awslogs", "options": {} } },
              { "name": "b", "logConfiguration": { "logDriver": "awslogs", "options": { "mode": "blocking" } } },
              { "name": "c", "logConfiguration": { "logDriver": "splunk", "options": {} } },
              { "name": "d", "logConfiguration": { "logDriver": "awslogs", "options": {} } }] }
            """,
            ("/containerDefinitions/0/logConfiguration/options", "Container 'a' logs through awslogs and sets no mode: write non-blocking into the definition."),
            ("/containerDefinitions/3/logConfiguration/options", "Container 'd' logs through awslogs and sets no mode: write non-blocking into the definition."));

    [Fact]
    public void The_account_setting_is_no_substitute()
    {
        Context = Context with { DefaultLogDriverMode = "non-blocking" };
        AssertViolated(
            Task("""{ "logDriver": "awslogs", "options": {} }"""),
            ("/containerDefinitions/0/logConfiguration/options", "Container 'app' logs through awslogs and sets no mode: write non-blocking into the definition."));
    }

    [Fact]
    public void Where_the_account_makes_it_block_another_policy_reports_it()
    {
        Context = Context with { DefaultLogDriverMode = "blocking" };
        AssertPassed(Task("""{ "logDriver": "awslogs", "options": {} }"""));
    }

    [Fact]
    public void A_container_that_must_not_lose_a_line_gets_the_mode_that_loses_none()
    {
        Context = Context.With("lossy-audit-log", AuditContainers.Names, ["app"]) with { DefaultLogDriverMode = "blocking" };
        const string Log = """{ "logDriver": "awslogs", "options": {} }""";
        AssertViolated(Task(Log), ("/containerDefinitions/0/logConfiguration/options", "Container 'app' logs through awslogs and sets no mode: write blocking into the definition."));
        AssertFixed(Task(Log), Task("""{ "logDriver": "awslogs", "options": { "mode": "blocking" } }"""));
    }

    [Fact]
    public void Where_such_a_container_loses_lines_another_policy_reports_it()
    {
        Context = Context.With("lossy-audit-log", AuditContainers.Names, ["app"]);
        AssertPassed(Task("""{ "logDriver": "awslogs", "options": {} }"""));
    }

    [Theory]
    [InlineData("""{ "logDriver": "splunk", "options": {} }""")]
    [InlineData("""{ "logDriver": "awsfirelens", "options": {} }""")]
    [InlineData("""{ "options": {} }""")]
    [InlineData("null")]
    public void Other_drivers_are_left_alone(string log) => AssertNotApplicable(Task(log));

    [Theory]
    [InlineData("""{ "logDriver": "awslogs", "options": "HIDDEN_DUE_TO_SECURITY_REASONS" }""", "/containerDefinitions/0/logConfiguration/options", UndeterminedReason.Redacted)]
    [InlineData("""{ "logDriver": "${DRIVER}", "options": {} }""", "/containerDefinitions/0/logConfiguration/logDriver", UndeterminedReason.Placeholder)]
    [InlineData("[]", "/containerDefinitions/0/logConfiguration", UndeterminedReason.WrongType)]
    public void Cannot_tell_while_a_value_is_hidden(string log, string path, UndeterminedReason reason) =>
        AssertUndetermined(Task(log), (path, reason));

    [Theory]
    [InlineData("""{ "logDriver": "awslogs", "options": { "awslogs-group": "x" } }""", """{ "logDriver": "awslogs", "options": { "awslogs-group": "x", "mode": "non-blocking", "max-buffer-size": "25m" } }""")]
    [InlineData("""{ "logDriver": "awslogs", "options": { "max-buffer-size": "4m" } }""", """{ "logDriver": "awslogs", "options": { "max-buffer-size": "4m", "mode": "non-blocking" } }""")]
    public void Writes_down_the_mode_in_force(string log, string repaired) => AssertFixed(Task(log), Task(repaired));

    [Theory]
    [InlineData("""{ "logDriver": "awslogs" }""", "")]
    [InlineData("""{ "logDriver": "awslogs", "options": {} }""", ", \"memory\": \"${MEMORY}\"")]
    public void Nothing_is_written_where_not_all_of_it_is_known(string log, string container) =>
        Assert.Empty(Assert.Single(Judge($$"""{ "containerDefinitions": [{ "name": "app", "logConfiguration": {{log}}{{container}} }] }""").Violations).Fix);

    [Fact]
    public void A_buffer_beside_blocking_mode_is_removed()
    {
        Context = Context.With("lossy-audit-log", AuditContainers.Names, ["app"]) with { DefaultLogDriverMode = "blocking" };
        AssertFixed(
            Task("""{ "logDriver": "awslogs", "options": { "max-buffer-size": "4m" } }"""),
            Task("""{ "logDriver": "awslogs", "options": { "mode": "blocking" } }"""));
    }
}
