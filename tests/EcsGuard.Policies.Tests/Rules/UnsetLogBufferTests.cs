using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UnsetLogBufferTests : PolicyTests<UnsetLogBuffer>
{
    private static string Task(string logConfiguration, string container = "") =>
        $$"""{ "containerDefinitions": [{ "name": "app"{{container}}, "logConfiguration": {{logConfiguration}} }] }""";

    [Theory]
    [InlineData("""{ "logDriver": "awslogs", "options": { "mode": "non-blocking", "max-buffer-size": "1m" } }""")]
    [InlineData("""{ "logDriver": "awslogs", "options": { "mode": "non-blocking", "max-buffer-size": "${SIZE}" } }""")]
    [InlineData("""{ "logDriver": "splunk", "options": { "mode": "blocking" } }""")]
    public void Accepts_a_size_or_no_buffer_at_all(string log) => AssertPassed(Task(log));

    [Theory]
    [InlineData("awslogs")]
    [InlineData("splunk")]
    [InlineData("fluentd")]
    public void Reports_a_buffer_of_unknown_size(string driver) =>
        AssertViolated(
            Task($$"""{ "logDriver": "{{driver}}", "options": { "mode": "non-blocking", "max-buffer-size": null } }"""),
            ("/containerDefinitions/0/logConfiguration/options", $"Container 'app' logs through {driver} in non-blocking mode and sets no max-buffer-size: set it, for instance to 25m."));

    [Fact]
    public void Names_the_size_that_the_container_can_spare() =>
        AssertViolated(
            Task("""{ "logDriver": "awslogs", "options": { "mode": "non-blocking" } }""", ", \"memory\": 64"),
            ("/containerDefinitions/0/logConfiguration/options", "Container 'app' logs through awslogs in non-blocking mode and sets no max-buffer-size: set it, for instance to 16m."));

    [Fact]
    public void Sets_nothing_where_it_is_hidden_what_the_container_can_spare()
    {
        var violation = Assert.Single(Judge(Task("""{ "logDriver": "awslogs", "options": { "mode": "non-blocking" } }""", ", \"memory\": \"${MEMORY}\"")).Violations);
        Assert.Equal("Container 'app' logs through awslogs in non-blocking mode and sets no max-buffer-size: set it, for instance to 25m.", violation.Message);
        Assert.Equal([], violation.Fix);
    }

    [Theory]
    [InlineData("", "25m")]
    [InlineData(", \"memory\": 64", "16m")]
    public void Sets_what_the_container_can_spare(string memory, string size) =>
        AssertFixed(
            Task("""{ "logDriver": "awslogs", "options": { "mode": "non-blocking" } }""", memory),
            Task($$"""{ "logDriver": "awslogs", "options": { "mode": "non-blocking", "max-buffer-size": "{{size}}" } }""", memory));

    [Theory]
    [InlineData("""{ "logDriver": "awslogs", "options": {} }""")]
    [InlineData("""{ "logDriver": "awslogs" }""")]
    [InlineData("""{ "logDriver": "awsfirelens", "options": { "mode": "non-blocking" } }""")]
    [InlineData("null")]
    public void Without_a_mode_of_its_own_a_container_is_left_alone(string log) => AssertNotApplicable(Task(log));

    [Fact]
    public void A_container_that_must_not_lose_a_line_is_another_policys()
    {
        Context = Context.With(AuditContainers.Owner, AuditContainers.Names, ["app"]);
        AssertNotApplicable(Task("""{ "logDriver": "awslogs", "options": { "mode": "non-blocking" } }"""));
    }

    [Theory]
    [InlineData("""{ "logDriver": "awslogs", "options": { "mode": "${MODE}" } }""", "/containerDefinitions/0/logConfiguration/options/mode", UndeterminedReason.Placeholder)]
    [InlineData("""{ "logDriver": "${DRIVER}", "options": { "mode": "non-blocking" } }""", "/containerDefinitions/0/logConfiguration/logDriver", UndeterminedReason.Placeholder)]
    [InlineData("""{ "logDriver": "awslogs", "options": "HIDDEN_DUE_TO_SECURITY_REASONS" }""", "/containerDefinitions/0/logConfiguration/options", UndeterminedReason.Redacted)]
    public void Cannot_tell_while_a_value_is_hidden(string log, string path, UndeterminedReason reason) => AssertUndetermined(Task(log), (path, reason));
}
