using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies;
using static EcsGuard.Pipeline.Tests.Contracts.SampleRecords;

namespace EcsGuard.Pipeline.Tests.Contracts;

/// <summary>What <see cref="IEstate"/>, <see cref="IJobs"/> and <see cref="INotices"/> promise, whatever keeps the records.</summary>
public abstract class EstateContract
{
    private const string Job = "telling";

    protected static CancellationToken None => TestContext.Current.CancellationToken;

    protected abstract IFindingStore Store { get; }

    protected abstract IEstate Estate { get; }

    protected abstract IJobs Jobs { get; }

    protected abstract INotices Notices { get; }

    /// <summary>Sets the clock of a store that has one.</summary>
    protected abstract void SetClock(DateTimeOffset now);

    [Fact]
    public async Task Every_family_and_every_finding_is_seen_once()
    {
        await RecordThreeAsync();
        await Store.TryWriteOfTaskAsync(OfTask(null, null, 'b', 2, Noon), 2, None);

        var families = await Estate.FamiliesAsync(null, None).ToArrayAsync();
        Assert.Equal(["api", "web", "worker"], families.Select(state => state.Family.Family).Order(StringComparer.Ordinal));
        var web = families.Single(state => state.Family == Web);
        AssertEqual(Change(Web).State, web);
        AssertEqual(web, await Estate.FamilyAsync(Web, None));

        string[] expected = [.. new[] { Web, Web with { Family = "api" }, Web with { Family = "worker" } }.SelectMany(family => Change(family).Findings).Append(OfTask(null, null, 'b', 2, Noon)).Select(finding => finding.Id)];
        Assert.Equal(expected.Order(StringComparer.Ordinal), (await Estate.FindingsAsync(None).ToArrayAsync()).Select(finding => finding.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Going_over_the_families_goes_on_where_it_ended()
    {
        await RecordThreeAsync();
        FamilyKey[] all = [.. (await Estate.FamiliesAsync(null, None).ToArrayAsync()).Select(state => state.Family)];

        Assert.Equal(all[1..], (await Estate.FamiliesAsync(all[0], None).ToArrayAsync()).Select(state => state.Family));
        Assert.Equal(all[2..], (await Estate.FamiliesAsync(all[1], None).ToArrayAsync()).Select(state => state.Family));
        Assert.Empty(await Estate.FamiliesAsync(all[2], None).ToArrayAsync());
    }

    [Fact]
    public async Task A_family_that_was_never_seen_is_empty() =>
        AssertEqual(new FamilyState { Family = Web }, await Estate.FamilyAsync(Web, None));

    [Fact]
    public async Task A_job_is_one_owner_s_at_a_time_and_remembers()
    {
        var first = await Jobs.TryClaimAsync(Job, Noon, Noon.AddSeconds(45), None);
        Assert.Equal((Job, null), (first!.Job, first.State));
        Assert.Null(await Jobs.TryClaimAsync(Job, Noon.AddSeconds(44), Noon.AddSeconds(99), None));
        Assert.NotNull(await Jobs.TryClaimAsync("another", Noon, Noon.AddSeconds(45), None));

        Assert.True(await Jobs.TrySaveAsync(first, """{ "at": 1 }""", release: false, None));
        Assert.Null(await Jobs.TryClaimAsync(Job, Noon.AddSeconds(44), Noon.AddSeconds(99), None));
        Assert.True(await Jobs.TrySaveAsync(first, """{ "at": 2 }""", release: true, None));

        var second = await Jobs.TryClaimAsync(Job, Noon.AddSeconds(1), Noon.AddSeconds(46), None);
        Assert.Equal("""{ "at": 2 }""", second!.State);
        Assert.True(await Jobs.TrySaveAsync(second, null, release: true, None));
        Assert.Null((await Jobs.TryClaimAsync(Job, Noon.AddSeconds(2), Noon.AddSeconds(47), None))!.State);
    }

    [Fact]
    public async Task Whoever_lost_a_job_cannot_save_it_any_more()
    {
        var dead = await Jobs.TryClaimAsync(Job, Noon, Noon.AddSeconds(45), None);
        var heir = await Jobs.TryClaimAsync(Job, Noon.AddSeconds(45), Noon.AddSeconds(90), None);

        Assert.False(await Jobs.TrySaveAsync(dead!, "late", release: true, None));
        Assert.True(await Jobs.TrySaveAsync(heir!, "mine", release: true, None));
        Assert.Equal("mine", (await Jobs.TryClaimAsync(Job, Noon.AddSeconds(46), Noon.AddSeconds(99), None))!.State);
    }

    [Fact]
    public async Task A_notice_is_due_until_it_was_sent_and_is_never_kept_twice()
    {
        var notice = Notice("week/payments/2026-W09", Noon);
        Assert.True(await Notices.TryAddAsync(notice, None));
        Assert.False(await Notices.TryAddAsync(notice, None));
        Assert.Equal([Shown(notice)], await DueAsync(Noon));
        Assert.Empty(await DueAsync(Noon.AddTicks(-1)));

        var failed = notice with { Attempts = 1, NextAttempt = Noon.AddMinutes(1) };
        await Notices.KeepAsync(failed, None);
        Assert.Empty(await DueAsync(Noon));
        Assert.Equal([Shown(failed)], await DueAsync(Noon.AddMinutes(1)));

        await Notices.FinishAsync(failed, None);
        // Another run that had it in hand fails to send it.
        await Notices.KeepAsync(failed, None);
        Assert.Empty(await DueAsync(Noon.AddDays(1)));
        Assert.False(await Notices.TryAddAsync(notice, None));
    }

    private static PendingNotice Notice(string id, DateTimeOffset at) => new(
        new(id, SummaryKind.Exemption, "payments", "high", 1, 2, 3, "EcsGuard: payments, the week", "The week of payments")
        {
            Channel = new(ChannelKind.Sns, "arn:aws:sns:eu-west-1:111122223333:payments", Severity.High, ChannelFormat.AmazonQ),
            Owner = "payments@example.com",
            Sections = [new("Oldest", [new("web:8 blocking-log-driver", "https://example.com"), new("web:8 privileged-container")], 4)],
        },
        0,
        at,
        at.AddTicks(-3));

    /// <summary>Everything but the lines, which records compare by identity; they are looked at as text.</summary>
    private static string Shown(PendingNotice notice) => (notice with { Summary = notice.Summary with { Sections = [] } }).ToString();

    private async Task<string[]> DueAsync(DateTimeOffset now)
    {
        var due = await Store.DueAsync(now, None).Where(record => record.Notice is not null).ToArrayAsync();
        Assert.All(due, record => Assert.Equal("The week of payments.\n\nOldest:\n- web:8 blocking-log-driver\n  https://example.com\n- web:8 privileged-container\n- and 4 more\n", record.Notice!.Summary.Text));
        return [.. due.Select(record => record.Notice!).Select(Shown)];
    }

    private async Task RecordThreeAsync()
    {
        SetClock(Noon);
        foreach (var family in new[] { Web, Web with { Family = "api" }, Web with { Family = "worker" } })
        {
            var claim = await Store.TryClaimAsync(family, Noon, Noon.AddSeconds(45), None);
            await Store.FinishAsync(claim!, Change(family), None);
        }
    }
}
