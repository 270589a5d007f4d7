using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Simulation;
using EcsGuard.Pipeline.Tests.PolicyFiles;
using EcsGuard.Pipeline.Tests.Support;
using EcsGuard.Policies.Model;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests.Simulation;

/// <summary>Going over what the pipeline has recorded.</summary>
public sealed class EstateSimulationTests : IDisposable
{
    private const string Enforcing = "policies: { privileged-container: { enforcement: deregister } }";

    private readonly World _world = new();
    private int _families;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Of_each_family_the_revision_that_counts_is_judged()
    {
        await _world.RunAsync(
            Registered(1, Definition("a", "a")),
            Registered(2, Definition("a")),
            Registered(1, Definition("a", "a"), family: "api"),
            Registered(2, Definition("a"), family: "api"),
            Deregistered(2, family: "api"),
            Registered(1, Definition("a", "a"), family: "gone"),
            Deregistered(1, family: "gone"));

        var report = await RunAsync("", Enforcing);
        Assert.Equal(["api:1 deregister privileged-container a/privileged: notify -> deregister"], report.Changes.Select(Text));
        Assert.Equal((new SimulationCounts(Revisions: 2, Deregistered: 1, 0, 0, 0, 0), 3), (report.Counts, _families));
    }

    [Fact]
    public async Task What_ECS_does_not_give_is_noted_and_what_its_tasks_showed_is_ruled_all_the_same()
    {
        await _world.RunAsync(
            Registered(1, Definition("a", "a")),
            OutOfMemory('a', 1, TestClock.Start.AddMinutes(1)),
            Registered(1, Definition("a", "a"), family: "api"));
        var definitions = new TestDefinitions(DescribeRefusal.AccessDenied).With(Arn(1, "api"), """{ "taskDefinition": 5 }""");

        var report = await RunAsync("", $"{Enforcing}\nteams: [{{ name: platform }}]", definitions);
        Assert.Equal(["web:1 team unassigned -> platform"], report.Changes.Select(Text));
        Assert.Equal(
            [
                "arn:aws:ecs:eu-west-1:111122223333:task-definition/api:1: ECS does not give it: its answer holds no definition.",
                "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1: ECS does not give it: access denied.",
            ],
            report.NotJudged.Select(not => $"{not.Resource}: {not.Reason}").Order(StringComparer.Ordinal));
        Assert.Equal(new(0, 0, 0, 0, Changed: 1, NotJudged: 2), report.Counts);
    }

    [Fact]
    public async Task A_deregistration_that_nobody_told_of_is_noted()
    {
        await _world.RunAsync(Registered(1, Definition("a", "a")));
        var definitions = new TestDefinitions().With(Arn(1), """{ "taskDefinition": { "family": "web", "status": "INACTIVE", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "privileged": true }] } }""");
        var report = await RunAsync("", Enforcing, definitions);
        Assert.Empty(report.Changes);
        Assert.Equal([new("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1", "It was deregistered, and that is not recorded.")], report.NotJudged);
    }

    [Fact]
    public async Task What_tasks_showed_of_older_revisions_is_ruled_too()
    {
        await _world.RunAsync(
            Registered(1, Definition("a")),
            Registered(2, Definition("a"), TestClock.Start.AddMinutes(1)),
            OutOfMemory('a', 1, TestClock.Start.AddMinutes(2)),
            OutOfMemory('b', 2, TestClock.Start.AddMinutes(3)));
        Assert.Equal(
            ["web:1 severity out-of-memory app: high -> critical", "web:2 severity out-of-memory app: high -> critical"],
            (await RunAsync("", "policies: { out-of-memory: { severity: critical } }")).Changes.Select(Text));
    }

    [Fact]
    public async Task What_is_known_of_a_family_is_known_to_both_files()
    {
        await _world.RunAsync(
            Registered(1, Definition("a"), more: ""","requiresCompatibilities":["FARGATE"] """),
            TaskEvent('a', 1, Arn(1).ToString(), "RUNNING", more: "\"capacityProviderName\":\"FARGATE_SPOT\",\"enableExecuteCommand\":true"));
        Assert.Equal(["web:1 severity unset-stop-timeout-on-spot a: medium -> low"], (await RunAsync("", "policies: { unset-stop-timeout-on-spot: { severity: low } }")).Changes.Select(Text));
        Assert.Equal(["web:1 vanish unset-stop-timeout-on-spot a"], (await RunAsync("", "policies: { unset-stop-timeout-on-spot: { enabled: false } }")).Changes.Select(Text));
    }

    [Fact]
    public async Task Whose_role_it_is_is_asked_where_either_file_wants_to_know()
    {
        const string Role = ""","taskRoleArn":"arn:aws:iam::111122223333:role/shared" """;
        await _world.RunAsync(
            Registered(1, Definition("a"), more: Role),
            Registered(1, Definition("a"), family: "api", more: Role));
        var asked = _world.Faulty.TaskRoleQueries;
        Assert.Empty((await RunAsync("", "")).Changes);
        Assert.Equal(asked, _world.Faulty.TaskRoleQueries);
        Assert.Equal(
            ["api:1 appear task-role-shared-across-families /taskRoleArn", "web:1 appear task-role-shared-across-families /taskRoleArn"],
            (await RunAsync("", "policies: { task-role-shared-across-families: {} }")).Changes.Select(Text));
        Assert.Equal(asked + 2, _world.Faulty.TaskRoleQueries);
    }

    [Fact]
    public async Task The_accounts_setting_counts()
    {
        const string AwsLogs = """[{"name":"app","image":"nginx:1.29","logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"web","awslogs-region":"eu-west-1","awslogs-stream-prefix":"web"}}}]""";
        await _world.RunAsync(Registered(1, AwsLogs));
        Assert.Equal(
            ["web:1 vanish blocking-log-driver app/logConfiguration/options"],
            (await RunAsync("", "policies: { blocking-log-driver: { enabled: false } }", defaultLogDriverMode: "blocking")).Changes.Select(Text));
        Assert.Empty((await RunAsync("", "policies: { blocking-log-driver: { enabled: false } }")).Changes);
    }

    [Fact]
    public async Task When_AWS_fails_nothing_is_made_up()
    {
        await _world.RunAsync(Registered(1, Definition("a")));
        await Assert.ThrowsAsync<IOException>(() => RunAsync("", "", new TestDefinitions { Fault = new IOException("AWS is away.") }));
    }

    private async Task<SimulationReport> RunAsync(string before, string after, ITaskDefinitions? definitions = null, string? defaultLogDriverMode = null)
    {
        var report = new SimulationReport();
        var facts = new RevisionFacts(new TestSettings(defaultLogDriverMode), _world.Faulty, roles: null);
        var simulation = new EstateSimulation(_world.Store, definitions ?? _world.Registry, facts, _world.Clock);
        await simulation.RunAsync(new(TestPolicyFile.Read(before), TestPolicyFile.Read(after), TestClock.Start), report, () => _families++, TestContext.Current.CancellationToken);
        return report;
    }

    private static string Text(SimulatedChange change) =>
        $"{change.Resource.Split('/')[1]} {change.Kind.ToText()}{(change.Finding is { } finding ? $" {finding.Policy} {finding.Subject}" : "")}"
        + $"{(change.To is null ? "" : $"{(change.Finding is null ? "" : ":")} {change.From} -> {change.To}")}";
}
