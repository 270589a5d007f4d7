using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.Notifications;

/// <summary>What the forms of a message say alike.</summary>
public static class NotificationWording
{
    private const int ListedExemptions = 5;

    private static readonly SearchValues<char> RegionCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> PlainCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:/_.-");

    /// <summary><c>FAMILY:REVISION</c>, as the console shows it.</summary>
    public static string ShortName(this Notification notification) => notification.Resource[(notification.Resource.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>What happened, after the name of the revision: <c>has 1 new finding, 3 still open, 2 fixed</c>.</summary>
    public static string Outcome(this Notification notification) => notification switch
    {
        { New: 0 } => string.Create(CultureInfo.InvariantCulture, $"fixes {notification.Fixed.Counted("finding")}, {notification.StillOpen} still open"),
        { Task: not null } => $"has {notification.New.Counted("new finding")} from a task that stopped",
        _ => string.Create(CultureInfo.InvariantCulture, $"has {notification.New.Counted("new finding")}, {notification.StillOpen} still open, {notification.Fixed} fixed"),
    };

    /// <summary>The revision in the console of its partition; null where its region is not one that a host name could be made of.</summary>
    public static string? ConsoleLink(this Notification notification) => ConsoleLinkOf(notification.Resource);

    /// <summary>A revision in the console, by its ARN; null for what is none.</summary>
    internal static string? ConsoleLinkOf(string resource)
    {
        if (!TaskDefinitionArn.TryParse(resource, out var arn) || arn.Region.AsSpan().ContainsAnyExcept(RegionCharacters))
        {
            return null;
        }

        var domain = arn.Partition switch { "aws-cn" => "console.amazonaws.cn", "aws-us-gov" => "console.amazonaws-us-gov.com", _ => "console.aws.amazon.com" };
        var revision = arn.Revision is { } number ? string.Create(CultureInfo.InvariantCulture, $"/{number}") : "";
        return $"https://{arn.Region}.{domain}/ecs/v2/task-definitions/{Uri.EscapeDataString(arn.Family)}{revision}/containers?region={arn.Region}";
    }

    /// <summary>
    /// A command that shows the same on the reader's machine, and what it shows; null where there is none, or where a name in it is not safe to paste into a
    /// shell.
    /// </summary>
    public static (string Purpose, string Line)? Command(this Notification notification) => notification switch
    {
        { New: 0 } => null,
        { Task: { } task } when IsSafe(task, notification.Region) && task.Split('/') is [_, var cluster, _] =>
            ("What ECS knows of the task, for about an hour after its end", $"aws ecs describe-tasks --cluster {cluster} --tasks {task} --region {notification.Region}"),
        { Task: null } when IsSafe(notification.ShortName(), notification.Region) =>
            ("The same verdict before the next deployment", $"aws ecs describe-task-definition --task-definition {notification.ShortName()} --region {notification.Region} --include TAGS | ecsguard scan -"),
        _ => null,
    };

    /// <summary>
    /// Lines of a policy file that exempt the family from the policies of the new findings, the worst first and no more than a few. What only the asker knows
    /// is left open, in words that a policy file does not accept. None where a name would have to be quoted.
    /// </summary>
    public static ImmutableArray<string> Exemptions(this Notification notification)
    {
        var policies = notification.Findings.Select(finding => finding.Policy).Distinct(StringComparer.Ordinal).Take(ListedExemptions).ToArray();
        return policies.Length == 0 || notification.Family is not { } family || !IsSafe(notification.Account, family) ? [] :
        [
            "exemptions:",
            .. policies.Select(policy =>
                $$"""- { policy: {{policy}}, match: { accounts: ["{{notification.Account}}"], families: ["{{family}}"] }, reason: "WHY", owner: "WHO", expires: LAST-DAY }"""),
        ];
    }

    internal static string Counted(this int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static bool IsSafe(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (word.AsSpan().ContainsAnyExcept(PlainCharacters))
            {
                return false;
            }
        }

        return true;
    }
}
