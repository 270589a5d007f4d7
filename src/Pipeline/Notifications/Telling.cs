using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Pipeline.Notifications;

/// <summary>
/// Sends what waits in the outboxes. It alone does, one process at a time: only who sees all messages of a team can tell a storm from a message, and keep to a
/// channel's pace. A message is sent first and taken out of its outbox then, so a crash in between sends it twice and loses none.
/// </summary>
public sealed class Telling(IPolicyFiles policyFiles, IEstate estate, IJobs jobs, INotices notices, FamilyWork families, Teller teller, TimeProvider time)
{
    private const string Job = "telling";
    private const int Parallelism = 8;
    private const int RememberedIds = 1000;

    /// <param name="due">Families with messages.</param>
    /// <param name="dueNotices">Messages of no single family.</param>
    /// <param name="end">No attempt begins after this.</param>
    /// <param name="isLast">Nothing comes after this: nothing waits for more.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="AggregateException">Some outboxes could not be read; or changed, and what was sent of them is remembered.</exception>
    public async Task RunAsync(IReadOnlyCollection<FamilyKey> due, IReadOnlyCollection<PendingNotice> dueNotices, DateTimeOffset end, bool isLast, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if ((due.Count == 0 && dueNotices.Count == 0) || await jobs.TryClaimAsync(Job, now, now + FamilyWork.ClaimLength, cancellationToken) is not { } claim)
        {
            return;
        }

        var state = claim.Read(RecordJson.Default.TellingState) ?? new();
        var faults = new List<Exception>();
        try
        {
            state = await SendAsync(state, due, end, isLast, faults, cancellationToken);
            await SendAsync(dueNotices, end, cancellationToken);
        }
        finally
        {
            await jobs.TrySaveAsync(claim, state.Write(), release: true, CancellationToken.None);
        }

        if (faults.Count > 0)
        {
            throw new AggregateException("Some outboxes could not be read, or hold messages that were sent.", faults);
        }
    }

    private async Task<TellingState> SendAsync(TellingState state, IReadOnlyCollection<FamilyKey> due, DateTimeOffset end, bool isLast, List<Exception> faults, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var file = await policyFiles.CurrentAsync(cancellationToken);
        var all = await ReadAsync(due, now, faults, cancellationToken);
        var waiting = all.Where(message => !state.Sent.Contains(message.Pending.Notification.Id)).ToArray();
        var plan = TellingPlan.Of(waiting, state.Told, file.Notifications, now, isLast);
        var tried = await SendOneByOneAsync(plan.OneByOne, end, cancellationToken);
        var (inDigests, failed) = await SendDigestsAsync(plan.Digests, state.Failed, end, cancellationToken);
        Waiting[] sent = [.. tried.Where(message => message.Left is null).Select(message => message.Message), .. inDigests];

        var outcomes = tried.Concat(inDigests.Concat(all.Except(waiting)).Select(message => new Outcome(message, null)));
        var busy = await ChangeAsync(outcomes.ToLookup(outcome => outcome.Message.Family), faults, cancellationToken);
        return new() { Told = Remember(state.Told, sent, now, file.Notifications.Window), Failed = failed, Sent = [.. busy.TakeLast(RememberedIds)] };
    }

    private static ImmutableArray<Told> Remember(ImmutableArray<Told> told, IEnumerable<Waiting> sent, DateTimeOffset now, TimeSpan window) =>
    [
        .. told.Where(entry => now - entry.At < window),
        .. sent.GroupBy(message => message.Pending.Notification.Team).Select(team => new Told(team.Key, now, team.DistinctBy(message => message.Pending.Notification.Resource).Count())),
    ];

    /// <summary>What waits in the outboxes, each message once.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the fault of one family is, the messages of the others are sent.")]
    private async Task<Waiting[]> ReadAsync(IReadOnlyCollection<FamilyKey> due, DateTimeOffset now, List<Exception> faults, CancellationToken cancellationToken)
    {
        var outboxes = new Waiting[due.Count][];
        await Parallel.ForEachAsync(due.Index(), Options(cancellationToken), async (entry, cancellation) =>
        {
            try
            {
                var family = await estate.FamilyAsync(entry.Item, cancellation);
                outboxes[entry.Index] = [.. family.Outbox.Where(pending => pending.NextAttempt <= now).Select(pending => new Waiting(entry.Item, pending))];
            }
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
            {
                outboxes[entry.Index] = [];
                lock (faults)
                {
                    faults.Add(fault);
                }
            }
        });
        return [.. outboxes.SelectMany(outbox => outbox).DistinctBy(message => message.Pending.Notification.Id)];
    }

    /// <summary>Those that were tried.</summary>
    private async Task<List<Outcome>> SendOneByOneAsync(ImmutableArray<Waiting> messages, DateTimeOffset end, CancellationToken cancellationToken)
    {
        ImmutableArray<PendingNotification> before = [.. messages.Select(message => message.Pending)];
        var left = (await teller.SendDueAsync(before, end, cancellationToken)).ToDictionary(pending => pending.Notification.Id, StringComparer.Ordinal);
        return [.. messages.Select(message => new Outcome(message, left.GetValueOrDefault(message.Pending.Notification.Id))).Where(tried => tried.Left != tried.Message.Pending)];
    }

    private async Task<(List<Waiting> Sent, ImmutableArray<FailedDigest> Left)> SendDigestsAsync(
        ImmutableArray<ImmutableArray<Waiting>> digests, ImmutableArray<FailedDigest> failed, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var sent = new List<Waiting>();
        foreach (var messages in digests)
        {
            var (team, channel) = (messages[0].Pending.Notification.Team, messages[0].Pending.Notification.Channel?.Arn);
            var before = failed.FirstOrDefault(digest => digest.Team == team && digest.Channel == channel);
            if (before?.NextAttempt > time.GetUtcNow() || time.GetUtcNow() >= end)
            {
                continue;
            }

            failed = before is null ? failed : failed.Remove(before);
            var digest = new PendingNotice(StormDigest.Of([.. messages.Select(message => message.Pending.Notification)]), before?.Attempts ?? 0, time.GetUtcNow(), messages[0].Pending.Since ?? time.GetUtcNow());
            if (await teller.SendAsync(digest, cancellationToken) is { } again)
            {
                failed = failed.Add(new(team, channel, again.Attempts, again.NextAttempt));
            }
            else
            {
                sent.AddRange(messages);
            }
        }

        return (sent, failed);
    }

    private async Task SendAsync(IEnumerable<PendingNotice> due, DateTimeOffset end, CancellationToken cancellationToken)
    {
        foreach (var notice in due.TakeWhile(_ => time.GetUtcNow() < end))
        {
            await (await teller.SendAsync(notice, cancellationToken) is { } again ? notices.KeepAsync(again, cancellationToken) : notices.FinishAsync(notice, cancellationToken));
        }
    }

    /// <summary>Puts the outboxes right; answers the ids of messages that were sent and could not be taken out.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the fault of one family is, the others are put right first.")]
    private async Task<IReadOnlyCollection<string>> ChangeAsync(ILookup<FamilyKey, Outcome> changes, List<Exception> faults, CancellationToken cancellationToken)
    {
        var busy = new List<string>();
        await Parallel.ForEachAsync(changes, Options(cancellationToken), async (family, cancellation) =>
        {
            try
            {
                await families.ChangeAsync(family.Key, state => Task.FromResult(Change(state, family)), cancellation);
            }
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
            {
                lock (faults)
                {
                    faults.Add(fault);
                    busy.AddRange(family.Where(outcome => outcome.Left is null).Select(outcome => outcome.Message.Pending.Notification.Id));
                }
            }
        });
        return busy;
    }

    private static FamilyChange? Change(FamilyState state, IEnumerable<Outcome> outcomes)
    {
        var left = outcomes.ToDictionary(outcome => outcome.Message.Pending.Notification.Id, outcome => outcome.Left, StringComparer.Ordinal);
        ImmutableArray<PendingNotification> outbox = [.. state.Outbox.Select(pending => left.TryGetValue(pending.Notification.Id, out var after) ? after : pending).OfType<PendingNotification>()];
        return outbox.SequenceEqual(state.Outbox) ? null : new(state with { Outbox = outbox }, [], []);
    }

    private static ParallelOptions Options(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };

    /// <summary>What became of a message: what is left of it, or null where it was sent.</summary>
    private sealed record Outcome(Waiting Message, PendingNotification? Left);
}
