using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;
using EcsGuard.Pipeline.Tests.Support;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;
using Microsoft.Extensions.Logging.Abstractions;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests;

public sealed class JudgeRevisionTests
{
    private static readonly DateTimeOffset At = TestClock.Start;

    [Fact]
    public async Task Judges_what_ECS_answers_and_records_and_tells_it()
    {
        using var world = new World(new TestDefinitions().With(Arn(7), """
            {
              "taskDefinition": {
                "family": "web", "status": "ACTIVE", "taskRoleArn": "arn:aws:iam::111122223333:role/web",
                "containerDefinitions": [{ "name": "a", "privileged": true, "environment": [{ "name": "PASSWORD", "value": "hunter2" }, { "value": "hunter3" }] }]
              }
            }
            """));
        Assert.Same(Disposition.Handled, await world.RunAsync(Registered(7, """[{"name":"other"}]""", At)));

        Assert.Equal(
            ["web:7 test-note /taskRoleArn open since 0", "web:7 test-privileged a/privileged open since 0", "web:7 test-secret a/environment/0 open since 0"],
            world.Findings);
        SampleRecords.AssertEqual(
            [new RevisionRecord
            {
                Revision = 7,
                Arn = Arn(7).ToString(),
                IsActive = true,
                Judgement = new()
                {
                    RegisteredAt = At,
                    RegisteredBy = "arn:aws:sts::111122223333:assumed-role/Deploy/ci",
                    EventId = "registered-web-7",
                    Source = "describe",
                    Outcomes = new(0, 3, 0, 0, 0),
                    TaskRole = "111122223333:role/web",
                    Selection = TestPolicies.Selection.Fingerprint,
                },
            }],
            await world.HistoryAsync());
        var told = Assert.Single(world.Channel.Sent);
        Assert.Equal((Arn(7).ToString(), "critical", 2, 0, 0), (told.Resource, told.Severity, told.New, told.StillOpen, told.Fixed));
        Assert.Equal(
            [
                "Evaluations Outcome=Violated: 3",
                "Findings Policy=test-note Severity=info: 1",
                "Findings Policy=test-privileged Severity=high: 1",
                "Findings Policy=test-secret Severity=critical: 1",
                "Notifications Result=sent: 1",
            ],
            world.Metrics.Counts);
    }

    [Fact]
    public async Task Policies_know_the_revision_the_account_s_setting_and_where_the_family_runs()
    {
        var selection = new PolicySelection([new ContextPolicy()], []);
        using var fresh = new World(policies: selection);
        await fresh.RunAsync(Registered(7, Definition("a"), At));
        Assert.Equal([$"{Arn(7)}  "], fresh.Store.AllFindings().Select(finding => finding.Message));

        using var seen = new World(policies: selection, defaultLogDriverMode: "blocking");
        await seen.RunAsync(TaskEvent('a', 3, Arn(6).ToString(), "RUNNING"), Registered(7, Definition("a"), At));
        Assert.Equal([$"{Arn(7)} blocking FARGATE"], seen.Store.AllFindings().Select(finding => finding.Message));
    }

    [Fact]
    public async Task The_families_with_one_task_role_are_known_while_their_current_revisions_have_it()
    {
        using var world = new World(policies: PolicySelection.OfSet(PolicySet.Strict));
        await world.RunAsync(
            Having("orders", 1, "arn:aws:iam::111122223333:role/team/backend"),
            Having("payments", 1, "team/backend"),
            Having("search", 1, "backend"),
            Having("plain", 1, null));
        Assert.Equal(["payments:1 2 families have this task role (orders, payments); 1 may."], Shared());

        // payments moves to a role of its own, so the next family shares with orders alone.
        await world.RunAsync(Having("payments", 2, "payments"), Having("web", 1, "team/backend"));
        Assert.Equal(["web:1 2 families have this task role (orders, web); 1 may."], Shared());

        // orders is gone.
        await world.RunAsync(Deregistered(1, At, "orders"), Having("web", 2, "team/backend"));
        Assert.Equal([], Shared());

        IEnumerable<string> Shared() =>
            from finding in world.Store.AllFindings()
            where finding is { Policy: "task-role-shared-across-families", State: FindingState.Open }
            select $"{finding.Family}:{finding.Revision} {finding.Message}";
    }

    [Fact]
    public async Task The_estate_is_asked_for_a_task_role_only_where_the_policy_that_wants_to_know_is_on()
    {
        using var recommended = new World(policies: PolicySelection.Default);
        await recommended.RunAsync(Having("orders", 1, "backend"), TaskEvent('a', 3, Arn(1, "orders").ToString(), "RUNNING"));
        Assert.Equal(0, recommended.Faulty.TaskRoleQueries);

        using var strict = new World(policies: PolicySelection.OfSet(PolicySet.Strict));
        await strict.RunAsync(Having("orders", 1, "backend"), Having("plain", 1, null), Having("hidden", 1, "${ROLE}"));
        Assert.Equal(1, strict.Faulty.TaskRoleQueries);
    }

    [Fact]
    public void The_recommended_set_and_what_is_configured_is_judged_by_unless_told_otherwise()
    {
        using var world = new World();
        var families = new FamilyWork(world.Store, world.Clock);
        var outbox = new Outbox(world.Channel, world.Metrics, world.Clock, NullLogger<Outbox>.Instance);
        var judgeRevision = new JudgeRevision(world.Registry, new TestSettings(null), new FixedPolicyFile(PolicyFile.None), world.Store, families, outbox, world.Metrics, world.Clock, NullLogger<JudgeRevision>.Instance);
        Assert.Same(PolicySelection.Default, judgeRevision.Policies);
        Assert.Same(PolicySelection.Default, new JudgeTask(new FixedPolicyFile(PolicyFile.None), world.Store, world.Store, families, new LearnFacts(world.Store, families, judgeRevision, outbox, world.Metrics, world.Clock), outbox, world.Metrics, world.Clock).Policies);
        Assert.Equal(
            PolicyCatalog.TaskDefinitionPolicies.Where(policy => policy.Metadata.Set != PolicySet.Strict).Select(policy => policy.Metadata.Id),
            PolicySelection.Default.TaskDefinitionPolicies.Select(policy => policy.Metadata.Id));
        Assert.Equal(
            PolicyCatalog.TaskStatePolicies.Where(policy => policy.Metadata.Set != PolicySet.Strict).Select(policy => policy.Metadata.Id),
            PolicySelection.Default.TaskStatePolicies.Select(policy => policy.Metadata.Id));
        Assert.Equal(
            PolicyCatalog.TaskDefinitionPolicies.Select(policy => policy.Metadata.Id),
            PolicySelection.OfSet(PolicySet.Strict).TaskDefinitionPolicies.Select(policy => policy.Metadata.Id));
    }

    [Fact]
    public async Task A_failed_call_changed_nothing()
    {
        using var world = new World();
        Assert.Equal(
            Disposition.Ignored("the call RegisterTaskDefinition failed with AccessDenied"),
            await world.RunAsync(Call("RegisterTaskDefinition", "null", "null", more: ""","errorCode":"AccessDenied" """)));
        Assert.Equal(
            Disposition.Ignored("the call CreateExpressGatewayService failed with ClientException"),
            await world.RunAsync(Call("CreateExpressGatewayService", "null", "null", more: ""","errorCode":"ClientException" """)));
        Assert.Equal([], world.Store.AllRevisions());
        Assert.Equal([], world.Store.UnjudgedCalls());
    }

    [Theory]
    [InlineData("RegisterDaemonTaskDefinition")]
    [InlineData("CreateDaemon")]
    [InlineData("UpdateDaemon")]
    [InlineData("CreateExpressGatewayService")]
    [InlineData("UpdateExpressGatewayService")]
    public async Task Containers_that_come_by_other_ways_are_kept_as_not_judged(string eventName)
    {
        using var world = new World();
        Assert.Equal(Disposition.Ignored($"{eventName} is recorded as not judged"), await world.RunAsync(Call(eventName, "{}", "{}", At, "e-9")));
        Assert.Equal([new UnjudgedCall(Account, Region, eventName, "e-9", At, "arn:aws:sts::111122223333:assumed-role/Deploy/ci")], world.Store.UnjudgedCalls());
        Assert.Equal([], world.Store.AllRevisions());
    }

    [Fact]
    public async Task Other_calls_are_no_registrations()
    {
        using var world = new World();
        Assert.Equal(Disposition.Ignored("nothing is judged on UpdateService"), await world.RunAsync(Call("UpdateService", "{}", "{}")));
    }

    [Fact]
    public async Task What_an_event_hides_is_undetermined_and_its_copy_serves_where_ECS_knows_no_such_revision()
    {
        using var world = new World(new TestDefinitions(DescribeRefusal.NotFound));
        Assert.Same(Disposition.Handled, await world.RunAsync(Registered(7, """[{"name":"a","privileged":true,"environment":"HIDDEN_DUE_TO_SECURITY_REASONS"}]""", At)));
        Assert.Equal(["web:7 test-privileged a/privileged open since 0"], world.Findings);
        var judgement = Assert.Single(await world.HistoryAsync()).Judgement!;
        Assert.Equal(("event", new OutcomeCounts(1, 1, 0, 1, 0)), (judgement.Source, judgement.Outcomes));
        Assert.Equal([new UndeterminedRecord("test-secret", "/containerDefinitions/0/environment", "redacted")], judgement.Undetermined);
    }

    [Theory]
    [InlineData("""{"family":"web","containerDefinitions":[{"name":"a","privileged":true}]}""", """{"taskDefinition":{"taskDefinitionArn":"ARN"}}""")]
    [InlineData("""{"family":"web","containerDefinitions":[{"name":"a","privileged":true}]}""", """{"taskDefinition":{"taskDefinitionArn":"ARN","containerDefinitions":null}}""")]
    [InlineData("null", """{"taskDefinition":{"taskDefinitionArn":"ARN","containerDefinitions":[{"name":"a","privileged":true}]}}""")]
    public async Task Either_half_of_the_event_serves_as_its_copy(string request, string response)
    {
        foreach (var definitions in new[] { new TestDefinitions(DescribeRefusal.AccessDenied), null, new TestDefinitions().With(Arn(7), "{}") })
        {
            using var world = new World(definitions);
            Assert.Same(Disposition.Handled, await world.RunAsync(Call("RegisterTaskDefinition", request, response.Replace("ARN", Arn(7).ToString(), StringComparison.Ordinal))));
            Assert.Equal(["web:7 test-privileged a/privileged open since 0"], world.Findings);
        }
    }

    [Theory]
    [InlineData(DescribeRefusal.NotFound, "not found")]
    [InlineData(DescribeRefusal.AccessDenied, "access denied")]
    public async Task Without_any_copy_the_event_is_rejected_and_the_family_is_free_again(DescribeRefusal refusal, string why)
    {
        using var world = new World(new TestDefinitions(refusal));
        var answer = $$"""{"taskDefinition":{"taskDefinitionArn":"{{Arn(7)}}"} }""";
        Assert.Equal(
            Disposition.Rejected($"ECS does not give {Arn(7)} ({why}), and the event holds no copy of it"),
            await world.RunAsync(Call("RegisterTaskDefinition", """{"family":"web","ContainerDefinitions":[]}""", answer)));
        Assert.Equal([], world.Store.AllRevisions());
        Assert.Equal([], (await world.StateAsync()).JudgedRevisions);
    }

    [Fact]
    public async Task An_answer_that_holds_no_definition_is_none()
    {
        using var world = new World(new TestDefinitions().With(Arn(7), """{"taskDefinition":{}}"""));
        Assert.Equal(
            Disposition.Rejected($"ECS does not give {Arn(7)} (its answer holds no definition), and the event holds no copy of it"),
            await world.RunAsync(Call("RegisterTaskDefinition", "null", $$"""{"taskDefinition":{"taskDefinitionArn":"{{Arn(7)}}"} }""")));
    }

    [Fact]
    public async Task With_its_answer_left_out_the_revision_is_found_by_its_family_and_time()
    {
        var definition = $$"""{"taskDefinition":{"registeredAt":"2026-03-01T12:00:00.350Z","containerDefinitions":{{Definition("ab", "b")}} } }""";
        using var world = new World(new TestDefinitions().With(Arn(7), definition).With(Arn(6), definition.Replace("T12", "T11", StringComparison.Ordinal)));
        Assert.Same(Disposition.Handled, await world.RunAsync(Call("RegisterTaskDefinition", """{"family":"web"}""", "null", At)));
        Assert.Equal(["web:7 test-privileged b/privileged open since 0"], world.Findings);
    }

    [Fact]
    public async Task With_both_halves_left_out_the_event_is_rejected()
    {
        using var world = new World();
        Assert.Equal(
            Disposition.Rejected("the event names neither the revision nor the family: CloudTrail leaves out what is larger than 100 KB"),
            await world.RunAsync(Call("RegisterTaskDefinition", "null", "null")));
    }

    [Fact]
    public async Task Ten_deliveries_are_one()
    {
        using var world = new World();
        await world.RunAsync([.. Enumerable.Range(0, 10).Select(delivery => Registered(7, Definition("ab", "b"), At.AddSeconds(delivery), eventId: $"e-{delivery}"))]);
        Assert.Equal(["web:7 test-privileged b/privileged open since 0"], world.Findings);
        Assert.Equal(["e-0"], (await world.HistoryAsync()).Select(record => record.Judgement!.EventId));
        Assert.Equal([$"{Arn(7)}#e-0"], world.Channel.Sent.Select(told => told.Id));
    }

    [Fact]
    public async Task Deliveries_in_parallel_are_one()
    {
        using var world = new World();
        var envelope = Registered(7, Definition("ab", "b"), At);
        world.Registry.Observe(envelope);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => world.HandleAsync(envelope, TestContext.Current.CancellationToken))));
        await world.RunLastAsync();
        Assert.Equal(["web:7 test-privileged b/privileged open since 0"], world.Findings);
        Assert.Equal([$"{Arn(7)}#registered-web-7"], world.Channel.Sent.Select(told => told.Id));
    }

    [Fact]
    public async Task A_team_is_told_the_difference()
    {
        using var world = new World();
        await world.RunAsync(Registered(1, Definition("abc", "ab"), At), Registered(2, Definition("abc", "ab"), At.AddHours(1)), Registered(3, Definition("abc", "bc"), At.AddHours(2)), Registered(4, Definition("abc"), At.AddHours(3)));
        Assert.Equal(
            [(Arn(1).ToString(), 2, 0, 0), (Arn(3).ToString(), 1, 1, 1)],
            world.Channel.Sent.Select(told => (told.Resource, told.New, told.StillOpen, told.Fixed)));
    }

    [Fact]
    public async Task A_revision_that_arrives_late_is_recorded_and_not_told()
    {
        using var world = new World();
        await world.RunAsync(Registered(2, Definition("a"), At.AddHours(1)), Registered(1, Definition("a", "a"), At));
        Assert.Equal(["web:1 test-privileged a/privileged resolved in 2 since 0"], world.Findings);
        Assert.Equal([], world.Channel.Sent);
    }

    [Theory]
    [InlineData("INACTIVE")]
    [InlineData("DELETE_IN_PROGRESS")]
    public async Task A_revision_that_is_no_longer_active_has_no_open_findings(string status)
    {
        foreach (var failedBefore in new[] { false, true })
        {
            using var world = new World(new TestDefinitions().With(Arn(7), $$"""{"taskDefinition":{"status":"{{status}}","containerDefinitions":{{Definition("a", "a")}} } }"""));
            if (failedBefore)
            {
                await world.RunAsync(OutOfMemory('x', 7, At));
                Assert.Equal(["web:7 out-of-memory app open since 0"], world.Findings);
            }

            await world.RunAsync(Registered(7, "[]", At));
            Assert.Equal(
                failedBefore ? ["web:7 out-of-memory app removed since 0", "web:7 test-privileged a/privileged removed since 0"] : ["web:7 test-privileged a/privileged removed since 0"],
                world.Findings);
            Assert.Equal([(7, false)], (await world.HistoryAsync()).Select(record => (record.Revision, record.IsActive)));
        }
    }

    [Fact]
    public async Task A_policy_that_throws_is_recorded_without_its_words_and_the_others_are_heard()
    {
        using var world = new World();
        await world.RunAsync(Registered(7, """[{"name":"a","privileged":true,"environment":[{"name":"THROW","value":"hunter2"}]}]""", At));
        Assert.Equal(["web:7 test-privileged a/privileged open since 0"], world.Findings);
        var judgement = Assert.Single(await world.HistoryAsync()).Judgement!;
        Assert.Equal(new OutcomeCounts(1, 1, 0, 0, 1), judgement.Outcomes);
        Assert.Equal([new UndeterminedRecord("test-secret", "", "failed")], judgement.Undetermined);
    }

    [Fact]
    public async Task No_secret_is_told_or_kept()
    {
        using var world = new World(policies: PolicySelection.OfSet(PolicySet.Strict));
        var envelope = Registered(7, """[{"name":"a","environment":[{"name":"PASSWORD","value":"hunter2"},{"name":"AWS_SECRET_ACCESS_KEY","value":"hunter2/K7MDENG/bPxRfiCYEXAMPLEKEY"}],"command":["serve","--password=hunter2"]}]""", At);
        await world.RunAsync(envelope);
        Assert.Contains(world.Store.AllFindings(), finding => finding.Policy == "plaintext-secret");
        Assert.DoesNotContain("hunter2", Assert.Single(world.Channel.Sent).Text, StringComparison.Ordinal);
        Assert.All(world.Store.AllFindings(), finding => Assert.DoesNotContain("hunter2", finding.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_AWS_cannot_be_reached_nothing_is_recorded_and_the_event_can_come_again()
    {
        var definitions = new TestDefinitions().With(Arn(7), $$"""{"taskDefinition":{"containerDefinitions":{{Definition("a", "a")}} } }""");
        using var world = new World(definitions);
        definitions.Fault = new IOException("No answer.");
        await Assert.ThrowsAsync<IOException>(() => world.RunAsync(Registered(7, "[]", At)));
        Assert.Equal([], world.Findings);

        definitions.Fault = null;
        Assert.Same(Disposition.Handled, await world.RunAsync(Registered(7, "[]", At)));
        Assert.Equal(["web:7 test-privileged a/privileged open since 0"], world.Findings);
        Assert.Single(world.Channel.Sent);
    }

    [Fact]
    public async Task Where_the_record_cannot_be_written_the_event_can_come_again_when_the_claim_is_over()
    {
        using var world = new World();
        var envelope = Registered(7, Definition("a", "a"), At);
        world.Faulty.FinishFault = new IOException("Disk full.");
        await Assert.ThrowsAsync<IOException>(() => world.RunAsync(envelope));
        Assert.Equal([], world.Findings);

        world.Faulty.FinishFault = null;
        world.Clock.Advance(FamilyWork.ClaimLength);
        Assert.Same(Disposition.Handled, await world.RunAsync(envelope));
        Assert.Equal(["web:7 test-privileged a/privileged open since 0"], world.Findings);
        Assert.Equal([$"{Arn(7)}#registered-web-7"], world.Channel.Sent.Select(told => told.Id));
    }

    [Fact]
    public async Task A_family_that_stays_busy_sends_the_event_back_unchanged()
    {
        using var world = new World();
        world.Clock.WaitsAreOver = true;
        var claim = await world.ClaimAsync(World.Web);
        var fault = await Assert.ThrowsAsync<FamilyBusyException>(() => world.RunAsync(Registered(7, Definition("a", "a"), At)));
        Assert.Equal("web in 111122223333, eu-west-1 is claimed by another event. Deliver this one again.", fault.Message);
        Assert.Equal([], world.Findings);
        Assert.Same(Disposition.Handled, await world.RunAsync(Registered(7, Definition("a", "a"), At, family: "other")));

        await world.Store.ReleaseAsync(claim, CancellationToken.None);
        Assert.Same(Disposition.Handled, await world.RunAsync(Registered(7, Definition("a", "a"), At)));
        Assert.Equal(["other:7 test-privileged a/privileged open since 0", "web:7 test-privileged a/privileged open since 0"], world.Findings);
    }

    [Fact]
    public async Task An_invocation_out_of_time_leaves_the_family_free()
    {
        using var world = new World();
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.HandleAsync(Registered(7, Definition("a", "a"), At), cancellation.Token));
        Assert.Equal([], (await world.StateAsync()).Revisions);
    }

    [Fact]
    public async Task Messages_that_cannot_be_sent_are_kept_within_bounds_the_newest_first()
    {
        using var world = new World();
        world.Channel.IsDown = true;
        await world.RunAsync([.. Enumerable.Range(1, 62).Select(revision => Registered(revision, Definition("ab", revision % 2 == 0 ? "a" : "b"), At.AddHours(revision)))]);
        Assert.Equal(Enumerable.Range(3, 60).Select(revision => Arn(revision).ToString()), (await world.StateAsync()).Outbox.Select(pending => pending.Notification.Resource));
        Assert.Equal(60, Outbox.KeptMessages);
        Assert.Contains("Notifications Result=dropped: 2", world.Metrics.Counts);
    }

    private static EventEnvelope Having(string family, int revision, string? taskRole) =>
        Registered(revision, """[{"name":"a","image":"nginx:1.29"}]""", At.AddHours(revision), family, more: taskRole is null ? "" : $""","taskRoleArn":"{taskRole}" """);

    private sealed class ContextPolicy : TaskDefinitionPolicy
    {
        public override PolicyMetadata Metadata { get; } = TestPolicies.Metadata("test-context");

        public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict) =>
            verdict.Violation("", null, $"{context.Arn} {context.DefaultLogDriverMode} {context.LaunchType}");
    }
}
