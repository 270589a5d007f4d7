using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Aws.Tests;

/// <summary>Messages for the forms that channels give them.</summary>
internal static class Messages
{
    public const string Web8 = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:8";
    public const string Task = "arn:aws:ecs:eu-west-1:111122223333:task/prod/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    /// <summary>A revision that is worse in two ways and better in one.</summary>
    public static Notification Revision { get; } = new($"{Web8}#event-1", "payments", Web8, "111122223333", "eu-west-1", "web", "critical", 2, 3, 1, "EcsGuard: web:8 has 2 new findings (critical)")
    {
        Origin = "Registered 2026-03-01 12:00:00 UTC by arn:aws:sts::111122223333:assumed-role/Deploy/ci through cloudformation.amazonaws.com.",
        Findings =
        [
            new(Severity.Critical, "privileged-container", "Container 'api' runs privileged.", "/containerDefinitions/0/privileged"),
            new(Severity.High, "blocking-log-driver", "Container 'api' logs in blocking mode: set `mode` to `non-blocking`.", "/containerDefinitions/0/logConfiguration/options/mode"),
        ],
        FixedFindings = [new(Severity.Medium, "no-essential-container", "No container is essential: make at least one so.", "/containerDefinitions")],
    };

    public static Notification OfTask { get; } = new($"{Web8}#{Task}#7", "payments", Web8, "111122223333", "eu-west-1", "web", "high", 1, 0, 0, "EcsGuard: web:8 has 1 new finding (high)")
    {
        Origin = $"Task {Task} (service:web).",
        Task = Task,
        Findings = [new(Severity.High, "out-of-memory", "Container 'app' ran out of memory at its limit of 512 MiB (exit code 137).", "/containers/0")],
    };

    public static Notification OnlyFixed { get; } = Revision with
    {
        Id = $"{Web8}#event-2",
        New = 0,
        Fixed = 2,
        Severity = "high",
        Subject = "EcsGuard: web:8 fixes 2 findings",
        Findings = [],
        FixedFindings =
        [
            new(Severity.High, "blocking-log-driver", "Container 'api' logs in blocking mode.", "/containerDefinitions/0/logConfiguration/options/mode"),
            new(Severity.Medium, "no-essential-container", "No container is essential: make at least one so.", "/containerDefinitions"),
        ],
    };

    /// <summary>Names that would be a mention, a link, an emoji and styles in Slack.</summary>
    public static Notification Markup { get; } = Revision with
    {
        Team = "*payments* <!channel>",
        Origin = "Registered by <@U012> & :tada: <https://example.com|someone>.",
        New = 1,
        Findings = [new(Severity.High, "blocking-log-driver", "Container '_api_' logs to *everyone* & `a <b>` ~now~ my_name 12:00:00 arn:aws:x.", "/containerDefinitions/0/`x`")],
    };

    /// <summary>A team's week, as tests/EcsGuard.Pipeline.Tests/Golden/week-team.txt has it in full.</summary>
    public static Summary Week { get; } = new("week/payments/2026-W10", SummaryKind.Week, "payments", "critical", 2, 4, 3, "EcsGuard: payments in week 2026-W10: 6 open findings, 2 new, 3 fixed", "payments in week 2026-W10: 6 open findings, 2 new, 3 fixed")
    {
        Sections =
        [
            new("Trend", [new("6 open, as many as on 2026-03-01: 3 critical (+2), 1 high (0), 2 medium (-2)"), new("1 exempted")]),
            new(
                "Open longest",
                [
                    new("[high] blocking-log-driver: web:8, container _api_ (111122223333, eu-west-1), open for 47 days", "https://eu-west-1.console.aws.amazon.com/ecs/v2/task-definitions/web/8/containers?region=eu-west-1"),
                    new("[medium] spot-interruption: task bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb (111122223333, eu-west-1), open for 7 days"),
                ],
                4),
            new("Exemptions that end within 30 days", [new("tight-memory-limit for families web-* until 2026-03-28 (payments), 1 finding: <vendor> image, PAY-7")]),
        ],
    };

    /// <summary>An exemption that ends, as tests/EcsGuard.Pipeline.Tests/Golden/exemption-ends.txt has it in full.</summary>
    public static Summary ExemptionEnds { get; } = new("exemption/0123456789ab/ends", SummaryKind.Exemption, "platform", "high", 0, 1, 0, "EcsGuard: Exemption from blocking-log-driver ends, last day 2026-03-10", "Exemption from blocking-log-driver ends, last day 2026-03-10")
    {
        Owner = "payments@example.com",
        Sections =
        [
            new("The exemption", [new("policy: blocking-log-driver"), new("where: families web-*"), new("reason: vendor image, PAY-7"), new("owner: payments@example.com"), new("until: 2026-03-10"), new("covers now: 1 finding")]),
            new("What to do", [new("To prolong it, set `expires` to a later day in the policy file (line 3) and publish that. Otherwise what it covers counts again and is told as new.")]),
        ],
    };

    /// <summary>Many revisions at once, as tests/EcsGuard.Pipeline.Tests/Golden/message-storm.txt has them in full.</summary>
    public static Summary Storm { get; } = new("storm#0123456789abcdef", SummaryKind.Storm, "payments", "critical", 13, 2, 1, "EcsGuard: 12 revisions have 13 new findings (critical)", "12 revisions of payments have 13 new findings, 2 still open, 1 fixed")
    {
        Sections =
        [
            new(
                "Revisions, the worst first",
                [
                    new("web:8 (111122223333, eu-west-1): 2 new (critical), 2 still open, 0 fixed", "https://eu-west-1.console.aws.amazon.com/ecs/v2/task-definitions/web/8/containers?region=eu-west-1"),
                    new("api:1 (111122223333, eu-west-1): 1 new (high), 0 still open, 1 fixed", "https://eu-west-1.console.aws.amazon.com/ecs/v2/task-definitions/api/1/containers?region=eu-west-1"),
                ],
                10),
            new("New findings, the most common first", [new("12 × [high] blocking-log-driver"), new("1 × [critical] plaintext-secret")]),
            new("What to do", [new("To have a finding accepted for a while, propose an exemption to those who keep the policy file.")]),
        ],
    };

    /// <summary>A summary that is longer than any: twelve parts of seven lines, each as long as a line may be and with a link.</summary>
    public static Summary WorstSummary(string character)
    {
        var text = string.Concat(Enumerable.Repeat(character, 500));
        return Week with
        {
            Team = text[..400],
            Title = text[..200],
            Owner = text[..200],
            Sections = [.. Enumerable.Range(1, 12).Select(number => new SummarySection($"Part {number}", [.. Enumerable.Repeat(new SummaryLine(text[..500], $"https://eu-west-1.console.aws.amazon.com/{new string('f', 400)}"), 7)], 90))],
        };
    }

    /// <summary>As much of everything as there can be, of characters that a form has to escape.</summary>
    public static Notification Worst(string character)
    {
        var family = new string('f', 255);
        var arn = $"arn:aws:ecs:eu-west-1:111122223333:task-definition/{family}:2147483647";
        ToldFinding finding = new(Severity.Critical, "completion-of-essential-container", Repeat(500), Repeat(300));
        return new($"{arn}#{Repeat(100)}", Repeat(400), arn, "111122223333", "eu-west-1", family, "critical", 200, 200, 200, new('s', 99))
        {
            Origin = Repeat(700),
            Findings = [.. Enumerable.Repeat(finding, 20)],
            FixedFindings = [.. Enumerable.Repeat(finding, 10)],
        };

        string Repeat(int length) => string.Concat(Enumerable.Repeat(character, length))[..length];
    }

    /// <summary>Forms of <see cref="Worst"/>: one byte and several, what Slack and JSON escape, what a style or code begins with.</summary>
    public static TheoryData<string> Characters => ["x", "&", "<", "\"", "`", "*", "é", "漢", "\U0001F600", "a b ", ":a:", "\\"];

    public static Notification On(this Notification notification, ChannelKind kind, string arn, ChannelFormat format = ChannelFormat.Text) =>
        notification with { Channel = new(kind, arn, Severity.Low, format) };
}
