using System.Collections.Immutable;
using System.Text.RegularExpressions;
using EcsGuard.Pipeline.Findings;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>Reads who is told, and where.</summary>
internal static partial class TeamReader
{
    internal static string[] Keys { get; } = ["name", "match", "notify", "tellFixed"];

    internal static string[] ChannelKeys { get; } = ["sns", "slackSecret", "minSeverity", "format"];

    /// <summary>The forms of <see cref="ChannelFormat"/>, as a policy file spells them.</summary>
    internal static string[] Formats { get; } = ["text", "amazonQ"];

    public static ImmutableArray<Team> Read(YamlValue? value, MatchReader matches)
    {
        var teams = new List<Team>();
        foreach (var item in value?.List() ?? [])
        {
            var members = item.Members(Keys);
            if (item.Required(members, "name", "how findings and messages call it")?.Text() is not { } name)
            {
                continue;
            }

            if (name == FindingFactory.UnassignedTeam)
            {
                members["name"].Error($"{item.Path}.name: '{name}' is what findings without a team are given; take another name.");
            }
            else if (teams.Any(team => team.Name == name))
            {
                members["name"].Error($"{item.Path}.name: there is a team '{name}' already.");
            }

            teams.Add(new(
                name,
                // A team without a match owns what no other one does.
                members.TryGetValue("match", out var match) ? matches.Read(match) : new(),
                [.. (members.GetValueOrDefault("notify")?.List() ?? []).Select(ReadChannel).OfType<Channel>()],
                members.GetValueOrDefault("tellFixed")?.Boolean() ?? false));
        }

        return [.. teams];
    }

    private static Channel? ReadChannel(YamlValue value)
    {
        var members = value.Members(ChannelKeys);
        var severity = PolicyRules.ReadSeverity(members.GetValueOrDefault("minSeverity")) ?? Channel.DefaultMinSeverity;
        var format = members.GetValueOrDefault("format");
        switch (members.GetValueOrDefault("sns"), members.GetValueOrDefault("slackSecret"))
        {
            case ({ } topic, null):
                return Arn(topic, TopicArn(), "the ARN of a standard SNS topic") is { } topicArn ? new(ChannelKind.Sns, topicArn, severity, ReadFormat(format)) : null;
            case (null, { } secret):
                format?.Error($"{format.Path}: only a topic has a format; Slack is told in its own.");
                return Arn(secret, SecretArn(), "the ARN of the Secrets Manager secret that holds the webhook's URL, never the URL itself") is { } secretArn ? new(ChannelKind.Slack, secretArn, severity) : null;
            default:
                value.Error($"{value.Path} takes one of sns and slackSecret.");
                return null;
        }
    }

    private static ChannelFormat ReadFormat(YamlValue? value) => value?.OneOf(Formats) is { } name ? (ChannelFormat)Array.IndexOf(Formats, name) : ChannelFormat.Text;

    private static string? Arn(YamlValue value, Regex form, string what)
    {
        if (value.Text() is not { } text)
        {
            return null;
        }

        if (form.IsMatch(text))
        {
            return text;
        }

        // Not quoted: somebody may have pasted the webhook.
        value.Error($"{value.Path} takes {what}.");
        return null;
    }

    [GeneratedRegex(@"^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TopicArn();

    [GeneratedRegex(@"^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretArn();
}
