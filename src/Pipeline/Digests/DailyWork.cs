using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Pipeline.Digests;

/// <summary>
/// What is done each day: the numbers of the day before are counted, owners are told of exemptions that end or exempt nothing, and teams of their week once it is
/// over. All of it comes from one read of everything recorded. It is done once a day however often it is started: one run at a time, and a run that was done is
/// not done again; one that died is done again and writes the same.
/// </summary>
public sealed class DailyWork(IEstate estate, IPolicyFiles policyFiles, ISnapshots snapshots, INotices notices, IJobs jobs, TimeProvider time)
{
    private const string Job = "digest";

    /// <summary>How many days are counted at once where runs were missed.</summary>
    private const int LongestCatchUp = 31;

    /// <summary>Ids that are remembered from run to run: far more than anybody has, and far below what a job may remember.</summary>
    private const int RememberedUnused = 2000;

    /// <summary>Longer than the function may run (15 minutes, see template.yaml), so that two never work at once.</summary>
    public static TimeSpan ClaimLength { get; } = TimeSpan.FromMinutes(16);

    /// <summary>Does what is due today; nothing where that is done already or somebody else is at it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await jobs.TryClaimAsync(Job, now, now + ClaimLength, cancellationToken) is not { } claim)
        {
            return;
        }

        var state = claim.State;
        try
        {
            state = (await DoAsync(DailyProgress.Read(state), now, cancellationToken)).Write();
        }
        finally
        {
            // Also when it failed, or is out of time: the next run does not have to wait for the claim to run out.
            await jobs.TrySaveAsync(claim, state, release: true, CancellationToken.None);
        }
    }

    private async Task<DailyProgress> DoAsync(DailyProgress? done, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = now.Day();
        var yesterday = today.AddDays(-1);
        if (done?.Day >= yesterday)
        {
            return done;
        }

        var week = IsoWeek.Of(today).Before;
        var file = await policyFiles.CurrentAsync(cancellationToken);
        var days = new DayCounter(FirstDay(done, yesterday), yesterday, now);
        var exemptions = new ExemptionUse(file);
        // What was before the very first run nobody watched, so a first run in the middle of a week waits for its end.
        var review = (done is null ? today.DayOfWeek == DayOfWeek.Monday : done.Week != week.ToString()) ? new WeekReview(file, week) : null;
        await foreach (var finding in estate.FindingsAsync(cancellationToken))
        {
            days.Add(finding);
            exemptions.Add(finding);
            review?.Add(finding);
        }

        await snapshots.PutAsync([.. days.Snapshots()], cancellationToken);
        UsedExemption[] unused = exemptions.HasFindings ? [.. exemptions.All.Where(used => used.Exemption.End > now && used.Findings == 0)] : [];
        // It has a day to exempt something: it may be new, and what it is about not judged again yet.
        UsedExemption[] stillUnused = [.. unused.Where(used => done?.Unused.Contains(used.Exemption.Id, StringComparer.Ordinal) == true)];
        var ending = exemptions.All.Where(used => used.Exemption.End > now && used.Exemption.End - now <= ExemptionNotice.Ahead);
        await TellAsync(ending.SelectMany(used => ExemptionNotice.OfEnding(file, used)).Concat(stillUnused.SelectMany(used => ExemptionNotice.OfUnused(file, used))), now, cancellationToken);
        if (review is not null)
        {
            await TellAsync(await DigestsAsync(review, new(week, now, file, exemptions, stillUnused), file, week, cancellationToken), now, cancellationToken);
        }

        return new(yesterday, week.ToString(), [.. unused.Select(used => used.Exemption.Id).Take(RememberedUnused)]);
    }

    private static DateOnly FirstDay(DailyProgress? done, DateOnly yesterday)
    {
        var earliest = yesterday.AddDays(1 - LongestCatchUp);
        return done is null ? yesterday : done.Day < earliest ? earliest : done.Day.AddDays(1);
    }

    private async Task TellAsync(IEnumerable<Summary> summaries, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var summary in summaries)
        {
            await notices.TryAddAsync(new(summary, 0, now, now), cancellationToken);
        }
    }

    private async Task<IEnumerable<Summary>> DigestsAsync(WeekReview review, WeekDigest digest, PolicyFile file, IsoWeek week, CancellationToken cancellationToken)
    {
        var summaries = new List<Summary?>();
        foreach (var team in file.Teams.Where(team => !team.Channels.IsEmpty))
        {
            var earlier = await EarlierAsync(SnapshotScope.OfTeam(team.Name), week, cancellationToken);
            summaries.AddRange(team.Channels.Select(channel => digest.OfTeam(team, channel, review.Of(team, channel), earlier)));
        }

        summaries.Add(digest.OfPlatform(review.Platform, await EarlierAsync(SnapshotScope.All, week, cancellationToken)));
        return summaries.OfType<Summary>();
    }

    /// <summary>The numbers at the beginning of a week: those of the day before, or, where that was not counted, of another one in the week before.</summary>
    private async Task<Snapshot?> EarlierAsync(SnapshotScope scope, IsoWeek week, CancellationToken cancellationToken)
    {
        Snapshot? last = null;
        await foreach (var snapshot in snapshots.OfAsync(scope, week.Before.Monday, week.Monday.AddDays(-1), cancellationToken))
        {
            last = snapshot;
        }

        return last;
    }
}
