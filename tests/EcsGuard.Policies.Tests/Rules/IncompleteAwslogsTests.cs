using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class IncompleteAwslogsTests : PolicyTests<IncompleteAwslogs>
{
    private const string Fargate = """, "requiresCompatibilities": ["FARGATE"] """;

    private static string Options(string options, string members = "") =>
        $$"""{ "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "awslogs", "options": {{options}} } }]{{members}} }""";

    [Theory]
    [InlineData("""{ "awslogs-group": "g", "awslogs-region": "eu-west-1" }""", "")]
    [InlineData("""{ "awslogs-group": "g", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "p" }""", Fargate)]
    [InlineData("""{ "awslogs-group": "${GROUP}", "awslogs-region": "${REGION}", "awslogs-stream-prefix": "${PREFIX}" }""", Fargate)]
    public void Accepts_what_ecs_accepts(string options, string members) => AssertPassed(Options(options, members));

    [Theory]
    [InlineData("""{ "awslogs-region": "eu-west-1" }""", "", "awslogs-group")]
    [InlineData("""{ "awslogs-group": "g" }""", "", "awslogs-region")]
    [InlineData("{}", "", "awslogs-group and awslogs-region")]
    [InlineData("{}", Fargate, "awslogs-group and awslogs-region and awslogs-stream-prefix")]
    [InlineData("""{ "awslogs-group": "g", "awslogs-region": "eu-west-1" }""", Fargate, "awslogs-stream-prefix")]
    public void Reports_what_is_missing(string options, string members, string missing) =>
        AssertViolated(Options(options, members), ("/containerDefinitions/0/logConfiguration/options", $"Container 'app' logs through awslogs without {missing}."));

    [Fact]
    public void Reports_missing_options_at_the_log_configuration() =>
        AssertViolated(
            """{ "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "awslogs" } }] }""",
            ("/containerDefinitions/0/logConfiguration", "Container 'a' logs through awslogs without awslogs-group and awslogs-region."));

    [Fact]
    public void Takes_what_the_other_containers_have() =>
        AssertFixed(
            """{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "awslogs", "options": { "tag": "x" } } }, { "name": "b", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "g", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "ecs" } } }] }""",
            """{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "awslogs", "options": { "tag": "x", "awslogs-group": "g", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "ecs" } } }, { "name": "b", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "g", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "ecs" } } }] }""");

    [Fact]
    public void The_prefix_is_always_known() =>
        AssertFixed(
            Options("""{ "awslogs-group": "g", "awslogs-region": "eu-west-1" }""", Fargate),
            Options("""{ "awslogs-group": "g", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "app" }""", Fargate));

    [Fact]
    public void Where_no_option_is_there_all_are_written()
    {
        Context = Context with { Arn = new("aws", "eu-central-1", "111122223333", "web", 1) };
        AssertFixed(
            """{ "family": "web", "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "awslogs" } }] }""",
            """{ "family": "web", "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "a", "mode": "non-blocking", "max-buffer-size": "25m" } } }] }""");
    }

    [Theory]
    [InlineData("{}", "")]
    [InlineData("{}", ", \"family\": \"web\"")]
    public void Nothing_is_written_while_a_value_is_not_known(string options, string members) =>
        Assert.Empty(Assert.Single(Judge(Options(options, members)).Violations).Fix);

    [Fact]
    public void Without_a_name_there_is_no_prefix() =>
        Assert.Empty(Assert.Single(Judge("""{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "g", "awslogs-region": "eu-west-1" } } }] }""").Violations).Fix);

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "logConfiguration": { "logDriver": "splunk" } }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "a" }] }""")]
    public void Other_drivers_are_left_alone(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "logConfiguration": { "logDriver": "awslogs", "options": "HIDDEN_DUE_TO_SECURITY_REASONS" } }] }""", "/containerDefinitions/0/logConfiguration/options", UndeterminedReason.Redacted)]
    [InlineData("""{ "requiresCompatibilities": ["${PLATFORM}"], "containerDefinitions": [{ "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "g", "awslogs-region": "eu-west-1" } } }] }""", "/requiresCompatibilities/0", UndeterminedReason.Placeholder)]
    public void Cannot_tell_while_a_value_is_hidden(string definition, string path, UndeterminedReason reason) => AssertUndetermined(definition, (path, reason));

    [Fact]
    public void With_a_prefix_the_platform_does_not_matter() =>
        AssertPassed(Options("""{ "awslogs-group": "g", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "p" }""", """, "requiresCompatibilities": ["${PLATFORM}"] """));
}
