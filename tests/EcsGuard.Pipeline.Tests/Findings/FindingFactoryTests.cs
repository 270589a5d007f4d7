using System.Collections.Immutable;
using System.Text;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Tests.Support;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests.Findings;

public sealed class FindingFactoryTests
{
    private static readonly DateTimeOffset At = TestClock.Start;

    [Fact]
    public void A_fault_of_a_revision_holds_all_that_is_known_of_it()
    {
        var finding = Assert.Single(OfRevision(new Violation("/containerDefinitions/1/privileged", "api", "Container 'api' is privileged.", [])));
        Assert.Equal(
            new Finding
            {
                Resource = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7",
                Account = "111122223333",
                Region = "eu-west-1",
                Family = "web",
                Revision = 7,
                Policy = "test-privileged",
                Kind = PolicyKind.Posture,
                Severity = Severity.High,
                Subject = "api/privileged",
                Path = "/containerDefinitions/1/privileged",
                Container = "api",
                Message = "Container 'api' is privileged.",
                State = FindingState.Open,
                FirstSeen = At,
                LastSeen = At,
                Count = 1,
                Team = "unassigned",
            },
            finding);
        Assert.Equal("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7#test-privileged#api/privileged", finding.Id);
    }

    [Theory]
    [InlineData("/containerDefinitions/0/privileged", "api", "api/privileged")]
    [InlineData("/containerDefinitions/12/logConfiguration/options/mode", "api", "api/logConfiguration/options/mode")]
    [InlineData("/containerDefinitions/0", "api", "api")]
    [InlineData("/containerDefinitions/0/privileged", null, "/containerDefinitions/0/privileged")]
    [InlineData("/taskRoleArn", null, "/taskRoleArn")]
    [InlineData("/volumes/0/name", "api", "/volumes/0/name")]
    [InlineData("/containerDefinitions", null, "/containerDefinitions")]
    [InlineData("", null, "")]
    public void The_subject_is_the_container_and_the_path_inside_it(string path, string? container, string subject) =>
        Assert.Equal([subject], OfRevision(new Violation(path, container, "x", [])).Select(finding => finding.Subject));

    [Fact]
    public void Moving_a_container_changes_no_subject()
    {
        var before = Judge(Definition("abc", privileged: "ac"));
        var after = Judge(Definition("cba", privileged: "ac"));
        Assert.Equal(["a/privileged", "c/privileged"], before.Select(finding => finding.Subject));
        Assert.Equal(["c/privileged", "a/privileged"], after.Select(finding => finding.Subject));
        Assert.Equal(["/containerDefinitions/0/privileged", "/containerDefinitions/2/privileged"], after.Select(finding => finding.Path));
    }

    [Fact]
    public void Several_faults_at_one_place_are_several_findings() =>
        Assert.Equal(
            ["api/command", "api/command~2", "api/command~3", "web/command"],
            OfRevision(
                new("/containerDefinitions/0/command", "api", "one", []),
                new("/containerDefinitions/0/command", "api", "two", []),
                new("/containerDefinitions/1/command", "api", "another container of that name", []),
                new("/containerDefinitions/2/command", "web", "one", [])).Select(finding => finding.Subject));

    [Fact]
    public void Faults_of_two_policies_at_one_place_do_not_count_as_several()
    {
        var violation = new Violation("/containerDefinitions/0/environment", "api", "x", []);
        var findings = FindingFactory.OfRevision(Arn(7), At, [Outcome(TestPolicies.Privileged, violation), Outcome(TestPolicies.Secret, violation)]);
        Assert.Equal([("test-privileged", "api/environment"), ("test-secret", "api/environment")], findings.Select(finding => (finding.Policy, finding.Subject)));
    }

    [Theory]
    [InlineData("app", "app")]
    [InlineData("aws-guardduty-agent-1A2b3C", "aws-guardduty-agent")]
    [InlineData("ecs-service-connect-x9Yz", "ecs-service-connect")]
    [InlineData("aws-guardduty-agents", "aws-guardduty-agents")]
    [InlineData(null, "")]
    public void Containers_that_AWS_adds_go_by_one_name_in_all_tasks(string? container, string subject)
    {
        var finding = OfTask('a', At, container: container);
        Assert.Equal((subject, container is null ? null : subject), (finding.Subject, finding.Container));
    }

    [Fact]
    public void An_occurrence_is_of_its_revision()
    {
        var finding = OfTask('a', At);
        Assert.Equal(
            ("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7", "web", 7, "app", 1, At, At, At.AddDays(7), false),
            (finding.Resource, finding.Family, finding.Revision, finding.Subject, finding.Count, finding.FirstSeen, finding.LastSeen, finding.DueAt, finding.IsOfTask));
        Assert.Equal([new Evidence(TaskArn('a'), At, 7, "killed")], finding.Evidence);
        Assert.Equal([TaskArn('a')], finding.CountedTasks);
    }

    [Fact]
    public void An_occurrence_without_a_task_definition_is_of_its_task()
    {
        var finding = FindingFactory.OfTask(Task('a'), null, "111122223333", "eu-west-1", new EachRevision(), new("/containers/0", "app", "killed", []), At);
        Assert.Equal((TaskArn('a'), "111122223333", "eu-west-1", null, (int?)null, true), (finding.Resource, finding.Account, finding.Region, finding.Family, finding.Revision, finding.IsOfTask));
    }

    [Fact]
    public void A_policy_that_records_each_task_has_findings_of_tasks_seen_since_they_were_told_to_stop()
    {
        var finding = FindingFactory.OfTask(Task('a', ""","stoppingAt":"2026-03-01T11:58:00Z" """), Arn(7), "", "", new EachTask(), new("", null, "warned", []), At);
        Assert.Equal(
            (TaskArn('a'), "111122223333", "eu-west-1", "web", 7, "", At.AddMinutes(-2), At, true),
            (finding.Resource, finding.Account, finding.Region, finding.Family, finding.Revision, finding.Subject, finding.FirstSeen, finding.LastSeen, finding.IsOfTask));
    }

    [Fact]
    public void The_first_occurrence_is_the_finding()
    {
        var occurrence = OfTask('a', At);
        Assert.Same(occurrence, FindingFactory.Join(null, occurrence));
    }

    [Fact]
    public void A_task_is_counted_once() =>
        Assert.Null(FindingFactory.Join(OfTask('a', At), OfTask('a', At.AddMinutes(1), "another text")));

    [Fact]
    public void A_later_occurrence_is_counted_and_told()
    {
        var joined = FindingFactory.Join(OfTask('a', At, "first"), OfTask('b', At.AddMinutes(1), "second"))!;
        Assert.Equal((2, "second", At, At.AddMinutes(1), At.AddMinutes(1).AddDays(7)), (joined.Count, joined.Message, joined.FirstSeen, joined.LastSeen, joined.DueAt));
        Assert.Equal([new Evidence(TaskArn('b'), At.AddMinutes(1), 7, "second"), new Evidence(TaskArn('a'), At, 7, "first")], joined.Evidence);
        Assert.Equal([TaskArn('a'), TaskArn('b')], joined.CountedTasks);
    }

    [Fact]
    public void An_earlier_occurrence_is_counted_and_changes_nothing_else()
    {
        var joined = FindingFactory.Join(OfTask('b', At.AddMinutes(1), "second"), OfTask('a', At, "first"))!;
        Assert.Equal((2, "second", At, At.AddMinutes(1), At.AddMinutes(1).AddDays(7)), (joined.Count, joined.Message, joined.FirstSeen, joined.LastSeen, joined.DueAt));
        Assert.Equal([TaskArn('b'), TaskArn('a')], joined.Evidence.Select(item => item.Task));
    }

    [Fact]
    public void Evidence_is_the_newest_five_and_equal_times_go_by_task()
    {
        var finding = "cbadefg".Aggregate((Finding?)null, (known, task) => FindingFactory.Join(known, OfTask(task, task <= 'c' ? At : At.AddMinutes(task - 'c'))))!;
        Assert.Equal([TaskArn('g'), TaskArn('f'), TaskArn('e'), TaskArn('d'), TaskArn('a')], finding.Evidence.Select(item => item.Task));
        Assert.Equal(7, finding.Count);
    }

    [Fact]
    public void Five_hundred_tasks_are_remembered()
    {
        var known = OfTask('a', At) with { CountedTasks = [.. Enumerable.Range(1, 500).Select(number => $"task-{number}")] };
        var joined = FindingFactory.Join(known, OfTask('z', At))!;
        Assert.Equal([.. Enumerable.Range(2, 499).Select(number => $"task-{number}"), TaskArn('z')], joined.CountedTasks);
    }

    [Theory]
    [InlineData(FindingState.Resolved)]
    [InlineData(FindingState.Superseded)]
    [InlineData(FindingState.Removed)]
    public void Another_task_opens_a_closed_finding_again(FindingState state)
    {
        var joined = FindingFactory.Join(OfTask('a', At) with { State = state, ResolvedIn = 8, DueAt = null }, OfTask('b', At.AddDays(30)))!;
        Assert.Equal((FindingState.Open, null, 2, At, At.AddDays(37)), (joined.State, joined.ResolvedIn, joined.Count, joined.FirstSeen, joined.DueAt));
    }

    [Fact]
    public void A_task_that_was_counted_does_not_open_it_again() =>
        Assert.Null(FindingFactory.Join(OfTask('a', At) with { State = FindingState.Resolved }, OfTask('a', At)));

    private static ImmutableArray<Finding> Judge(string containerDefinitions) => FindingFactory.OfRevision(
        Arn(7), At, PolicyEngine.Judge(TaskDefinition.Read(Encoding.UTF8.GetBytes($$"""{"containerDefinitions":{{containerDefinitions}}}""")), PolicyContext.Empty, [TestPolicies.Privileged]));

    private static ImmutableArray<Finding> OfRevision(params ImmutableArray<Violation> violations) => FindingFactory.OfRevision(Arn(7), At, [Outcome(TestPolicies.Privileged, violations)]);

    private static Outcome Outcome(Policy policy, params ImmutableArray<Violation> violations) => new(policy, Result.Violated, violations, [], null);

    private static Finding OfTask(char task, DateTimeOffset at, string message = "killed", string? container = "app") =>
        FindingFactory.OfTask(Task(task), Arn(7), "", "", new EachRevision(), new("/containers/0", container, message, []), at);

    private static TaskStateChange Task(char task, string more = "") => TaskStateChange.Read(Encoding.UTF8.GetBytes($$"""{ "taskArn": "{{TaskArn(task)}}", "version": 7{{more}} }"""));

    private sealed class EachRevision : TaskStatePolicy
    {
        public override PolicyMetadata Metadata { get; } = TestPolicies.Metadata("test-of-revision", kind: PolicyKind.Runtime);

        public override void Judge(TaskStateChange task, PolicyContext context, Verdict verdict) => throw new NotSupportedException();
    }

    private sealed class EachTask : TaskStatePolicy
    {
        public override PolicyMetadata Metadata { get; } = TestPolicies.Metadata("test-of-task", kind: PolicyKind.Runtime);

        public override bool RecordsEachTask => true;

        public override void Judge(TaskStateChange task, PolicyContext context, Verdict verdict) => throw new NotSupportedException();
    }
}
