using System.Text;
using System.Text.Json.Nodes;
using EcsGuard.Aws.Tests.Slack;
using EcsGuard.Testing;

namespace EcsGuard.Aws.Tests;

public sealed class AmazonQMessageTests
{
    public static TheoryData<string> Forms => ["revision", "task", "only-fixed", "markup"];

    [Theory, MemberData(nameof(Forms))]
    public void Each_form_is_as_written_down(string form)
    {
        var message = AmazonQMessage.Write(form switch { "revision" => Messages.Revision, "task" => Messages.OfTask, "only-fixed" => Messages.OnlyFixed, _ => Messages.Markup });
        AssertLimits(message);
        Golden.Assert($"tests/EcsGuard.Aws.Tests/Golden/amazon-q-{form}.json", SlackMessageTests.Indented(Encoding.UTF8.GetBytes(message)));
    }

    [Theory]
    [MemberData(nameof(Messages.Characters), MemberType = typeof(Messages))]
    public void Stays_within_the_limits_of_Amazon_Q_at_worst(string character)
    {
        var message = AmazonQMessage.Write(Messages.Worst(character));
        AssertLimits(message);
        var description = (string)JsonNode.Parse(message)!["content"]!["description"]!;
        var listed = description.Split("\n• critical").Length - 1;
        Assert.InRange(listed, 1, 20);
        Assert.Contains($"… and {200 - listed} more", description, StringComparison.Ordinal);
    }

    [Fact]
    public void Summaries_are_as_written_down()
    {
        foreach (var (form, message) in new[] { ("week", Messages.Week), ("exemption", Messages.ExemptionEnds), ("storm", Messages.Storm) })
        {
            var text = AmazonQMessage.Write(message);
            AssertLimits(text);
            Golden.Assert($"tests/EcsGuard.Aws.Tests/Golden/amazon-q-{form}.json", SlackMessageTests.Indented(Encoding.UTF8.GetBytes(text)));
        }
    }

    [Theory]
    [MemberData(nameof(Messages.Characters), MemberType = typeof(Messages))]
    public void A_summary_stays_within_the_limits_of_Amazon_Q_at_worst(string character)
    {
        var text = AmazonQMessage.Write(Messages.WorstSummary(character));
        AssertLimits(text);
        Assert.StartsWith("*Part 1*\n• ", (string)JsonNode.Parse(text)!["content"]!["description"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_that_does_not_fit_is_left_out_and_never_cut()
    {
        var steps = JsonNode.Parse(AmazonQMessage.Write(Messages.Worst("x")))!["content"]!["nextSteps"]!.AsArray();
        Assert.Equal(["To have a finding accepted for a while, propose an exemption to those who keep the policy file."], steps.Select(step => (string)step!));
    }

    [Fact]
    public void Messages_about_one_family_make_one_thread()
    {
        Assert.Equal("111122223333/eu-west-1/web", Thread(AmazonQMessage.Write(Messages.Revision)));
        Assert.Equal("111122223333/eu-west-1/web", Thread(AmazonQMessage.Write(Messages.OfTask)));

        static string Thread(string message) => (string)JsonNode.Parse(message)!["metadata"]!["threadId"]!;
    }

    /// <summary>The schema of https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html, strictly: whatever breaks it is dropped without a word.</summary>
    private static void AssertLimits(string message)
    {
        var root = JsonNode.Parse(message)!.AsObject();
        Assert.Equal(["version", "source", "content", "metadata"], root.Select(member => member.Key));
        Assert.Equal(("1.0", "custom"), ((string)root["version"]!, (string)root["source"]!));
        var content = root["content"]!.AsObject();
        Assert.Equal(["textType", "title", "description", "keywords"], content.Select(member => member.Key).Where(key => key != "nextSteps"));
        Assert.Equal("client-markdown", (string)content["textType"]!);
        Assert.InRange(((string)content["title"]!).Length, 1, 250);
        Assert.InRange(((string)content["description"]!).Length, 1, 8000);
        Assert.All(content["nextSteps"]?.AsArray() ?? [], step => Assert.InRange(((string)step!).Length, 1, 350));
        Assert.All(content["keywords"]!.AsArray(), keyword => Assert.InRange(((string)keyword!).Length, 1, 75));
        var metadata = root["metadata"]!.AsObject();
        Assert.Equal(["threadId", "summary", "eventType"], metadata.Select(member => member.Key).Where(key => key != "relatedResources"));
        Assert.All(metadata["relatedResources"]?.AsArray() ?? [], resource => Assert.StartsWith("arn:", (string)resource!, StringComparison.Ordinal));
        Assert.All(new[] { "title", "description" }, member => Assert.DoesNotContain((string)content[member]!, character => character is '<' or '>'));
    }
}
