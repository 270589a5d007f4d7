using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class RouterLogsToItselfTests : PolicyTests<RouterLogsToItself>
{
    private static string Task(string router) =>
        $$"""{ "family": "web", "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "awsfirelens" } }, { "name": "router"{{router}}, "firelensConfiguration": {} }] }""";

    [Theory]
    [InlineData("awslogs")]
    [InlineData("json-file")]
    public void Accepts_a_driver_of_its_own(string driver) => AssertPassed(Task($$""", "logConfiguration": { "logDriver": "{{driver}}" }"""));

    [Theory]
    [InlineData("", "/containerDefinitions/1")]
    [InlineData(", \"logConfiguration\": null", "/containerDefinitions/1")]
    [InlineData(", \"logConfiguration\": {}", "/containerDefinitions/1/logConfiguration")]
    public void Reports_a_router_without_a_driver(string router, string path) =>
        AssertViolated(Task(router), (path, "Log router 'router' has no log driver of its own: name one, such as awslogs."));

    [Fact]
    public void Reports_a_router_that_logs_to_itself() =>
        AssertViolated(
            Task(", \"logConfiguration\": { \"logDriver\": \"awsfirelens\" }"),
            ("/containerDefinitions/1/logConfiguration/logDriver", "Log router 'router' logs to itself (awsfirelens): give it another log driver, such as awslogs."));

    [Theory]
    [InlineData("")]
    [InlineData(", \"logConfiguration\": {}")]
    [InlineData(", \"logConfiguration\": { \"logDriver\": \"awsfirelens\", \"options\": { \"Name\": \"es\" } }")]
    public void Gives_it_awslogs(string router)
    {
        Context = Context with { Arn = new("aws", "eu-central-1", "111122223333", "web", 1) };
        var operations = Judge(Task(router)).Violations.SelectMany(violation => violation.Fix);
        Assert.Equal(
            [new("add", "/containerDefinitions/1/logConfiguration", """{"logDriver":"awslogs","options":{"awslogs-group":"/ecs/web","awslogs-region":"eu-central-1","awslogs-stream-prefix":"router","mode":"non-blocking","max-buffer-size":"25m"}}""")],
            operations);
    }

    [Fact]
    public void Leaves_a_router_alone_that_is_its_own_only_source()
    {
        Context = Context with { Arn = new("aws", "eu-central-1", "111122223333", "web", 1) };
        Assert.Empty(Assert.Single(Judge("""{ "family": "web", "containerDefinitions": [{ "name": "router", "logConfiguration": { "logDriver": "awsfirelens" }, "firelensConfiguration": {} }] }""").Violations).Fix);
    }

    [Theory]
    [InlineData("")]
    [InlineData(", \"logConfiguration\": { \"logDriver\": \"awsfirelens\" }")]
    public void Writes_nothing_that_would_be_a_guess(string router) => Assert.Empty(Assert.Single(Judge(Task(router)).Violations).Fix);

    [Fact]
    public void A_task_without_a_router_is_left_alone() => AssertNotApplicable("""{ "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "awsfirelens" } }] }""");

    [Theory]
    [InlineData(", \"logConfiguration\": { \"logDriver\": \"${DRIVER}\" }", "/containerDefinitions/1/logConfiguration/logDriver")]
    [InlineData(", \"logConfiguration\": \"${LOG}\"", "/containerDefinitions/1/logConfiguration")]
    public void Cannot_tell_while_a_value_is_hidden(string router, string path) => AssertUndetermined(Task(router), (path, UndeterminedReason.Placeholder));
}
