using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.Notifications;

/// <summary>
/// Decides what a team is told, and on which of its channels. Messages and remediations of policies hold no secret values, so neither does what is told.
/// </summary>
public static class NotificationText
{
    private const int ListedFindings = 20;
    private const int ListedFixes = 10;

    // UTF-16 units. What a policy says of one place takes far fewer; a name or path that somebody made enormous must not fill a family's outbox.
    private const int MessageLimit = 500;
    private const int PathLimit = 300;
    private const int OriginLimit = 700;

    /// <summary>
    /// Bytes of JSON that the lists of one message may take in the family's outbox: ten such messages are a third of a DynamoDB item, before compression.
    /// </summary>
    private const int ListLimit = 10_000;

    /// <summary>SNS wants fewer than 100 ASCII characters without line breaks. Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html.</summary>
    private const int SubjectLimit = 99;

    /// <summary>What a new revision changed for the worse, or for the better only, where the team wants to know that: one message for each channel that is told.</summary>
    /// <param name="arn">The revision.</param>
    /// <param name="judgement">How judging it ended.</param>
    /// <param name="difference">What it changed.</param>
    /// <param name="team">Its owner; null where nobody is known, who is told on the default channel.</param>
    public static IEnumerable<Notification> OfRevision(TaskDefinitionArn arn, Judgement judgement, Difference difference, Team? team = null)
    {
        var origin = $"Registered {Time(judgement.RegisteredAt)} by {judgement.RegisteredBy}.";
        return OfChannels($"{arn}#{judgement.EventId}", arn, difference, team, origin);
    }

    /// <summary>What tasks of a revision newly showed: one message for each channel that is told.</summary>
    public static IEnumerable<Notification> OfTask(TaskDefinitionArn arn, TaskStateChange task, IReadOnlyList<Finding> opened, Team? team = null)
    {
        // Two events of one task may each show something new, which are two messages.
        var id = string.Create(CultureInfo.InvariantCulture, $"{arn}#{task.TaskArn}#{task.Version ?? 0}");
        var origin = $"Task {task.TaskArn}{(task.Group is { } group ? $" ({group})" : "")}.";
        return OfChannels(id, arn, new([.. opened], [], []), team, origin).Select(notification => notification with { Task = task.TaskArn });
    }

    /// <summary>What a revision is newly faulted for since a task of its family was seen: one message for each channel that is told.</summary>
    /// <param name="arn">The revision that counts.</param>
    /// <param name="judgement">How judging it ended.</param>
    /// <param name="facts">What the task was seen to do, such as <c>on Spot capacity</c>.</param>
    /// <param name="difference">The faults that were not known before, and those that were.</param>
    /// <param name="team">Its owner; null where nobody is known.</param>
    public static IEnumerable<Notification> OfFacts(TaskDefinitionArn arn, Judgement judgement, IReadOnlyList<string> facts, Difference difference, Team? team = null)
    {
        var seen = string.Join(", ", facts);
        var origin = $"A task of the family was seen {seen}. Registered {Time(judgement.RegisteredAt)} by {judgement.RegisteredBy}.";
        return OfChannels($"{arn}#{judgement.EventId}#{seen}", arn, difference, team, origin);
    }

    /// <summary>What counts again because its exemption has ended: one message for each channel that is told.</summary>
    public static IEnumerable<Notification> OfEndedExemption(TaskDefinitionArn arn, DateTimeOffset at, IReadOnlyList<Finding> again, Team? team = null) =>
        OfChannels(string.Create(CultureInfo.InvariantCulture, $"{arn}#exemption#{at:O}"), arn, new([.. again], [], []), team, "Until now an exemption held, which has ended.");

    /// <summary>What counts in a revision since another policy file is in force: one message for each channel that is told.</summary>
    public static IEnumerable<Notification> OfPolicyFile(TaskDefinitionArn arn, Judgement judgement, PolicyFile file, Difference difference, Team? team = null)
    {
        var origin = $"The policy file changed ({(file.IsNone ? "there is none any more" : $"version {file.ShortVersion}")}). Registered {Time(judgement.RegisteredAt)} by {judgement.RegisteredBy}.";
        return OfChannels($"{arn}#{judgement.EventId}#{file.Revision}", arn, difference, team, origin);
    }

    private static IEnumerable<Notification> OfChannels(string id, TaskDefinitionArn arn, Difference difference, Team? team, string origin) =>
        from channel in team is null ? [null] : team.Channels.Cast<Channel?>()
        let told = AtLeast(difference, channel?.MinSeverity ?? Channel.DefaultMinSeverity)
        where !told.New.IsEmpty || (team is { TellFixed: true } && !told.Fixed.IsEmpty)
        select Create(channel is null ? id : $"{id}#{channel.Arn}", arn, told, team?.Name ?? FindingFactory.UnassignedTeam, channel) with { Origin = OneLine.Of(origin, OriginLimit) };

    /// <summary>The part of a difference that a channel wants to know of.</summary>
    private static Difference AtLeast(Difference difference, Severity floor)
    {
        return new(Above(difference.New), Above(difference.StillOpen), Above(difference.Fixed));

        ImmutableArray<Finding> Above(ImmutableArray<Finding> findings) => [.. findings.Where(finding => finding.Severity >= floor)];
    }

    private static Notification Create(string id, TaskDefinitionArn arn, Difference told, string team, Channel? channel)
    {
        var isWorse = !told.New.IsEmpty;
        var worst = (isWorse ? told.New : told.Fixed).Max(finding => finding.Severity).ToText();
        var what = isWorse ? $"has {told.New.Length.Counted("new finding")} ({worst})" : $"fixes {told.Fixed.Length.Counted("finding")}";
        var room = ListLimit;
        return new(id, team, arn.ToString(), arn.Account, arn.Region, arn.Family, worst, told.New.Length, told.StillOpen.Length, told.Fixed.Length, Subject($"EcsGuard: {arn.ShortName} {what}"))
        {
            Channel = channel,
            Findings = List(told.New, ListedFindings, ref room),
            FixedFindings = List(told.Fixed, ListedFixes, ref room),
        };
    }

    /// <summary>The worst ones, as many as may be listed and as there is room for.</summary>
    private static ImmutableArray<ToldFinding> List(ImmutableArray<Finding> findings, int limit, ref int room)
    {
        var listed = ImmutableArray.CreateBuilder<ToldFinding>();
        foreach (var finding in findings.InOrder().Take(limit))
        {
            var told = new ToldFinding(finding.Severity, finding.Policy, OneLine.Of(finding.Message, MessageLimit), OneLine.Of(finding.Path, PathLimit));
            room -= JsonEncodedText.Encode($"{told.Policy}{told.Message}{told.Path}").EncodedUtf8Bytes.Length;
            if (room < 0)
            {
                break;
            }

            listed.Add(told);
        }

        return listed.ToImmutable();
    }

    /// <summary>A line as SNS takes it for the subject of a mail.</summary>
    internal static string Subject(string text)
    {
        var ascii = string.Concat(text.Select(character => char.IsBetween(character, ' ', '~') ? character : '?'));
        return ascii.Length <= SubjectLimit ? ascii : ascii[..SubjectLimit];
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
