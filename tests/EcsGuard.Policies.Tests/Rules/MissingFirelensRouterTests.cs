using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class MissingFirelensRouterTests : PolicyTests<MissingFirelensRouter>
{
    private const string App = """{ "name": "app", "logConfiguration": { "logDriver": "awsfirelens" } }""";
    private const string Router = """{ "name": "router", "firelensConfiguration": { "type": "fluentbit" } }""";

    private static string Task(params string[] containers) => $$"""{ "containerDefinitions": [{{string.Join(", ", containers)}}] }""";

    [Fact]
    public void Accepts_one_router_and_somebody_to_route_for()
    {
        AssertPassed(Task(App, Router));
        AssertPassed(Task(Router, App, App));
        AssertPassed(Task(App, """{ "name": "router", "firelensConfiguration": "HIDDEN_DUE_TO_SECURITY_REASONS" }"""));
    }

    [Fact]
    public void Reports_containers_without_a_router() =>
        AssertViolated(
            Task("""{ "name": "x" }""", App, """{ "name": "two", "logConfiguration": { "logDriver": "awsfirelens" } }"""),
            ("/containerDefinitions/1/logConfiguration/logDriver", "No container has a firelensConfiguration, but awsfirelens is the log driver of 'app', 'two'."));

    [Fact]
    public void Reports_a_router_without_containers() =>
        AssertViolated(
            Task("""{ "name": "app", "logConfiguration": { "logDriver": "awslogs" } }""", Router),
            ("/containerDefinitions/1/firelensConfiguration", "Container 'router' is a log router, but no container logs through awsfirelens."));

    [Fact]
    public void Reports_each_router_after_the_first() =>
        AssertViolated(
            Task(Router, App, """{ "name": "second", "firelensConfiguration": {} }""", """{ "name": "third", "firelensConfiguration": {} }"""),
            ("/containerDefinitions/2/firelensConfiguration", "Container 'second' is a second log router beside 'router': a task has one."),
            ("/containerDefinitions/3/firelensConfiguration", "Container 'third' is a second log router beside 'router': a task has one."));

    [Fact]
    public void A_task_without_firelens_is_left_alone() =>
        AssertNotApplicable(Task("""{ "name": "app", "logConfiguration": { "logDriver": "awslogs" } }""", """{ "name": "x" }"""));

    [Fact]
    public void A_hidden_container_may_be_the_router() =>
        AssertUndetermined(Task(App, "\"${ROUTER}\""), ("/containerDefinitions/1", UndeterminedReason.Placeholder));

    [Fact]
    public void A_hidden_container_may_log_through_it() =>
        AssertUndetermined(Task(Router, "\"${APP}\""), ("/containerDefinitions/1", UndeterminedReason.Placeholder));

    [Fact]
    public void A_hidden_driver_may_be_awsfirelens()
    {
        AssertUndetermined(Task(Router, """{ "logConfiguration": { "logDriver": "${DRIVER}" } }"""), ("/containerDefinitions/1/logConfiguration/logDriver", UndeterminedReason.Placeholder));
        AssertUndetermined(Task(Router, """{ "logConfiguration": "HIDDEN_DUE_TO_SECURITY_REASONS" }"""), ("/containerDefinitions/1/logConfiguration", UndeterminedReason.Redacted));
    }

    [Fact]
    public void What_is_hidden_does_not_matter_beside_a_user() =>
        AssertPassed(Task(Router, App, """{ "logConfiguration": { "logDriver": "${DRIVER}" } }"""));
}
