using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;
using EcsGuard.Testing;

namespace EcsGuard.Pipeline.Tests.PolicyFiles;

/// <summary>The channels of a policy file and the form in which each is told.</summary>
public sealed class ChannelTests
{
    private const string Topic = "arn:aws:sns:eu-west-1:111122223333:payments";
    private const string Secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:payments-slack-AbCdEf";

    [Fact]
    public void The_how_to_shows_a_policy_file_that_is_one()
    {
        var yaml = File.ReadAllText(Repository.PathTo("docs", "how-to", "notifications.md")).Split("```yaml\n")[1].Split("```")[0];
        var team = Assert.Single(TestPolicyFile.Read(yaml["version: 1\n".Length..]).Teams);
        Assert.Equal(("payments", true), (team.Name, team.TellFixed));
        Assert.Equal(
            [
                new(ChannelKind.Sns, Topic, Severity.Low),
                new(ChannelKind.Slack, Secret, Severity.High),
                new(ChannelKind.Sns, $"{Topic}-chat", Severity.Low, ChannelFormat.AmazonQ),
            ],
            team.Channels);
    }

    [Theory]
    [InlineData("text", ChannelFormat.Text)]
    [InlineData("amazonQ", ChannelFormat.AmazonQ)]
    public void A_topic_has_a_format(string text, ChannelFormat format) =>
        Assert.Equal([new(ChannelKind.Sns, Topic, Severity.Low, format)], Read($"sns: \"{Topic}\", format: {text}").Teams[0].Channels);

    [Theory]
    [InlineData($"sns: \"{Topic}\", format: amazonq", "2:98: teams[0].notify[0].format: 'amazonq' is none of text, amazonQ. Did you mean 'amazonQ'?")]
    [InlineData($"slackSecret: \"{Secret}\", format: text", "2:137: teams[0].notify[0].format: only a topic has a format; Slack is told in its own.")]
    public void Nothing_else_has(string channel, string problem) => Assert.Equal([problem], TestPolicyFile.Problems($"version: 1\n{Team(channel)}"));

    [Fact]
    public void Two_files_differ_by_it() => Assert.Equal(
        [new PolicyFileChange("teams[payments].notify", $"[{Topic} from low]", $"[{Topic} from low for Amazon Q]")],
        PolicyFileDiff.Compare(Read($"sns: \"{Topic}\""), Read($"sns: \"{Topic}\", format: amazonQ")));

    private static PolicyFile Read(string channel) => TestPolicyFile.Read(Team(channel));

    private static string Team(string channel) => $"teams: [{{ name: payments, notify: [{{ {channel} }}] }}]\n";
}
