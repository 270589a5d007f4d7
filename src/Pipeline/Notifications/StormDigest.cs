using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Notifications;

/// <summary>One message in place of many: a pipeline that registers two hundred families is one thing to look at.</summary>
internal static class StormDigest
{
    private const int ListedRevisions = 25;
    private const int ListedPolicies = 5;
    private const int NameLimit = 300;

    /// <param name="notifications">Messages to one team on one channel; two or more.</param>
    public static Summary Of(IReadOnlyList<Notification> notifications)
    {
        var first = notifications[0];
        var (added, open, @fixed) = (notifications.Sum(one => one.New), notifications.Sum(one => one.StillOpen), notifications.Sum(one => one.Fixed));
        var count = notifications.DistinctBy(one => one.Resource).Count();
        var revisions = count.Counted("revision");
        var what = added > 0 ? $"{(count == 1 ? "has" : "have")} {added.Counted("new finding")}" : $"{(count == 1 ? "fixes" : "fix")} {@fixed.Counted("finding")}";
        var worst = notifications.Max(WorstOf);
        var subject = $"EcsGuard: {revisions} {what}{(added > 0 ? $" ({worst.ToText()})" : "")}";
        return new($"storm#{Hash(notifications)}", SummaryKind.Storm, first.Team, worst.ToText(), added, open, @fixed, NotificationText.Subject(subject), $"{revisions} of {OneLine.Of(first.Team, NameLimit)} {what}, {open} still open, {@fixed} fixed")
        {
            Channel = first.Channel,
            Sections = [Revisions(notifications), .. Policies(notifications), Advice()],
        };
    }

    private static Severity WorstOf(Notification notification) => Enum.Parse<Severity>(notification.Severity, ignoreCase: true);

    private static SummarySection Revisions(IReadOnlyList<Notification> notifications)
    {
        var worstFirst = notifications
            .OrderByDescending(one => one.New > 0)
            .ThenByDescending(WorstOf)
            .ThenByDescending(one => one.New)
            .ThenBy(one => one.Resource, StringComparer.Ordinal)
            .ThenBy(one => one.Id, StringComparer.Ordinal);
        return new("Revisions, the worst first", [.. worstFirst.Take(ListedRevisions).Select(Line)], Math.Max(0, notifications.Count - ListedRevisions));
    }

    private static SummaryLine Line(Notification notification) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{OneLine.Of(notification.ShortName(), NameLimit)} ({notification.Account}, {notification.Region}): {notification.New} new{(notification.New > 0 ? $" ({notification.Severity})" : "")}, {notification.StillOpen} still open, {notification.Fixed} fixed"),
        notification.ConsoleLink());

    /// <summary>Of the findings that the messages list; each lists its worst.</summary>
    private static IEnumerable<SummarySection> Policies(IReadOnlyList<Notification> notifications)
    {
        var policies = notifications
            .SelectMany(one => one.Findings)
            .GroupBy(finding => (finding.Policy, finding.Severity))
            .OrderByDescending(policy => policy.Count())
            .ThenByDescending(policy => policy.Key.Severity)
            .ThenBy(policy => policy.Key.Policy, StringComparer.Ordinal)
            .ToArray();
        if (policies.Length > 0)
        {
            yield return new(
                "New findings, the most common first",
                [.. policies.Take(ListedPolicies).Select(policy => new SummaryLine(string.Create(CultureInfo.InvariantCulture, $"{policy.Count()} × [{policy.Key.Severity.ToText()}] {policy.Key.Policy}")))],
                Math.Max(0, policies.Length - ListedPolicies));
        }
    }

    private static SummarySection Advice() => new(
        "What to do",
        [
            new("The findings of a revision, with their fixes: aws ecs describe-task-definition --task-definition FAMILY:REVISION --region REGION --include TAGS | ecsguard scan -"),
            new("To have a finding accepted for a while, propose an exemption to those who keep the policy file."),
        ]);

    private static string Hash(IEnumerable<Notification> notifications) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', notifications.Select(one => one.Id)))))[..32];
}
