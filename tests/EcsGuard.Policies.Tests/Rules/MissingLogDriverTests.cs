using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class MissingLogDriverTests : PolicyTests<MissingLogDriver>
{
    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "awslogs" } }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "json-file" } }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "awsfirelens" } }, { "name": "router", "firelensConfiguration": { "type": "fluentbit" } }] }""")]
    public void Accepts_any_driver(string definition) => AssertPassed(definition);

    [Fact]
    public void Reports_each_container_without_one() =>
        AssertViolated(
            """
            { "containerDefinitions": [
              { "name": "a" },
              { "name": "b", "logConfiguration": { "logDriver": "awslogs" } },
              { "name": "c", "logConfiguration": null },
              { "name": "d", "logConfiguration": { "options": { "awslogs-group": "x" } } },
              { "logConfiguration": { "logDriver": null } }] }
            """,
            ("/containerDefinitions/0", "Container 'a' has no log driver: name one, such as awslogs, in logConfiguration.logDriver."),
            ("/containerDefinitions/2", "Container 'c' has no log driver: name one, such as awslogs, in logConfiguration.logDriver."),
            ("/containerDefinitions/3/logConfiguration", "Container 'd' has no log driver: name one, such as awslogs, in logConfiguration.logDriver."),
            ("/containerDefinitions/4/logConfiguration", "Container '#5' has no log driver: name one, such as awslogs, in logConfiguration.logDriver."));

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "router", "firelensConfiguration": { "type": "fluentbit" } }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "router", "firelensConfiguration": "HIDDEN_DUE_TO_SECURITY_REASONS" }] }""")]
    [InlineData("""{ "containerDefinitions": [] }""")]
    public void A_log_router_is_another_policys(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "logConfiguration": "HIDDEN_DUE_TO_SECURITY_REASONS" }] }""", "/containerDefinitions/0/logConfiguration", UndeterminedReason.Redacted)]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "${DRIVER}" } }] }""", "/containerDefinitions/0/logConfiguration/logDriver", UndeterminedReason.Placeholder)]
    [InlineData("""{ "containerDefinitions": ["${SIDECAR}"] }""", "/containerDefinitions/0", UndeterminedReason.Placeholder)]
    public void Cannot_tell_while_a_value_is_hidden(string definition, string path, UndeterminedReason reason) =>
        AssertUndetermined(definition, (path, reason));

    [Fact]
    public void Takes_over_what_the_other_containers_do() =>
        AssertFixed(
            """
            { "family": "web", "containerDefinitions": [
              { "name": "a" },
              { "name": "s", "logConfiguration": { "logDriver": "splunk", "options": { "awslogs-group": "no", "awslogs-stream-prefix": "no" } } },
              { "name": "b", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/prod/web", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "ecs" } } },
              { "name": "c", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/other", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "x" } } }] }
            """,
            """
            { "family": "web", "containerDefinitions": [
              { "name": "a", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/prod/web", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "ecs", "mode": "non-blocking", "max-buffer-size": "25m" } } },
              { "name": "s", "logConfiguration": { "logDriver": "splunk", "options": { "awslogs-group": "no", "awslogs-stream-prefix": "no" } } },
              { "name": "b", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/prod/web", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "ecs" } } },
              { "name": "c", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/other", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "x" } } }] }
            """);

    [Fact]
    public void A_region_that_is_not_the_revisions_own_is_not_taken_over()
    {
        const string Other = """{ "name": "b", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "g", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "x" } } }""";
        Context = Context with { Arn = new("aws", "eu-central-1", "111122223333", "web", 1) };
        Assert.Empty(Assert.Single(Judge($$"""{ "containerDefinitions": [{ "name": "a" }, {{Other}}] }""").Violations).Fix);
    }

    [Fact]
    public void A_prefix_that_is_the_containers_name_becomes_the_others_name() =>
        AssertFixed(
            """{ "containerDefinitions": [{ "name": "a" }, { "name": "b", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "g", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "b" } } }] }""",
            """{ "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "g", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "a", "mode": "non-blocking", "max-buffer-size": "25m" } } }, { "name": "b", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "g", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "b" } } }] }""");

    [Theory]
    [InlineData("""{ "options": { "awslogs-group": "mine", "mode": "blocking" } }""", "mine", "eu-central-1", "a")]
    [InlineData("""{ "options": { "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "p", "max-buffer-size": "1k" } }""", "/ecs/web", "eu-central-1", "p")]
    [InlineData("{}", "/ecs/web", "eu-central-1", "a")]
    public void What_the_container_says_itself_stays(string log, string group, string region, string prefix)
    {
        Context = Context with { Arn = new("aws", "eu-central-1", "111122223333", "web", 1) };
        AssertFixed(
            $$"""{ "family": "web", "containerDefinitions": [{ "name": "a", "logConfiguration": {{log}} }] }""",
            $$"""{ "family": "web", "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "{{group}}", "awslogs-region": "{{region}}", "awslogs-stream-prefix": "{{prefix}}", "mode": "non-blocking", "max-buffer-size": "25m" } } }] }""");
    }

    [Fact]
    public void What_the_container_says_itself_counts_for_more_than_what_others_do()
    {
        const string Other = """{ "name": "b", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/b", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "x" } } }""";
        AssertFixed(
            $$"""{ "containerDefinitions": [{{Other}}, { "name": "a", "logConfiguration": { "options": { "awslogs-group": "/a", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "y" } } }] }""",
            $$"""{ "containerDefinitions": [{{Other}}, { "name": "a", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/a", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "y", "mode": "non-blocking", "max-buffer-size": "25m" } } }] }""");
    }

    [Fact]
    public void A_family_that_the_definition_leaves_out_is_the_revisions()
    {
        Context = Context with { Arn = new("aws", "eu-central-1", "111122223333", "web", 1) };
        AssertFixed(
            """{ "containerDefinitions": [{ "name": "a" }] }""",
            """{ "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "a", "mode": "non-blocking", "max-buffer-size": "25m" } } }] }""");
    }

    [Theory]
    [InlineData("")]
    [InlineData(""", "requiresCompatibilities": ["FARGATE"], "executionRoleArn": "arn:aws:iam::111122223333:role/x" """)]
    [InlineData(""", "requiresCompatibilities": ["EC2"] """)]
    public void Without_an_example_the_revisions_family_and_region_decide(string members)
    {
        Context = Context with { Arn = new("aws", "eu-central-1", "111122223333", "web", 1) };
        AssertFixed(
            $$"""{ "family": "web", "containerDefinitions": [{ "name": "a", "memory": 40 }]{{members}} }""",
            $$"""{ "family": "web", "containerDefinitions": [{ "name": "a", "memory": 40, "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "a", "mode": "non-blocking", "max-buffer-size": "10m" } } }]{{members}} }""");
    }

    [Fact]
    public void A_described_definition_tells_its_region() =>
        AssertFixed(
            """{ "family": "web", "taskDefinitionArn": "arn:aws:ecs:eu-north-1:111122223333:task-definition/web:3", "containerDefinitions": [{ "name": "a" }] }""",
            """{ "family": "web", "taskDefinitionArn": "arn:aws:ecs:eu-north-1:111122223333:task-definition/web:3", "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/web", "awslogs-region": "eu-north-1", "awslogs-stream-prefix": "a", "mode": "non-blocking", "max-buffer-size": "25m" } } }] }""");

    [Fact]
    public void A_container_that_must_not_lose_a_line_blocks()
    {
        Context = Context.With("lossy-audit-log", AuditContainers.Names, ["a"]) with { Arn = new("aws", "eu-central-1", "111122223333", "web", 1) };
        AssertFixed(
            """{ "family": "web", "containerDefinitions": [{ "name": "a" }] }""",
            """{ "family": "web", "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "a", "mode": "blocking" } } }] }""");
    }

    [Theory]
    [InlineData("""{ "family": "web", "containerDefinitions": [{ "name": "a" }] }""", null)]
    [InlineData("""{ "family": "web", "containerDefinitions": [{ "image": "x" }] }""", "eu-west-1")]
    [InlineData("""{ "family": "web", "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "a" }] }""", "eu-west-1")]
    [InlineData("""{ "family": "web", "requiresCompatibilities": ["EC2", "MANAGED_INSTANCES"], "containerDefinitions": [{ "name": "a" }] }""", "eu-west-1")]
    [InlineData("""{ "family": "web", "requiresCompatibilities": ["FARGATE"], "executionRoleArn": "", "containerDefinitions": [{ "name": "a" }] }""", "eu-west-1")]
    [InlineData("""{ "family": "web", "requiresCompatibilities": ["${TYPE}"], "executionRoleArn": "x", "containerDefinitions": [{ "name": "a" }] }""", "eu-west-1")]
    [InlineData("""{ "family": "web", "containerDefinitions": [{ "name": "a", "memory": "${MEMORY}" }] }""", "eu-west-1")]
    [InlineData("""{ "family": "web", "containerDefinitions": [{ "name": "a", "logConfiguration": { "options": { "awslogs-multiline-pattern": "x" } } }] }""", "eu-west-1")]
    [InlineData("""{ "family": "web", "containerDefinitions": [{ "name": "a", "logConfiguration": { "options": { "awslogs-group": "${GROUP}" } } }] }""", "eu-west-1")]
    [InlineData("""{ "family": "web", "containerDefinitions": [{ "name": "a", "logConfiguration": { "secretOptions": [] } }] }""", "eu-west-1")]
    [InlineData("""{ "family": "web", "containerDefinitions": [{ "name": "a", "logConfiguration": { "options": { "awslogs-region": "us-east-1" } } }] }""", "eu-west-1")]
    public void Nothing_is_written_that_would_be_a_guess_or_be_refused(string definition, string? region)
    {
        Context = Context with { Arn = region is null ? null : new("aws", region, "111122223333", "web", 1) };
        Assert.Empty(Assert.Single(Judge(definition).Violations).Fix);
    }

    [Fact]
    public void Nothing_is_written_that_would_be_refused_where_the_task_has_been_seen()
    {
        Context = Context with { Arn = new("aws", "eu-central-1", "111122223333", "web", 1), LaunchType = "FARGATE" };
        Assert.Empty(Assert.Single(Judge("""{ "family": "web", "containerDefinitions": [{ "name": "a" }] }""").Violations).Fix);
    }

    [Fact]
    public void Nothing_is_written_in_place_of_options_that_are_hidden()
    {
        Context = Context with { Arn = new("aws", "eu-central-1", "111122223333", "web", 1) };
        Assert.Empty(Assert.Single(Judge("""{ "family": "web", "containerDefinitions": [{ "name": "a", "logConfiguration": { "options": "HIDDEN_DUE_TO_SECURITY_REASONS" } }] }""").Violations).Fix);
    }
}
