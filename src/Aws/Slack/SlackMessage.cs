using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Policies;

namespace EcsGuard.Aws.Slack;

/// <summary>
/// A message as Slack's webhooks take it: blocks, and a line of text for notifications and old clients. What is too much is cut with a note of how much.
/// Source: https://docs.slack.dev/reference/block-kit/blocks.
/// </summary>
internal static class SlackMessage
{
    private const int HeaderLimit = 150;
    private const int FieldLimit = 2000;
    private const int SectionLimit = 3000;
    private const int LineLimit = 1000;

    /// <summary>The most blocks of a message.</summary>
    private const int LargestMessage = 50;

    /// <summary>
    /// Characters of all blocks. Slack documents no limit and refuses blocks beyond some 13,000 characters with <c>msg_blocks_too_long</c>. The number of
    /// blocks stays below Slack's 50 by itself: a message lists at most 20 findings.
    /// </summary>
    private const int BlocksLimit = 12_000;

    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body of the request.</summary>
    public static byte[] Write(Message message) => message switch
    {
        Notification notification => Write(
            $"{notification.ShortName()} {notification.Outcome()} ({notification.Account}, {notification.Region})",
            Blocks(notification, $"{notification.ShortName()} {notification.Outcome()}")),
        Summary summary => Write(summary.Title, Blocks(summary)),
        _ => throw new ArgumentException($"There is no form for a {message.GetType().Name}.", nameof(message)),
    };

    private static byte[] Write(string text, IEnumerable<Block> blocks) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("text", Mrkdwn.Text(text, SectionLimit));
        json.WriteStartArray("blocks");
        foreach (var block in blocks)
        {
            json.WriteRawValue(block.Json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>A summary's parts, as many as there is room for: each part begins a block, and goes on in another one where it is longer than a block may be.</summary>
    private static List<Block> Blocks(Summary summary)
    {
        List<Block> blocks = [Header(summary.Title)];
        var rest = Section("… the rest is too long for this channel.");
        var room = BlocksLimit - blocks[0].Length - rest.Length;
        foreach (var part in summary.Sections.SelectMany(Parts))
        {
            var block = Section(part);
            if (block.Length > room || blocks.Count == LargestMessage - 1)
            {
                blocks.Add(rest);
                break;
            }

            room -= block.Length;
            blocks.Add(block);
        }

        return blocks;
    }

    private static IEnumerable<string> Parts(SummarySection section)
    {
        var text = new StringBuilder($"*{Mrkdwn.Text(section.Heading, HeaderLimit)}*");
        foreach (var line in section.Lines.Select(Line).Concat(section.Rest is { } rest ? [$"… {rest}"] : []))
        {
            if (text.Length + line.Length + 1 > SectionLimit)
            {
                yield return text.ToString();
                text.Clear();
            }

            text.Append(text.Length == 0 ? "" : "\n").Append(line);
        }

        yield return text.ToString();
    }

    private static string Line(SummaryLine line)
    {
        var text = $"• {Mrkdwn.Text(line.Text, LineLimit)}";
        return line.Link is { Length: < LineLimit } link ? $"{text} <{Mrkdwn.Escape(link)}|open>" : text;
    }

    /// <summary>What every message has comes first into the room that there is, then the findings, the worst first.</summary>
    private static List<Block> Blocks(Notification notification, string headline)
    {
        List<Block> begin = [Header(headline), Fields(notification)];
        if (notification.Origin is { } origin)
        {
            begin.Add(Section(Mrkdwn.Text(origin, SectionLimit)));
        }

        var end = Advice(notification);
        var room = BlocksLimit - begin.Concat(end).Sum(block => block.Length);
        return
        [
            .. begin,
            .. Listed(notification.Findings.Select(Finding), notification.New, ref room),
            .. Listed(notification.FixedFindings.Select(Fixed), notification.Fixed, ref room),
            .. end,
        ];
    }

    /// <summary>As many blocks as there is room for, and how many findings that leaves out of <paramref name="count"/>.</summary>
    private static List<Block> Listed(IEnumerable<Block> blocks, int count, ref int room)
    {
        var listed = new List<Block>();
        var more = More(count);
        foreach (var block in blocks)
        {
            if (block.Length + more.Length > room)
            {
                break;
            }

            room -= block.Length;
            listed.Add(block);
        }

        if (listed.Count < count && more.Length <= room)
        {
            more = More(count - listed.Count);
            room -= more.Length;
            listed.Add(more);
        }

        return listed;
    }

    private static Block Header(string text) => new(text.Length, Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "header");
        json.WriteStartObject("text");
        json.WriteString("type", "plain_text");
        json.WriteString("text", OneLine.Of(text, HeaderLimit));
        // Otherwise `:8:` in a name could become one.
        json.WriteBoolean("emoji", false);
        json.WriteEndObject();
        json.WriteEndObject();
    }));

    private static Block Fields(Notification notification)
    {
        var revision = Mrkdwn.Code(notification.ShortName(), FieldLimit / 4);
        (string Name, string Value)[] fields =
        [
            ("Severity", notification.Severity),
            ("Team", Mrkdwn.Text(notification.Team, FieldLimit / 2)),
            ("Account", Mrkdwn.Code(notification.Account, FieldLimit / 2)),
            ("Region", Mrkdwn.Code(notification.Region, FieldLimit / 2)),
            ("Revision", notification.ConsoleLink() is { Length: < FieldLimit / 2 } link ? $"{revision} <{Mrkdwn.Escape(link)}|in the console>" : revision),
        ];
        var texts = fields.Select(field => $"*{field.Name}*\n{field.Value}").ToArray();
        return new(texts.Sum(text => text.Length), Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("type", "section");
            json.WriteStartArray("fields");
            foreach (var text in texts)
            {
                WriteText(json, text);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    private static Block Finding(ToldFinding finding)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"*{finding.Severity.ToText()}*  {Mrkdwn.Code(finding.Policy, 100)}\n{Mrkdwn.Text(finding.Message, 1500)}\nat {Mrkdwn.Code(finding.Place, 600)}");
        if (finding.Remediation is { } remediation)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n*Fix:* {Mrkdwn.Text(remediation, 600)}");
        }

        return Section(text.ToString());
    }

    private static Block Fixed(ToldFinding finding) => Section($"*Fixed*  {Mrkdwn.Code(finding.Policy, 100)}\n{Mrkdwn.Text(finding.Message, 1500)}");

    private static Block More(int count) => Section($"… and {count.ToString(CultureInfo.InvariantCulture)} more.");

    /// <summary>How to see the same, and how to ask for an exemption.</summary>
    private static List<Block> Advice(Notification notification)
    {
        var advice = new List<Block>();
        if (notification.Command() is { } command)
        {
            advice.Add(Section($"*{command.Purpose}*\n{Fenced([command.Line])}"));
        }

        if (notification.Exemptions() is { IsEmpty: false } lines)
        {
            advice.Add(Section($"*To have a finding accepted for a while*, propose this to those who keep the policy file:\n{Fenced([lines[0], .. lines[1..].Select(line => $"  {line}")])}"));
        }

        return advice;
    }

    /// <summary>Lines as code. They hold no backticks: they are of our own making, and the names in them are plain ones.</summary>
    private static string Fenced(ImmutableArray<string> lines) => $"```{Mrkdwn.Escape(string.Join('\n', lines))}```";

    private static Block Section(string mrkdwn) => new(mrkdwn.Length, Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "section");
        json.WritePropertyName("text");
        WriteText(json, mrkdwn);
        json.WriteEndObject();
    }));

    private static void WriteText(Utf8JsonWriter json, string mrkdwn)
    {
        json.WriteStartObject();
        json.WriteString("type", "mrkdwn");
        json.WriteString("text", mrkdwn);
        // What looks like a link or a channel stays text.
        json.WriteBoolean("verbatim", true);
        json.WriteEndObject();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonOptions))
        {
            write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A block, and how much of the room it takes: its texts and what is around them.</summary>
    private sealed record Block(int TextLength, byte[] Json)
    {
        private const int Around = 80;

        public int Length => TextLength + Around;
    }
}
