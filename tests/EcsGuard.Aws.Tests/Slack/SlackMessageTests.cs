using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcsGuard.Aws.Slack;
using EcsGuard.Testing;

namespace EcsGuard.Aws.Tests.Slack;

public sealed class SlackMessageTests
{
    public static TheoryData<string> Forms => ["revision", "task", "only-fixed", "markup"];

    [Theory, MemberData(nameof(Forms))]
    public void Each_form_is_as_written_down(string form)
    {
        var message = form switch { "revision" => Messages.Revision, "task" => Messages.OfTask, "only-fixed" => Messages.OnlyFixed, _ => Messages.Markup };
        var body = SlackMessage.Write(message);
        AssertLimits(body);
        Golden.Assert($"tests/EcsGuard.Aws.Tests/Golden/slack-{form}.json", Indented(body));
    }

    [Fact]
    public void Summaries_are_as_written_down()
    {
        foreach (var (form, message) in new[] { ("week", Messages.Week), ("exemption", Messages.ExemptionEnds), ("storm", Messages.Storm) })
        {
            var body = SlackMessage.Write(message);
            AssertLimits(body);
            Golden.Assert($"tests/EcsGuard.Aws.Tests/Golden/slack-{form}.json", Indented(body));
        }
    }

    [Theory]
    [MemberData(nameof(Messages.Characters), MemberType = typeof(Messages))]
    public void A_summary_stays_within_the_limits_of_Slack_at_worst(string character)
    {
        var body = SlackMessage.Write(Messages.WorstSummary(character));
        AssertLimits(body);
        Assert.StartsWith("*Part 1*\n• ", Texts(body).ElementAt(1), StringComparison.Ordinal);
        Assert.Equal("… the rest is too long for this channel.", Texts(body).Last());
    }

    [Theory]
    [MemberData(nameof(Messages.Characters), MemberType = typeof(Messages))]
    public void Stays_within_the_limits_of_Slack_at_worst(string character)
    {
        var body = SlackMessage.Write(Messages.Worst(character));
        AssertLimits(body);
        AssertTellsAll(body, 200);
    }

    [Fact]
    public void Twenty_ordinary_findings_are_listed()
    {
        var finding = Messages.Revision.Findings[0];
        var body = SlackMessage.Write(Messages.Revision with { New = 23, Findings = [.. Enumerable.Repeat(finding, 20)] });
        AssertLimits(body);
        Assert.Equal(20, Texts(body).Count(text => text.StartsWith("*critical*", StringComparison.Ordinal)));
        Assert.Contains("… and 3 more.", Texts(body));
    }

    /// <summary>What is listed and what is said to be more are all new findings together.</summary>
    private static void AssertTellsAll(byte[] body, int count)
    {
        var texts = Texts(body).ToArray();
        var listed = texts.Count(text => text.StartsWith("*critical*", StringComparison.Ordinal));
        Assert.InRange(listed, 1, 20);
        Assert.Equal($"… and {count - listed} more.", texts.First(text => text.StartsWith("… and ", StringComparison.Ordinal)));
    }

    /// <summary>
    /// Limits of https://docs.slack.dev/reference/block-kit/blocks, strictly: nothing is there that Slack does not know. Slack refuses a message that breaks one.
    /// </summary>
    private static void AssertLimits(byte[] body)
    {
        var root = JsonNode.Parse(body)!.AsObject();
        Assert.Equal(["text", "blocks"], root.Select(member => member.Key));
        AssertText(root["text"]!, 1, 3000);
        var blocks = root["blocks"]!.AsArray();
        Assert.InRange(blocks.Count, 1, 50);
        Assert.All(blocks, block => AssertBlock(block!.AsObject()));
        Assert.InRange(blocks.Sum(LengthOf), 1, 13_000);
    }

    /// <summary>Characters of a compact JSON text in which each character stands for itself.</summary>
    private static int LengthOf(JsonNode? node) => node switch
    {
        JsonObject members => 2 + members.Sum(member => member.Key.Length + 4 + LengthOf(member.Value)),
        JsonArray items => 2 + items.Sum(item => 1 + LengthOf(item)),
        JsonValue value when value.TryGetValue<string>(out var text) => 2 + text.Length,
        _ => 5,
    };

    private static void AssertBlock(JsonObject block)
    {
        switch ((string)block["type"]!)
        {
            case "header":
                Assert.Equal(["type", "text"], block.Select(member => member.Key));
                AssertTextObject(block["text"]!.AsObject(), "plain_text", "emoji", 150);
                break;
            case "section" when block.ContainsKey("text"):
                Assert.Equal(["type", "text"], block.Select(member => member.Key));
                AssertTextObject(block["text"]!.AsObject(), "mrkdwn", "verbatim", 3000);
                break;
            case "section":
                Assert.Equal(["type", "fields"], block.Select(member => member.Key));
                Assert.InRange(block["fields"]!.AsArray().Count, 1, 10);
                Assert.All(block["fields"]!.AsArray(), field => AssertTextObject(field!.AsObject(), "mrkdwn", "verbatim", 2000));
                break;
            default:
                Assert.Fail($"No block of EcsGuard's: {block["type"]}");
                break;
        }
    }

    private static void AssertTextObject(JsonObject text, string type, string flag, int limit)
    {
        Assert.Equal(["type", "text", flag], text.Select(member => member.Key));
        Assert.Equal(type, (string)text["type"]!);
        if (type == "plain_text")
        {
            // It is shown as it is: nothing in it is read, so nothing is escaped.
            Assert.InRange(((string)text["text"]!).Length, 1, limit);
            return;
        }

        AssertText(text["text"]!, 1, limit);
    }

    private static void AssertText(JsonNode node, int least, int most)
    {
        var text = (string)node!;
        Assert.InRange(text.Length, least, most);
        Assert.DoesNotContain(
            text.Replace("<https://eu-west-1.console.aws.amazon.com/", "", StringComparison.Ordinal).Replace("|in the console>", "", StringComparison.Ordinal).Replace("|open>", "", StringComparison.Ordinal),
            character => character is '<' or '>');
        Assert.Equal(text.Split('&').Length - 1, text.Split(["&amp;", "&lt;", "&gt;"], StringSplitOptions.None).Length - 1);
    }

    private static IEnumerable<string> Texts(byte[] body) =>
        JsonNode.Parse(body)!["blocks"]!.AsArray().Select(block => (string?)block!["text"]?["text"]).OfType<string>();

    internal static string Indented(ReadOnlySpan<byte> body)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            JsonNode.Parse(body)!.WriteTo(json);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }
}
