using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Notifications;

/// <summary>A message as plain text.</summary>
internal static class PlainText
{
    public static string Of(Notification notification)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{notification.ShortName()} ({notification.Account}, {notification.Region}) {notification.Outcome()}.\n");
        AppendLine(text, notification.Origin);
        AppendLine(text, notification.ConsoleLink());
        AppendList(text, "New", notification.Findings, notification.New, withFix: true);
        AppendList(text, "Fixed", notification.FixedFindings, notification.Fixed, withFix: false);
        if (notification.Command() is { } command)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{command.Purpose}:\n  {command.Line}\n");
        }

        AppendExemptions(text, notification.Exemptions());
        return text.ToString();
    }

    public static string Of(Summary summary)
    {
        var text = new StringBuilder();
        AppendLine(text, $"{summary.Title}.");
        foreach (var section in summary.Sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{section.Heading}:\n");
            foreach (var line in section.Lines)
            {
                text.Append(CultureInfo.InvariantCulture, $"- {line.Text}\n");
                AppendLine(text, line.Link is { } link ? $"  {link}" : null);
            }

            AppendLine(text, section.Rest is { } rest ? $"- {rest}" : null);
        }

        return text.ToString();
    }

    private static void AppendLine(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            text.Append(line).Append('\n');
        }
    }

    private static void AppendList(StringBuilder text, string title, ImmutableArray<ToldFinding> listed, int count, bool withFix)
    {
        if (listed.IsEmpty)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{title}:\n");
        foreach (var finding in listed)
        {
            text.Append(CultureInfo.InvariantCulture, $"- [{finding.Severity.ToText()}] {finding.Policy}: {finding.Message}\n");
            if (withFix)
            {
                AppendLine(text, $"  at {finding.Place}");
                AppendLine(text, finding.Remediation is { } remediation ? $"  fix: {remediation}" : null);
            }
        }

        if (count > listed.Length)
        {
            text.Append(CultureInfo.InvariantCulture, $"- and {count - listed.Length} more\n");
        }
    }

    private static void AppendExemptions(StringBuilder text, ImmutableArray<string> lines)
    {
        if (lines.IsEmpty)
        {
            return;
        }

        text.Append("\nTo have a finding accepted for a while, propose this to those who keep the policy file:\n");
        text.Append(CultureInfo.InvariantCulture, $"  {lines[0]}\n");
        foreach (var line in lines[1..])
        {
            text.Append(CultureInfo.InvariantCulture, $"    {line}\n");
        }
    }
}
