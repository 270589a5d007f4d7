using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EcsGuard.Aws.Slack;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Policies;

namespace EcsGuard.Aws;

/// <summary>
/// A message as a custom notification of Amazon Q Developer in chat applications, which shows it in Slack or Teams and drops whatever has another form.
/// Messages about one family make one thread.
/// Source: https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html.
/// </summary>
internal static class AmazonQMessage
{
    private const int TitleLimit = 250;
    private const int DescriptionLimit = 8000;
    private const int StepLimit = 350;
    private const int KeywordLimit = 75;

    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text to publish.</summary>
    public static string Write(Message message) => message switch
    {
        Notification notification => Write(json =>
        {
            WriteContent(json, notification);
            WriteMetadata(json, notification);
        }),
        Summary summary => Write(json => WriteSummary(json, summary)),
        _ => throw new ArgumentException($"There is no form for a {message.GetType().Name}.", nameof(message)),
    };

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonOptions))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteString("source", "custom");
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteSummary(Utf8JsonWriter json, Summary summary)
    {
        var kind = summary.KindText();
        var text = new StringBuilder();
        foreach (var section in summary.Sections)
        {
            var heading = $"*{Mrkdwn.Text(section.Heading, StepLimit)}*";
            var lines = section.Lines.Select(line => $"\n• {Mrkdwn.Text(line.Text, 1000)}{(line.Link is { } link ? $"\n{link}" : "")}").Prepend(heading);
            AppendList(text, lines, section.Lines.Length + section.More + 1);
            text.Append("\n\n");
        }

        json.WriteStartObject("content");
        json.WriteString("textType", "client-markdown");
        json.WriteString("title", Mrkdwn.Text(summary.Title, TitleLimit));
        json.WriteString("description", text.ToString().TrimEnd('\n'));
        WriteTexts(json, "keywords", new[] { kind, summary.Severity, summary.Team }.Where(word => word.Length > 0).Select(word => Mrkdwn.Text(word, KeywordLimit)));
        json.WriteEndObject();
        json.WriteStartObject("metadata");
        json.WriteString("threadId", $"{kind}/{summary.Team}");
        json.WriteString("summary", Mrkdwn.Text(summary.Subject, TitleLimit));
        json.WriteString("eventType", $"ecsguard-{kind}");
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, Notification notification)
    {
        json.WriteStartObject("content");
        json.WriteString("textType", "client-markdown");
        json.WriteString("title", Mrkdwn.Text($"{notification.ShortName()} {notification.Outcome()}", TitleLimit));
        json.WriteString("description", Description(notification));
        WriteTexts(json, "nextSteps", Steps(notification));
        WriteTexts(json, "keywords", new[] { notification.Severity, notification.Team, notification.Account, notification.Region }.Select(word => Mrkdwn.Text(word, KeywordLimit)));
        json.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter json, Notification notification)
    {
        json.WriteStartObject("metadata");
        json.WriteString("threadId", $"{notification.Account}/{notification.Region}/{notification.Family ?? notification.ShortName()}");
        json.WriteString("summary", Mrkdwn.Text(notification.Subject, TitleLimit));
        json.WriteString("eventType", $"ecsguard-{notification.KindText()}");
        WriteTexts(json, "relatedResources", notification.Task is { } task ? [notification.Resource, task] : [notification.Resource]);
        json.WriteEndObject();
    }

    private static string Description(Notification notification)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Account {Mrkdwn.Code(notification.Account, 100)}, region {Mrkdwn.Code(notification.Region, 100)}, team {Mrkdwn.Text(notification.Team, 300)}.\n");
        if (notification.Origin is { } origin)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Mrkdwn.Text(origin, 2000)}\n");
        }

        text.Append(notification.ConsoleLink() is { } link ? $"{link}\n" : "");
        AppendList(text, notification.Findings.Select(New), notification.New);
        AppendList(text, notification.FixedFindings.Select(Fixed), notification.Fixed);
        return text.ToString().TrimEnd('\n');
    }

    /// <summary>As many entries as there is room for, and how many that leaves out of <paramref name="count"/>.</summary>
    private static void AppendList(StringBuilder text, IEnumerable<string> entries, int count)
    {
        var left = count;
        foreach (var entry in entries)
        {
            if (text.Length + entry.Length + More(count).Length > DescriptionLimit)
            {
                break;
            }

            text.Append(entry);
            left--;
        }

        if (left > 0 && text.Length + More(left).Length <= DescriptionLimit)
        {
            text.Append(More(left));
        }
    }

    private static string New(ToldFinding finding)
    {
        var fix = finding.Remediation is { } remediation ? $"\nFix: {Mrkdwn.Text(remediation, 600)}" : "";
        return $"\n• {finding.Severity.ToText()} {Mrkdwn.Code(finding.Policy, 100)}: {Mrkdwn.Text(finding.Message, 1500)}\nat {Mrkdwn.Code(finding.Place, 600)}{fix}\n";
    }

    private static string Fixed(ToldFinding finding) => $"\n• fixed {Mrkdwn.Code(finding.Policy, 100)}: {Mrkdwn.Text(finding.Message, 1500)}\n";

    private static string More(int count) => string.Create(CultureInfo.InvariantCulture, $"\n… and {count} more\n");

    /// <summary>How to see the same, and how to ask for an exemption. A command that is cut off is no help, so one that is too long is left out.</summary>
    private static IEnumerable<string> Steps(Notification notification)
    {
        if (notification.Command() is { } command && $"{command.Purpose}: `{Mrkdwn.Escape(command.Line)}`" is { Length: <= StepLimit } step)
        {
            yield return step;
        }

        if (notification.Exemptions() is [var first, var line, ..])
        {
            var proposal = $"To have a finding accepted for a while, propose to those who keep the policy file: `{Mrkdwn.Escape($"{first} [{line["- ".Length..]}]")}`";
            yield return proposal.Length <= StepLimit ? proposal : "To have a finding accepted for a while, propose an exemption to those who keep the policy file.";
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
