using System.Collections.Immutable;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Pipeline.Notifications;

/// <summary>A message that waits in the outbox of a family.</summary>
public sealed record Waiting(FamilyKey Family, PendingNotification Pending);

/// <summary>That a team was told of revisions.</summary>
/// <param name="Team">The team.</param>
/// <param name="At">When.</param>
/// <param name="Revisions">Of how many.</param>
public sealed record Told(string Team, DateTimeOffset At, int Revisions);

/// <summary>How the messages that wait are sent now.</summary>
/// <param name="OneByOne">Each by itself, a team's oldest first.</param>
/// <param name="Digests">Those of a team and channel in one, the oldest first.</param>
public sealed record TellingPlan(ImmutableArray<Waiting> OneByOne, ImmutableArray<ImmutableArray<Waiting>> Digests)
{
    /// <summary>
    /// A message waits until its team has been quiet for longer than this: a pipeline that registers a revision a minute is one storm.
    /// </summary>
    public static TimeSpan Quiet { get; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Decides. A team's messages are sent when nothing was added for a moment, or the oldest has waited for the whole time. If that would make more revisions
    /// within the time than a team is told of one by one, they wait for its end and are told in one.
    /// </summary>
    /// <param name="waiting">Everything that is due.</param>
    /// <param name="told">What teams were told lately.</param>
    /// <param name="storm">How many are too many.</param>
    /// <param name="now">The time.</param>
    /// <param name="isLast">Nothing comes after this: nothing waits for more.</param>
    public static TellingPlan Of(IReadOnlyCollection<Waiting> waiting, ImmutableArray<Told> told, StormControl storm, DateTimeOffset now, bool isLast)
    {
        var oneByOne = ImmutableArray.CreateBuilder<Waiting>();
        var digests = ImmutableArray.CreateBuilder<ImmutableArray<Waiting>>();
        foreach (var team in waiting.GroupBy(message => message.Pending.Notification.Team).OrderBy(team => team.Key, StringComparer.Ordinal))
        {
            Waiting[] messages = [.. team.OrderBy(message => message.Pending.Since).ThenBy(message => message.Pending.Notification.Id, StringComparer.Ordinal)];
            var isOver = isLast || IsOver(messages[0], now, storm.Window);
            if (!isOver && messages.Any(message => message.Pending.Attempts == 0 && !IsOver(message, now, Quiet + TimeSpan.FromTicks(1))))
            {
                continue;
            }

            var revisions = messages.DistinctBy(message => message.Pending.Notification.Resource).Count();
            var lately = told.Where(entry => entry.Team == team.Key && now - entry.At < storm.Window).Sum(entry => entry.Revisions);
            var isStorm = storm.WithinMinutes > 0 && lately + revisions > storm.DigestAbove;
            if (isStorm && !isOver)
            {
                continue;
            }

            foreach (var channel in messages.GroupBy(message => message.Pending.Notification.Channel?.Arn))
            {
                if (isStorm && channel.Skip(1).Any())
                {
                    digests.Add([.. channel]);
                }
                else
                {
                    oneByOne.AddRange(channel);
                }
            }
        }

        return new(oneByOne.ToImmutable(), digests.ToImmutable());
    }

    private static bool IsOver(Waiting message, DateTimeOffset now, TimeSpan time) => message.Pending.Since is not { } since || now - since >= time;
}
