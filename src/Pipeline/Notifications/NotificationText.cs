using System.Globalization;
using System.Text;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.Notifications;

/// <summary>Writes what a team is told. Messages and remediations of policies hold no secret values, so neither do these texts.</summary>
public static class NotificationText
{
    private const int ListedFindings = 20;

    /// <summary>SNS wants fewer than 100 ASCII characters without line breaks. Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html.</summary>
    private const int SubjectLimit = 99;

    /// <summary>What a new revision changed for the worse; null when there is nothing that a team should be told.</summary>
    public static Notification? OfRevision(TaskDefinitionArn arn, Judgement judgement, Difference difference)
    {
        if (!difference.New.Any(IsTold))
        {
            return null;
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{arn.ShortName} ({arn.Account}, {arn.Region}) has {Counted(difference.New.Length, "new finding")}, {difference.StillOpen.Length} still open, {difference.Fixed.Length} fixed.\n");
        text.Append(CultureInfo.InvariantCulture, $"Registered {Time(judgement.RegisteredAt)} by {judgement.RegisteredBy}.\n{ConsoleLink(arn)}\n");
        Append(text, "New", difference.New);
        text.Append(CultureInfo.InvariantCulture, $"\nThe same verdict before the next deployment:\n  aws ecs describe-task-definition --task-definition {arn.ShortName} --region {arn.Region} --include TAGS | ecsguard scan -\n");
        return Create($"{arn}#{judgement.EventId}", arn.ToString(), arn, difference.New, difference.StillOpen.Length, difference.Fixed.Length, text.ToString());
    }

    /// <summary>What a revision is newly faulted for since a task of its family was seen; null when there is nothing that a team should be told.</summary>
    /// <param name="arn">The revision that counts.</param>
    /// <param name="judgement">How judging it ended.</param>
    /// <param name="facts">What the task was seen to do, such as <c>on Spot capacity</c>.</param>
    /// <param name="found">The faults that were not known before.</param>
    /// <param name="stillOpen">How many were.</param>
    public static Notification? OfFacts(TaskDefinitionArn arn, Judgement judgement, IReadOnlyList<string> facts, IReadOnlyList<Finding> found, int stillOpen)
    {
        if (!found.Any(IsTold))
        {
            return null;
        }

        var seen = string.Join(", ", facts);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{arn.ShortName} ({arn.Account}, {arn.Region}) has {Counted(found.Count, "new finding")}, {stillOpen} still open: a task of the family was seen {seen}.\n");
        text.Append(CultureInfo.InvariantCulture, $"Registered {Time(judgement.RegisteredAt)} by {judgement.RegisteredBy}.\n{ConsoleLink(arn)}\n");
        Append(text, "New", found);
        return Create($"{arn}#{judgement.EventId}#{seen}", arn.ToString(), arn, found, stillOpen, 0, text.ToString());
    }

    /// <summary>What tasks of a revision newly showed; null when there is nothing that a team should be told.</summary>
    public static Notification? OfTask(TaskDefinitionArn arn, TaskStateChange task, IReadOnlyList<Finding> opened)
    {
        if (!opened.Any(IsTold))
        {
            return null;
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{arn.ShortName} ({arn.Account}, {arn.Region}) has {Counted(opened.Count, "new finding")} from a task that stopped.\n");
        text.Append(CultureInfo.InvariantCulture, $"Task {task.TaskArn}{(task.Group is { } group ? $" ({group})" : "")}.\n{ConsoleLink(arn)}\n");
        Append(text, "New", opened);
        // Two events of one task may each show something new, which are two messages.
        return Create(string.Create(CultureInfo.InvariantCulture, $"{arn}#{task.TaskArn}#{task.Version ?? 0}"), arn.ToString(), arn, opened, 0, 0, text.ToString());
    }

    /// <summary>What counts again because its exemption has ended; null when there is nothing that a team should be told.</summary>
    public static Notification? OfEndedExemption(TaskDefinitionArn arn, DateTimeOffset at, IReadOnlyList<Finding> again)
    {
        if (!again.Any(IsTold))
        {
            return null;
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{arn.ShortName} ({arn.Account}, {arn.Region}): the exemption of {Counted(again.Count, "finding")} has ended.\n{ConsoleLink(arn)}\n");
        Append(text, "New", again);
        return Create(string.Create(CultureInfo.InvariantCulture, $"{arn}#exemption#{at:O}"), arn.ToString(), arn, again, 0, 0, text.ToString());
    }

    /// <summary>Information is recorded and never sent.</summary>
    private static bool IsTold(Finding finding) => finding.Severity > Severity.Info;

    private static Notification Create(string id, string resource, TaskDefinitionArn arn, IReadOnlyList<Finding> news, int stillOpen, int @fixed, string text)
    {
        var worst = news.Max(finding => finding.Severity);
        var subject = $"EcsGuard: {arn.ShortName} has {Counted(news.Count, "new finding")} ({worst.ToText()})";
        return new(
            id, news[0].Team, resource, arn.Account, arn.Region, arn.Family, worst.ToText(), news.Count, stillOpen, @fixed,
            subject.Length <= SubjectLimit ? subject : subject[..SubjectLimit], text);
    }

    private static void Append(StringBuilder text, string title, IReadOnlyList<Finding> findings)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n{title}:\n");
        foreach (var finding in findings.InOrder().Take(ListedFindings))
        {
            var remediation = PolicyCatalog.Find(finding.Policy)?.Metadata.Fix.ReplaceLineEndings(" ");
            text.Append(CultureInfo.InvariantCulture, $"- [{finding.Severity.ToText()}] {finding.Policy}: {finding.Message}\n");
            text.Append(CultureInfo.InvariantCulture, $"  at {(finding.Path.Length == 0 ? "/" : finding.Path)}\n  fix: {remediation}\n");
        }

        if (findings.Count > ListedFindings)
        {
            text.Append(CultureInfo.InvariantCulture, $"- and {findings.Count - ListedFindings} more\n");
        }
    }

    private static string ConsoleLink(TaskDefinitionArn arn)
    {
        var domain = arn.Partition switch { "aws-cn" => "console.amazonaws.cn", "aws-us-gov" => "console.amazonaws-us-gov.com", _ => "console.aws.amazon.com" };
        var revision = arn.Revision is { } number ? string.Create(CultureInfo.InvariantCulture, $"/{number}") : "";
        return $"https://{arn.Region}.{domain}/ecs/v2/task-definitions/{Uri.EscapeDataString(arn.Family)}{revision}/containers?region={arn.Region}";
    }

    private static string Counted(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
