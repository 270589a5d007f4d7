using System.Collections.Immutable;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies;
using static EcsGuard.Pipeline.Tests.Contracts.SampleRecords;

namespace EcsGuard.Pipeline.Tests.Contracts;

/// <summary>What <see cref="IFindingStore"/> and <see cref="IFindingQueries"/> promise, whatever keeps the records.</summary>
public abstract class FindingStoreContract
{
    private static readonly TimeSpan ClaimLength = TimeSpan.FromSeconds(45);

    protected static CancellationToken None => TestContext.Current.CancellationToken;

    protected abstract IFindingStore Store { get; }

    protected abstract IFindingQueries Queries { get; }

    /// <summary>Sets the clock of a store that has one.</summary>
    protected abstract void SetClock(DateTimeOffset now);

    protected abstract Task<IReadOnlyList<UnjudgedCall>> UnjudgedAsync();

    [Fact]
    public async Task A_family_that_was_never_seen_is_claimed_empty()
    {
        var claim = await ClaimAsync(Web, Noon);

        Assert.Equal(Noon + ClaimLength, claim.Until);
        AssertEqual(new FamilyState { Family = Web }, claim.State);
    }

    [Fact]
    public async Task Of_many_claims_at_once_exactly_one_wins()
    {
        SetClock(Noon);
        var claims = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => Store.TryClaimAsync(Web, Noon, Noon + ClaimLength, None), None)));

        Assert.Single(claims, claim => claim is not null);
    }

    [Fact]
    public async Task Changes_of_one_family_at_once_are_all_kept()
    {
        SetClock(Noon);
        var families = new FamilyWork(Store, new StandingClock());

        await Task.WhenAll(Enumerable.Range(1, 4).Select(number => Task.Run(
            () => families.ChangeAsync(
                Web,
                async state =>
                {
                    await Task.Yield();
                    return new(state with { JudgedRevisions = [.. state.JudgedRevisions.Append(number).Order()] }, [Judged(Web, number)], [OfRevision(Web, number)]);
                },
                None),
            None)));

        AssertEqual(new FamilyState { Family = Web, JudgedRevisions = [1, 2, 3, 4] }, (await ClaimAsync(Web, Noon)).State);
        AssertEqual([Judged(Web, 4), Judged(Web, 3), Judged(Web, 2), Judged(Web, 1)], await Queries.HistoryAsync(Web, None).ToArrayAsync());
        AssertEqual(Enumerable.Range(1, 4).Select(number => OfRevision(Web, number)), await AllOpenAsync(new(Account: Web.Account)));
    }

    [Fact]
    public async Task Families_are_claimed_apart()
    {
        foreach (var family in new[] { Web, Web with { Family = "web-2" }, Web with { Region = "us-east-1" }, Web with { Account = "444455556666" } })
        {
            AssertEqual(new FamilyState { Family = family }, (await ClaimAsync(family, Noon)).State);
        }
    }

    [Fact]
    public async Task A_claim_is_taken_over_when_it_has_run_out_and_not_before()
    {
        var first = await ClaimAsync(Web, Noon);

        Assert.Null(await Store.TryClaimAsync(Web, first.Until.AddTicks(-1), first.Until + ClaimLength, None));
        var second = await ClaimAsync(Web, first.Until);

        Assert.NotEqual(first.Token, second.Token);
        Assert.Null(await Store.TryClaimAsync(Web, first.Until, first.Until + ClaimLength, None));
    }

    [Fact]
    public async Task A_released_family_is_free_and_unchanged()
    {
        await RecordAsync(Change(Web));
        var claim = await ClaimAsync(Web, Noon);

        await Store.ReleaseAsync(claim, None);

        AssertEqual(Change(Web).State, (await ClaimAsync(Web, Noon)).State);
    }

    [Fact]
    public async Task A_late_release_leaves_the_next_owner_his_claim()
    {
        var late = await ClaimAsync(Web, Noon);
        var next = await ClaimAsync(Web, late.Until);

        await Store.ReleaseAsync(late, None);

        Assert.Null(await Store.TryClaimAsync(Web, late.Until, late.Until + ClaimLength, None));
        await Store.ReleaseAsync(next, None);
        await ClaimAsync(Web, late.Until);
    }

    [Fact]
    public async Task What_is_recorded_is_read_back_exactly()
    {
        var change = Change(Web);

        await RecordAsync(change);

        AssertEqual(change.State, (await ClaimAsync(Web, Noon)).State);
        AssertEqual([Read(change.Findings[0])], await Queries.OfRevisionAsync(Web, 7, None).ToArrayAsync());
        AssertEqual(change.Findings.Skip(1).Select(Read).InOrder(), (await Queries.OfRevisionAsync(Web, 8, None).ToArrayAsync()).InOrder());
        AssertEqual(change.Revisions, await Queries.HistoryAsync(Web, None).ToArrayAsync());
    }

    /// <summary>A member that is added to a record and not to the samples would be lost by a store without anybody noticing.</summary>
    [Fact]
    public void The_samples_set_every_member()
    {
        var change = Change(Web);
        Finding[] findings = [.. change.Findings, OfTasks(Web, 8, Noon)];
        AssertSetsAll(findings);
        AssertSetsAll([.. findings.SelectMany(finding => finding.Evidence)]);
        AssertSetsAll([.. findings.Select(finding => finding.Regression).OfType<Regression>()]);
        AssertSetsAll([.. change.Revisions]);
        AssertSetsAll([.. change.Revisions.Select(revision => revision.Judgement!)]);
        AssertSetsAll([.. change.Revisions.Select(revision => revision.Judgement!.Outcomes)]);
        AssertSetsAll([.. change.Revisions.SelectMany(revision => revision.Judgement!.Undetermined)]);
        AssertSetsAll([change.State]);
        AssertSetsAll([change.State.Facts, new FamilyFacts(null, false, EcsExec: true, HasTaskFindings: true)]);
        AssertSetsAll([.. change.State.Outbox]);
        AssertSetsAll([.. change.State.Outbox.Select(pending => pending.Notification)]);
        AssertSetsAll([.. change.State.Outbox.Select(pending => pending.Notification.Channel!)]);
        AssertSetsAll([.. change.State.Outbox.SelectMany(pending => pending.Notification.Findings)]);
        AssertSetsAll([Unjudged]);
    }

    [Fact]
    public async Task The_next_change_replaces_what_it_names_and_nothing_else()
    {
        var before = Change(Web);
        await RecordAsync(before);
        var after = new FamilyChange(
            before.State with { Outbox = [], Facts = new(null, OnSpot: false, EcsExec: true, HasTaskFindings: true), JudgedRevisions = [7, 8, 9] },
            [Judged(Web, 8) with { IsActive = false }],
            [before.Findings[1] with { State = FindingState.Removed }]);

        await RecordAsync(after);

        AssertEqual(after.State, (await ClaimAsync(Web, Noon)).State);
        AssertEqual([after.Findings[0], Read(before.Findings[2])], (await Queries.OfRevisionAsync(Web, 8, None).ToArrayAsync()).OrderByDescending(finding => finding.Policy, StringComparer.Ordinal));
        AssertEqual([Read(before.Findings[0])], await Queries.OfRevisionAsync(Web, 7, None).ToArrayAsync());
        AssertEqual([after.Revisions[0], before.Revisions[1]], await Queries.HistoryAsync(Web, None).ToArrayAsync());
        AssertEqual([Read(before.Findings[2])], (await Queries.OpenAsync(new(Team: "payments"), 10, null, None)).Findings);
    }

    [Fact]
    public async Task The_same_work_done_again_leaves_the_same_records()
    {
        var change = Change(Web);
        await ClaimAsync(Web, Noon.AddMinutes(-10));
        await RecordAsync(change);
        var findings = await AllOpenAsync(new(Account: Web.Account));

        await RecordAsync(change);

        AssertEqual(findings, await AllOpenAsync(new(Account: Web.Account)));
        AssertEqual(change.State, (await ClaimAsync(Web, Noon)).State);
        AssertEqual(change.Revisions, await Queries.HistoryAsync(Web, None).ToArrayAsync());
    }

    [Fact]
    public async Task A_finish_after_somebody_took_over_changes_nothing()
    {
        var late = await ClaimAsync(Web, Noon);
        var next = await ClaimAsync(Web, late.Until);

        await Assert.ThrowsAsync<FamilyBusyException>(() => Store.FinishAsync(late, Change(Web), None));

        Assert.Empty(await Queries.OfRevisionAsync(Web, 8, None).ToArrayAsync());
        Assert.Empty(await Queries.HistoryAsync(Web, None).ToArrayAsync());
        await Store.FinishAsync(next, new(next.State with { JudgedRevisions = [1] }, [], []), None);
        AssertEqual(new FamilyState { Family = Web, JudgedRevisions = [1] }, (await ClaimAsync(Web, late.Until)).State);
    }

    [Fact]
    public async Task A_change_may_hold_any_number_of_findings_and_revisions()
    {
        var findings = Enumerable.Range(0, 60).Select(number => OfRevision(Web, 8, subject: $"c{number:D2}")).ToArray();
        var revisions = Enumerable.Range(1, 30).Select(number => Judged(Web, number)).Reverse().ToArray();

        await RecordAsync(new(new() { Family = Web, JudgedRevisions = [8] }, revisions, findings));

        AssertEqual(findings, (await Queries.OfRevisionAsync(Web, 8, None).ToArrayAsync()).InOrder());
        AssertEqual(revisions, await Queries.HistoryAsync(Web, None).ToArrayAsync());
    }

    [Fact]
    public async Task Subjects_of_any_length_and_script_stay_apart()
    {
        var prefix = string.Concat(Enumerable.Repeat("Größe/環境~1#", 200));
        Finding[] findings = [.. new[] { "", " ", "#", "a", "ä", prefix + "1", prefix + "2" }.Select(subject => OfRevision(Web, 8, subject: subject) with { Container = "", Message = "" })];

        await RecordAsync(new(new() { Family = Web }, [], findings));

        AssertEqual(findings.InOrder(), (await Queries.OfRevisionAsync(Web, 8, None).ToArrayAsync()).InOrder());
        AssertEqual(
            findings.OrderBy(finding => finding.Subject, StringComparer.Ordinal),
            (await AllOpenAsync(new(Policy: "blocking-log-driver"))).OrderBy(finding => finding.Subject, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_finding_of_a_task_only_moves_to_later_versions()
    {
        SetClock(Noon);
        var third = OfTask(Web, 8, 'a', 3, Noon.AddMinutes(1));
        var fifth = OfTask(Web, 8, 'a', 5, Noon.AddMinutes(2)) with { Message = "Later." };

        Assert.True(await Store.TryWriteOfTaskAsync(third, 3, None));
        Assert.False(await Store.TryWriteOfTaskAsync(third with { Message = "Again." }, 3, None));
        AssertEqual([third], await Queries.OfRevisionAsync(Web, 8, None).ToArrayAsync());

        Assert.True(await Store.TryWriteOfTaskAsync(fifth, 5, None));
        Assert.False(await Store.TryWriteOfTaskAsync(OfTask(Web, 8, 'a', 4, Noon), 4, None));
        AssertEqual([fifth with { FirstSeen = third.FirstSeen }], await Queries.OfRevisionAsync(Web, 8, None).ToArrayAsync());
    }

    [Fact]
    public async Task A_later_version_clears_what_it_lacks()
    {
        SetClock(Noon);
        var open = OfTask(Web, 8, 'a', 3, Noon) with { Container = "api" };
        await Store.TryWriteOfTaskAsync(open, 3, None);

        Assert.True(await Store.TryWriteOfTaskAsync(open with { Container = null, State = FindingState.Resolved, DueAt = null, Evidence = [] }, int.MaxValue, None));

        AssertEqual([open with { Container = null, State = FindingState.Resolved, DueAt = null, Evidence = [] }], await Queries.OfRevisionAsync(Web, 8, None).ToArrayAsync());
        Assert.Empty(await Store.OpenOfTasksAsync(Web, 8, None).ToArrayAsync());
        Assert.Empty(await AllOpenAsync(new(Team: "payments")));
        Assert.Empty(await Store.DueAsync(Noon.AddYears(1), None).ToArrayAsync());
    }

    [Fact]
    public async Task Of_many_writes_of_one_version_exactly_one_counts()
    {
        SetClock(Noon);
        var finding = OfTask(Web, 8, 'a', 3, Noon);

        var written = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => Store.TryWriteOfTaskAsync(finding, 3, None), None)));

        Assert.Single(written, true);
    }

    [Fact]
    public async Task A_finding_of_a_task_whose_family_is_unknown_is_kept_too()
    {
        SetClock(Noon);
        var finding = OfTask(null, null, 'a', 2, Noon);

        Assert.True(await Store.TryWriteOfTaskAsync(finding, 2, None));
        Assert.False(await Store.TryWriteOfTaskAsync(finding, 2, None));

        AssertEqual([finding], await AllOpenAsync(new(Account: finding.Account)));
        Assert.Equal([finding.Id], (await Store.DueAsync(Noon.AddDays(7), None).ToArrayAsync()).Select(due => due.Finding?.Id));
    }

    [Fact]
    public async Task A_finding_without_account_is_kept_and_counted_for_its_team()
    {
        SetClock(Noon);
        var finding = OfTask(null, null, 'a', 2, Noon) with { Account = "" };

        Assert.True(await Store.TryWriteOfTaskAsync(finding, 2, None));

        AssertEqual([finding], await AllOpenAsync(new(Team: "payments")));
    }

    [Fact]
    public async Task Open_findings_of_tasks_are_those_of_the_family_up_to_the_revision()
    {
        SetClock(Noon);
        var unnumbered = OfTask(Web, null, 'a', 1, Noon);
        var seventh = OfTask(Web, 7, 'b', 1, Noon);
        var eighth = OfTask(Web, 8, 'c', 1, Noon);
        Finding[] others =
        [
            eighth,
            OfTask(Web, 70, 'd', 1, Noon),
            OfTask(Web, 7, 'e', 1, Noon) with { State = FindingState.Superseded, DueAt = null },
            OfTask(Web with { Family = "web-2" }, 7, 'f', 1, Noon),
            OfTask(Web with { Region = "us-east-1" }, 7, 'f', 1, Noon),
            OfTask(null, null, '0', 1, Noon),
        ];
        foreach (var finding in others.Append(seventh).Append(unnumbered))
        {
            Assert.True(await Store.TryWriteOfTaskAsync(finding, 1, None));
        }

        await RecordAsync(Change(Web));

        AssertEqual([unnumbered, seventh], (await Store.OpenOfTasksAsync(Web, 7, None).ToArrayAsync()).InOrder());
        AssertEqual([unnumbered, seventh, eighth], (await Store.OpenOfTasksAsync(Web, 8, None).ToArrayAsync()).InOrder());
        AssertEqual([unnumbered], await Queries.OfRevisionAsync(Web, 0, None).ToArrayAsync());
    }

    [Fact]
    public async Task A_change_closes_findings_of_tasks_and_keeps_their_order()
    {
        SetClock(Noon);
        var finding = OfTask(Web, 7, 'a', 4, Noon);
        await Store.TryWriteOfTaskAsync(finding, 4, None);
        var closed = finding with { State = FindingState.Superseded, DueAt = null, FirstSeen = Noon.AddMinutes(3) };

        await RecordAsync(new(new() { Family = Web }, [], [closed]));
        await RecordAsync(new(new() { Family = Web }, [], [closed]));

        AssertEqual([closed with { FirstSeen = Noon }], await Queries.OfRevisionAsync(Web, 7, None).ToArrayAsync());
        Assert.Empty(await Store.OpenOfTasksAsync(Web, 7, None).ToArrayAsync());
        Assert.False(await Store.TryWriteOfTaskAsync(finding, 4, None));
        Assert.True(await Store.TryWriteOfTaskAsync(OfTask(Web, 7, 'a', 5, Noon.AddMinutes(1)), 5, None));
    }

    [Fact]
    public async Task A_change_leaves_findings_of_tasks_that_moved_on_meanwhile()
    {
        var claim = await ClaimAsync(Web, Noon);
        var read = OfTask(Web, 7, 'a', 4, Noon);
        var moved = OfTask(Web, 7, 'a', 5, Noon.AddMinutes(1)) with { FirstSeen = Noon };
        await Store.TryWriteOfTaskAsync(read, 4, None);
        await Store.TryWriteOfTaskAsync(moved, 5, None);

        await Store.FinishAsync(claim, new(claim.State with { JudgedRevisions = [8] }, [], [read with { State = FindingState.Superseded, DueAt = null }]), None);

        AssertEqual([moved], await Queries.OfRevisionAsync(Web, 7, None).ToArrayAsync());
        AssertEqual(new FamilyState { Family = Web, JudgedRevisions = [8] }, (await ClaimAsync(Web, Noon)).State);
    }

    [Fact]
    public async Task A_fact_is_known_once_it_is_recorded_and_not_before()
    {
        var spot = new FamilyFacts("FARGATE", OnSpot: true, EcsExec: false, HasTaskFindings: false);
        Assert.False(await Store.KnowsAsync(Web, spot, None));
        var claim = await ClaimAsync(Web, Noon);
        Assert.False(await Store.KnowsAsync(Web, spot, None));

        await Store.FinishAsync(claim, new(claim.State with { Facts = spot }, [], []), None);

        Assert.True(await Store.KnowsAsync(Web, spot, None));
        Assert.True(await Store.KnowsAsync(Web, spot with { LaunchType = null }, None));
        Assert.True(await Store.KnowsAsync(Web, spot with { OnSpot = false }, None));
        Assert.False(await Store.KnowsAsync(Web, spot with { LaunchType = "EC2" }, None));
        Assert.False(await Store.KnowsAsync(Web, spot with { EcsExec = true }, None));
        Assert.False(await Store.KnowsAsync(Web, spot with { HasTaskFindings = true }, None));
        Assert.False(await Store.KnowsAsync(Web with { Region = "us-east-1" }, spot, None));
    }

    [Fact]
    public async Task What_is_known_can_be_asked_while_somebody_has_the_family()
    {
        await RecordAsync(Change(Web));
        await ClaimAsync(Web, Noon);

        Assert.True(await Store.KnowsAsync(Web, Change(Web).State.Facts, None));
    }

    [Fact]
    public async Task The_families_of_a_task_role_are_those_of_the_account_whose_current_revision_has_it()
    {
        const string Role = "111122223333:role/team/web";
        var abroad = Web with { Region = "us-east-1" };
        await RecordAsync(Having(Web, Role, 8));
        await RecordAsync(Having(abroad, Role, 1));
        await RecordAsync(Having(Web with { Family = "other" }, "111122223333:role/web", 8));
        await RecordAsync(Having(Web with { Family = "roleless" }, null, 8));
        await RecordAsync(Having(Web with { Account = "444455556666" }, Role, 8));
        await RecordAsync(new(new() { Family = Web with { Family = "unjudged" }, Facts = Change(Web).State.Facts }, [], []));
        Assert.Equal([Web, abroad], await OfRoleAsync());

        // A new revision has another role.
        var moved = Having(Web, "111122223333:role/other", 9).State.Revisions;
        await RecordAsync(new(new() { Family = Web, Revisions = [.. moved, .. Having(Web, Role, 8).State.Revisions] }, [], []));
        Assert.Equal([abroad], await OfRoleAsync());

        // That revision is deregistered: the one before it counts again.
        await RecordAsync(new(new() { Family = Web, Revisions = [moved[0] with { Record = moved[0].Record with { IsActive = false } }, .. Having(Web, Role, 8).State.Revisions] }, [], []));
        Assert.Equal([Web, abroad], await OfRoleAsync());

        var closed = Having(abroad, Role, 1).State.Revisions[0];
        await RecordAsync(new(new() { Family = abroad, Revisions = [closed with { Record = closed.Record with { IsActive = false } }] }, [], []));
        Assert.Equal([Web], await OfRoleAsync());

        static FamilyChange Having(FamilyKey family, string? role, int revision)
        {
            var record = Judged(family, revision);
            record = record with { Judgement = record.Judgement! with { TaskRole = role } };
            return new(new() { Family = family, Revisions = [new(record, [])], JudgedRevisions = [revision] }, [record], []);
        }

        async Task<IEnumerable<FamilyKey>> OfRoleAsync() =>
            (await Store.FamiliesOfTaskRoleAsync(Web.Account, Role, None).ToArrayAsync()).OrderBy(family => family.Region, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Open_findings_come_page_by_page_the_worst_first()
    {
        var findings = await RecordMixedAsync();

        foreach (var (query, matches) in new (OpenFindingQuery, Func<Finding, bool>)[]
        {
            (new(Account: Web.Account), finding => finding.Account == Web.Account),
            (new(Team: "payments"), finding => finding.Team == "payments"),
            (new(Policy: "missing-log-driver"), finding => finding.Policy == "missing-log-driver"),
            (new(Account: Web.Account, Severity: Severity.Low), finding => finding.Account == Web.Account && finding.Severity == Severity.Low),
            (new(Team: "payments", Severity: Severity.Critical), finding => finding.Team == "payments" && finding.Severity == Severity.Critical),
            (new(Policy: "missing-log-driver", Severity: Severity.Info), finding => finding.Policy == "missing-log-driver" && finding.Severity == Severity.Info),
        })
        {
            Finding[] expected = [.. findings.Where(finding => finding.State == FindingState.Open).Where(matches).InOrder()];
            Assert.NotEmpty(expected);
            foreach (var size in new[] { 1, 2, expected.Length, expected.Length + 1, 1000 })
            {
                var pages = new List<IReadOnlyList<Finding>>();
                string? continuation = null;
                do
                {
                    var page = await Queries.OpenAsync(query, size, continuation, None);
                    pages.Add(page.Findings);
                    continuation = page.Continuation;
                }
                while (continuation is not null);

                Assert.Equal(expected.Chunk(size).Select(chunk => chunk.Length), pages.Select(page => page.Count));
                AssertEqual(expected, pages.SelectMany(page => page));
            }
        }
    }

    [Fact]
    public async Task Where_nothing_is_open_the_only_page_is_empty()
    {
        await RecordAsync(new(new() { Family = Web }, [], [OfRevision(Web, 8) with { State = FindingState.Removed }]));

        var page = await Queries.OpenAsync(new(Account: Web.Account), 10, null, None);

        Assert.Empty(page.Findings);
        Assert.Null(page.Continuation);
    }

    [Fact]
    public async Task The_next_page_is_found_though_the_last_finding_of_the_one_before_was_closed()
    {
        Finding[] findings = [.. "abcd".Select(subject => OfRevision(Web, 8, subject: $"{subject}"))];
        await RecordAsync(new(new() { Family = Web }, [], findings));
        var first = await Queries.OpenAsync(new(Team: "payments"), 2, null, None);
        await RecordAsync(new(new() { Family = Web }, [], [findings[1] with { State = FindingState.Removed }]));

        var second = await Queries.OpenAsync(new(Team: "payments"), 2, first.Continuation, None);

        AssertEqual(findings[2..], second.Findings);
        Assert.Null(second.Continuation);
    }

    [Fact]
    public async Task Open_findings_are_asked_for_by_exactly_one_of_account_team_and_policy()
    {
        foreach (var query in new OpenFindingQuery[] { new(), new(Severity: Severity.High), new(Account: "1", Team: "t"), new(Team: "t", Policy: "p"), new(Account: "1", Policy: "p"), new(Account: "") })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => Queries.OpenAsync(query, 10, null, None));
        }

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Queries.OpenAsync(new(Team: "t"), 0, null, None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Queries.OpenAsync(new(Team: "t"), 1001, null, None));
    }

    [Fact]
    public async Task A_continuation_serves_only_the_query_that_returned_it()
    {
        await RecordAsync(new(new() { Family = Web }, [], [OfRevision(Web, 8, subject: "a"), OfRevision(Web, 8, subject: "b")]));
        var continuation = (await Queries.OpenAsync(new(Team: "payments"), 1, null, None)).Continuation!;

        Assert.Matches("^[A-Za-z0-9_-]+$", continuation);
        foreach (var (query, text) in new (OpenFindingQuery, string)[]
        {
            (new(Team: "search"), continuation),
            (new(Policy: "payments"), continuation),
            (new(Team: "payments", Severity: Severity.Low), continuation),
            (new(Team: "payments"), continuation[..^4]),
            (new(Team: "payments"), ""),
            (new(Team: "payments"), "not a continuation!"),
            (new(Team: "payments"), "bnVsbA"),
            (new(Team: "payments"), "W10"),
            (new(Team: "payments"), "e30"),
        })
        {
            var refusal = await Assert.ThrowsAsync<ArgumentException>(() => Queries.OpenAsync(query, 1, text, None));
            Assert.Equal("The continuation is not one that this query returned. Ask for the first page again. (Parameter 'continuation')", refusal.Message);
        }
    }

    [Fact]
    public async Task History_is_newest_first_and_without_revisions_that_only_ran()
    {
        RevisionRecord[] records =
        [
            Judged(Web, 2),
            Judged(Web, 10) with { IsActive = false },
            new() { Revision = 9, Arn = ArnOf(Web, 9), IsActive = false },
            new() { Revision = 11, Arn = ArnOf(Web, 11), IsActive = true },
            new() { Revision = 0, Arn = ArnOf(Web, null), IsActive = true },
        ];
        await RecordAsync(new(new() { Family = Web }, records, [OfRevision(Web, 10)]));
        await RecordAsync(new(new() { Family = Web with { Family = "web-2" } }, [Judged(Web with { Family = "web-2" }, 3)], []));

        AssertEqual([records[1], records[2], records[0]], await Queries.HistoryAsync(Web, None).ToArrayAsync());
    }

    [Fact]
    public async Task What_is_due_comes_in_the_order_in_which_it_came_due()
    {
        var families = Enumerable.Range(0, 12).Select(number => Web with { Family = $"family-{number}" }).ToArray();
        for (var number = 0; number < families.Length; number++)
        {
            // Every second family has a message to send, the others a finding to resolve.
            var at = Noon.AddMinutes((number * 5) % 12);
            await RecordAsync(number % 2 == 0
                ? new(new() { Family = families[number], Outbox = [Pending(families[number], at.AddHours(1)), Pending(families[number], at)] }, [], [])
                : new(new() { Family = families[number] }, [], [OfTasks(families[number], 3, at)]));
        }

        var ofTask = OfTask(Web, 3, 'a', 1, Noon.AddMinutes(3.5).AddDays(-7));
        await Store.TryWriteOfTaskAsync(ofTask, 1, None);
        await RecordAsync(new(new() { Family = Web }, [], [OfTasks(Web, 3, Noon) with { State = FindingState.Superseded }]));

        var due = await Store.DueAsync(Noon.AddMinutes(6), None).ToArrayAsync();

        Assert.Equal(
            ["family-0", "family-5", "family-10", "family-3", "spot-interruption", "family-8", "family-1", "family-6"],
            due.Select(record => record.Family?.Family ?? (record.Finding!.IsOfTask ? record.Finding.Policy : record.Finding.Family)));
        Assert.Equal([families[0], families[10], families[8], families[6]], due.Select(record => record.Family).OfType<FamilyKey>());
        AssertEqual([OfTasks(families[5], 3, Noon.AddMinutes(1)), OfTasks(families[3], 3, Noon.AddMinutes(3)), ofTask, OfTasks(families[1], 3, Noon.AddMinutes(5))], due.Select(record => record.Finding).OfType<Finding>());
    }

    [Fact]
    public async Task What_is_exempt_is_due_when_the_exemption_ends_and_among_no_open_findings()
    {
        var exempted = OfRevision(Web, 8, "root-user", "api") with { State = FindingState.Exempted, Ruling = Exempting, DueAt = Exempting.Exemption!.Until };
        await RecordAsync(new(new() { Family = Web }, [], [exempted]));
        AssertEqual([exempted], await Queries.OfRevisionAsync(Web, 8, None).ToArrayAsync());
        Assert.Empty(await AllOpenAsync(new(Team: "payments")));
        Assert.Empty(await Store.DueAsync(exempted.DueAt!.Value.AddTicks(-1), None).ToArrayAsync());
        AssertEqual([exempted], (await Store.DueAsync(exempted.DueAt!.Value, None).ToArrayAsync()).Select(due => due.Finding!));
    }

    [Fact]
    public async Task What_is_settled_while_the_due_records_are_read_does_not_come_up()
    {
        var first = OfTasks(Web, 3, Noon, "crash-loop");
        var second = OfTasks(Web, 3, Noon.AddMinutes(1));
        await RecordAsync(new(new() { Family = Web }, [], [first, second]));
        var seen = new List<Finding>();

        await foreach (var due in Store.DueAsync(Noon.AddHours(1), None))
        {
            seen.Add(due.Finding!);
            await RecordAsync(new(new() { Family = Web }, [], [first with { State = FindingState.Resolved, DueAt = null }, second with { State = FindingState.Resolved, DueAt = null }]));
        }

        AssertEqual([first], seen);
        Assert.Empty(await Store.DueAsync(Noon.AddHours(1), None).ToArrayAsync());
    }

    [Fact]
    public async Task A_family_whose_messages_are_sent_is_no_longer_due()
    {
        await RecordAsync(Change(Web));
        Assert.Empty(await Store.DueAsync(Noon.AddMinutes(1).AddTicks(-1), None).ToArrayAsync());
        Assert.Equal([new DueRecord(Web, null)], await Store.DueAsync(Noon.AddMinutes(1), None).ToArrayAsync());

        await RecordAsync(new(Change(Web).State with { Outbox = [] }, [], []));

        Assert.Empty(await Store.DueAsync(Noon.AddMinutes(1), None).ToArrayAsync());
    }

    [Fact]
    public async Task A_call_that_is_not_judged_is_kept_once()
    {
        SetClock(Noon);
        await Store.KeepUnjudgedAsync(Unjudged, None);
        await Store.KeepUnjudgedAsync(Unjudged, None);
        await Store.KeepUnjudgedAsync(Unjudged with { EventId = "other" }, None);

        Assert.Equal([Unjudged, Unjudged with { EventId = "other" }], await UnjudgedAsync());
    }

    /// <summary>Claims at a time at which the store's clock stands.</summary>
    protected async Task<FamilyClaim> ClaimAsync(FamilyKey family, DateTimeOffset now)
    {
        SetClock(now);
        var claim = await Store.TryClaimAsync(family, now, now + ClaimLength, None);
        Assert.NotNull(claim);
        return claim;
    }

    protected async Task RecordAsync(FamilyChange change) => await Store.FinishAsync(await ClaimAsync(change.State.Family, Noon), change, None);

    private async Task<ImmutableArray<Finding>> AllOpenAsync(OpenFindingQuery query)
    {
        var page = await Queries.OpenAsync(query, 1000, null, None);
        Assert.Null(page.Continuation);
        return [.. page.Findings];
    }

    private static void AssertSetsAll<T>(T[] samples)
    {
        foreach (var member in typeof(T).GetProperties().Where(property => property.CanWrite))
        {
            var unset = member.PropertyType.IsValueType ? Activator.CreateInstance(member.PropertyType) : null;
            Assert.True(
                samples.Any(sample => member.GetValue(sample) is var value && !Equals(value, unset) && value is not (string { Length: 0 } or System.Collections.ICollection { Count: 0 })),
                $"No sample sets {typeof(T).Name}.{member.Name}.");
        }
    }

    /// <summary>Findings that differ in everything they are sorted and asked for by.</summary>
    private async Task<List<Finding>> RecordMixedAsync()
    {
        var all = new List<Finding>();
        foreach (var family in new[] { Web, Web with { Family = "web-2" }, Web with { Family = "Web" }, Web with { Account = "444455556666" }, Web with { Region = "us-east-1" } })
        {
            Finding[] findings =
            [
                .. from revision in new[] { 2, 10 }
                   from policy in new[] { ("missing-log-driver", Severity.Low), ("missing-log-driver-2", Severity.Critical), ("blocking-log-driver", Severity.Info) }
                   from subject in new[] { "", "api/image", "api" }
                   let severity = policy.Item1 == "missing-log-driver" && subject.Length == 0 ? Severity.Info : policy.Item2
                   let finding = OfRevision(family, revision, policy.Item1, subject, severity, team: subject.Length == 3 ? "search" : "payments")
                   select revision == 2 && subject == "api" ? finding with { State = FindingState.Superseded } : finding,
            ];
            await RecordAsync(new(new() { Family = family }, [], findings));
            all.AddRange(findings);
        }

        SetClock(Noon);
        var unknown = OfTask(null, null, 'a', 1, Noon);
        await Store.TryWriteOfTaskAsync(unknown, 1, None);
        return [.. all, unknown];
    }

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Noon;
    }
}
