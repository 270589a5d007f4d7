using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Tests.Support;
using EcsGuard.Policies;
using EcsGuard.Policies.Iam;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests;

/// <summary>The policies that read roles, judged on what the port answers.</summary>
public sealed class JudgeRevisionRolesTests
{
    private const string Roles = ""","taskRoleArn":"arn:aws:iam::111122223333:role/team/web","executionRoleArn":"agent" """;

    private static readonly PolicySelection Selection = new(
        [.. PolicyCatalog.TaskDefinitionPolicies.Where(policy => policy.Metadata.Id is "untrusting-role" or "administrator-task-role"), TestPolicies.Privileged],
        []);

    private static readonly RoleDocuments Untrusting = new("arn:aws:iam::111122223333:role/agent", """{ "Statement": [] }""");

    private static readonly RoleDocuments Administrator = new(
        "arn:aws:iam::111122223333:role/team/web",
        """{ "Statement": { "Effect": "Allow", "Principal": { "Service": "ecs-tasks.amazonaws.com" }, "Action": "sts:AssumeRole" } }""")
    {
        InlinePolicies = [new("all", """{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }""")],
    };

    [Fact]
    public async Task Both_roles_are_read_by_their_names_and_judged()
    {
        var roles = Answering(("web", RoleAnswer.Found(Administrator)), ("agent", RoleAnswer.Found(Untrusting)));
        using var world = new World(policies: Selection, roles: roles);
        await world.RunAsync(Registered(7, Definition("a"), more: Roles));

        Assert.Equal(["111122223333 eu-west-1 agent", "111122223333 eu-west-1 web"], roles.Asked);
        Assert.Equal(
            [
                "administrator-task-role /taskRoleArn The task role 'web' allows every action on every resource (all).",
                "untrusting-role /executionRoleArn The trust policy of the execution role 'agent' does not let ecs-tasks.amazonaws.com assume it.",
            ],
            Findings(world));
    }

    [Fact]
    public async Task Nothing_is_judged_where_nobody_may_ask()
    {
        using var world = new World(policies: Selection);
        await world.RunAsync(Registered(7, Definition("a"), more: Roles));
        Assert.Equal(new OutcomeCounts(1, 0, 2, 0, 0), (await world.HistoryAsync())[0].Judgement!.Outcomes);
    }

    [Fact]
    public async Task A_role_that_may_not_be_read_costs_only_what_hangs_on_it()
    {
        using var world = new World(policies: Selection, roles: Answering(("web", RoleAnswer.Refused(RoleRefusal.AccessDenied)), ("agent", RoleAnswer.Refused(RoleRefusal.AccessDenied))));
        await world.RunAsync(Registered(7, Definition("a", "a"), more: Roles));
        Assert.Equal(["test-privileged /containerDefinitions/0/privileged Container 'a' is privileged."], Findings(world));
        Assert.Equal(
            [
                new UndeterminedRecord("administrator-task-role", "/taskRoleArn", "missing-fact"),
                new UndeterminedRecord("untrusting-role", "/taskRoleArn", "missing-fact"),
                new UndeterminedRecord("untrusting-role", "/executionRoleArn", "missing-fact"),
            ],
            (await world.HistoryAsync())[0].Judgement!.Undetermined);
    }

    [Fact]
    public async Task A_role_that_does_not_exist_is_reported()
    {
        using var world = new World(policies: Selection, roles: Answering(("web", RoleAnswer.Found(Administrator with { InlinePolicies = [] })), ("agent", RoleAnswer.Refused(RoleRefusal.NotFound))));
        await world.RunAsync(Registered(7, Definition("a"), more: Roles));
        Assert.Equal(["untrusting-role /executionRoleArn The execution role 'agent' does not exist."], Findings(world));
    }

    [Fact]
    public async Task An_arn_with_another_path_names_no_role()
    {
        using var world = new World(policies: Selection, roles: Answering(("web", RoleAnswer.Found(Administrator)), ("agent", RoleAnswer.Found(Administrator with { Arn = "arn:aws:iam::111122223333:role/x/agent" }))));
        await world.RunAsync(Registered(7, Definition("a"), more: Roles.Replace("team/", "", StringComparison.Ordinal)));
        Assert.Equal(["untrusting-role /taskRoleArn The task role 'web' does not exist."], Findings(world));
    }

    [Fact]
    public async Task Roles_of_other_accounts_and_what_names_no_role_are_not_asked_for()
    {
        var roles = Answering();
        using var world = new World(policies: Selection, roles: roles);
        await world.RunAsync(Registered(7, Definition("a"), more: ""","taskRoleArn":"arn:aws:iam::210987654321:role/web","executionRoleArn":"no role" """));
        await world.RunAsync(Registered(8, Definition("a"), more: ""","taskRoleArn":"","executionRoleArn":"${ROLE}" """));
        Assert.Empty(roles.Asked);
        Assert.Equal(
            [("8", ""), ("7", "administrator-task-role /taskRoleArn missing-fact"), ("7", "untrusting-role /taskRoleArn missing-fact")],
            (await world.HistoryAsync()).SelectMany(record => record.Judgement!.Undetermined.Select(place => ($"{record.Revision}", $"{place.Policy} {place.Path} {place.Reason}")).DefaultIfEmpty(($"{record.Revision}", ""))));
    }

    [Fact]
    public async Task Where_IAM_cannot_be_reached_the_event_can_come_again()
    {
        var roles = Answering(("web", RoleAnswer.Found(Administrator)), ("agent", RoleAnswer.Found(Administrator)));
        roles.Fault = new IOException("No answer.");
        using var world = new World(policies: Selection, roles: roles);
        await Assert.ThrowsAsync<IOException>(() => world.RunAsync(Registered(7, Definition("a"), more: Roles)));
        Assert.Equal([], Findings(world));

        roles.Fault = null;
        Assert.Same(Disposition.Handled, await world.RunAsync(Registered(7, Definition("a"), more: Roles)));
        Assert.Equal(["administrator-task-role /taskRoleArn The task role 'web' allows every action on every resource (all)."], Findings(world));
    }

    /// <summary>What a task shows has the revision judged again: with its roles as they are then, or the findings on them would seem fixed.</summary>
    [Fact]
    public async Task A_revision_that_is_judged_again_has_its_roles_read_again()
    {
        var answers = new Dictionary<string, RoleAnswer>(StringComparer.Ordinal) { ["web"] = RoleAnswer.Found(Administrator), ["agent"] = RoleAnswer.Found(Untrusting) };
        using var world = new World(policies: Selection, roles: new TestRoles(answers));
        await world.RunAsync(Registered(7, Definition("a"), more: Roles));
        string[] both = ["web:7 administrator-task-role /taskRoleArn open since 0", "web:7 untrusting-role /executionRoleArn open since 0"];
        Assert.Equal(both, world.Findings);

        await world.RunAsync(TaskEvent('a', 3, Arn(7).ToString(), "RUNNING"));
        Assert.Equal(both, world.Findings);

        answers["web"] = RoleAnswer.Refused(RoleRefusal.AccessDenied);
        answers["agent"] = RoleAnswer.Found(Administrator with { InlinePolicies = [] });
        await world.RunAsync(TaskEvent('b', 3, Arn(7).ToString(), "RUNNING", more: "\"capacityProviderName\":\"FARGATE_SPOT\""));
        Assert.Equal(["web:7 administrator-task-role /taskRoleArn open since 0", "web:7 untrusting-role /executionRoleArn resolved since 0"], world.Findings);
    }

    private static TestRoles Answering(params (string Name, RoleAnswer Answer)[] answers) => new(answers.ToDictionary(answer => answer.Name, answer => answer.Answer));

    private static IEnumerable<string> Findings(World world) =>
        world.Store.AllFindings().Select(finding => $"{finding.Policy} {finding.Path} {finding.Message}").Order(StringComparer.Ordinal);
}
