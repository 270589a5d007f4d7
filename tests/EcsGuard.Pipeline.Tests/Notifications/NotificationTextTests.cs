using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Tests.Support;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;
using Microsoft.Extensions.Logging.Abstractions;
using EcsGuard.Testing;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests.Notifications;

public sealed class NotificationTextTests
{
    private const string Topic = "arn:aws:sns:eu-west-1:111122223333:payments";
    private const string Secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack-AbCdEf";

    private static readonly DateTimeOffset At = TestClock.Start;

    [Fact]
    public void The_first_revision_of_a_family()
    {
        var notification = OfRevision(Arn(1), News(
            Fault("blocking-log-driver", Severity.High, "api/logConfiguration/options/mode", "/containerDefinitions/0/logConfiguration/options/mode", "Container 'api' logs in blocking mode."),
            Fault("no-essential-container", Severity.Medium, "", "", "No container is essential: make at least one so.")));
        AssertGolden("first-revision", notification);
        AssertEqual(
            new Notification(
                "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1#e-1", "unassigned", "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1",
                Account, Region, "web", "high", 2, 0, 0, "EcsGuard: web:1 has 2 new findings (high)")
            {
                Origin = "Registered 2026-03-01 12:00:00 UTC by arn:aws:sts::111122223333:assumed-role/Deploy/ci through cloudformation.amazonaws.com.",
                Findings =
                [
                    new(Severity.High, "blocking-log-driver", "Container 'api' logs in blocking mode.", "/containerDefinitions/0/logConfiguration/options/mode"),
                    new(Severity.Medium, "no-essential-container", "No container is essential: make at least one so.", ""),
                ],
            },
            notification!);
    }

    [Fact]
    public void A_revision_that_is_worse_than_the_one_before()
    {
        var known = Fault("blocking-log-driver", Severity.High, "api/logConfiguration/options/mode", "/containerDefinitions/0/logConfiguration/options/mode", "Container 'api' logs in blocking mode.");
        var @fixed = Fault("privileged-container", Severity.Critical, "api/privileged", "/containerDefinitions/0/privileged", "Container 'api' runs privileged.");
        var news = Fault("no-essential-container", Severity.Critical, "", "/containerDefinitions", "No container is essential: make at least one so.");
        var notification = OfRevision(Arn(8), new([news], [known, known, known], [known, @fixed]));
        AssertGolden("worse-revision", notification);
        Assert.Equal(("critical", 1, 3, 2), (notification!.Severity, notification.New, notification.StillOpen, notification.Fixed));
    }

    [Fact]
    public void A_revision_that_only_fixes_things_where_the_team_wants_to_know()
    {
        var known = Fault("blocking-log-driver", Severity.Medium, "api", "/containerDefinitions/0", "Container 'api' logs in blocking mode.");
        var @fixed = Fault("privileged-container", Severity.Critical, "api/privileged", "/containerDefinitions/0/privileged", "Container 'api' runs privileged.");
        var difference = new Difference([], [known], [known, @fixed]);
        var notification = Assert.Single(Told(Arn(8), difference, Team(tellFixed: true, Sns())));
        AssertGolden("only-fixed", notification);
        Assert.Equal(("critical", 0, 1, 2), (notification.Severity, notification.New, notification.StillOpen, notification.Fixed));
        Assert.Empty(Told(Arn(8), difference, Team(tellFixed: false, Sns())));
        Assert.Empty(Told(Arn(8), new([], [known], []), Team(tellFixed: true, Sns())));
    }

    [Fact]
    public void More_findings_than_a_message_lists()
    {
        var faults = Enumerable.Range(1, 23).Select(number => Fault(
            "no-essential-container", number == 23 ? Severity.High : Severity.Low, Text(number), $"/{Text(number)}", $"Fault {Text(number)}."));
        var notification = OfRevision(Arn(2), News([.. faults]));
        AssertGolden("many-findings", notification);
        Assert.Equal(("high", 23), (notification!.Severity, notification.New));

        static string Text(int number) => number.ToString("00", CultureInfo.InvariantCulture);
    }

    [Fact]
    public void A_list_of_twenty_is_whole()
    {
        var fault = Fault("no-essential-container", Severity.Low, "", "", "x");
        Assert.DoesNotContain("more", OfRevision(Arn(2), News([.. Enumerable.Repeat(fault, 20)]))!.Text, StringComparison.Ordinal);
        Assert.EndsWith("\n- and 1 more\n", OfRevision(Arn(2), News([.. Enumerable.Repeat(fault, 21)]))!.Text.Split("\nThe same verdict")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Many_fixed_findings_are_counted_and_ten_of_them_named()
    {
        var fault = Fault("no-essential-container", Severity.Low, "", "", "x");
        var notification = OfRevision(Arn(2), new([fault], [], [.. Enumerable.Repeat(fault, 12)]))!;
        Assert.Equal((12, 10), (notification.Fixed, notification.FixedFindings.Length));
        Assert.Contains("\nFixed:\n- [low] no-essential-container: x\n", notification.Text, StringComparison.Ordinal);
        Assert.Contains("- [low] no-essential-container: x\n- and 2 more\n", notification.Text, StringComparison.Ordinal);
    }

    /// <summary>The outbox is part of an item of at most 400 KB that holds the findings of some revisions too; it is compressed there, which is not counted on.</summary>
    [Theory]
    [InlineData('x')]
    [InlineData('"')]
    [InlineData('é')]
    [InlineData('漢')]
    public void What_waits_is_small_whatever_somebody_registers(char character)
    {
        var huge = new string(character, 100_000);
        var fault = Fault("no-essential-container", Severity.High, "", huge, huge);
        var many = Enumerable.Repeat(fault, 200).ToImmutableArray();
        var told = Assert.Single(NotificationText.OfRevision(Arn(1, new('f', 255)), Judgement(new('r', 5000)), new(many, many, many), Team(tellFixed: true, Sns())));
        var outbox = new Outbox(new TestChannel(), new TestMetrics(), TimeProvider.System, NullLogger<Outbox>.Instance);
        var full = outbox.Add(new(new() { Family = World.Web }, [], []), Enumerable.Repeat(told, 2 * Outbox.KeptMessages));
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(full.State, RecordJson.Default.FamilyState).Length, 1, 350_000);
        Assert.Equal((200, 200, 200), (told.New, told.StillOpen, told.Fixed));
        Assert.Equal(($"{huge[..499]}…", $"{huge[..299]}…"), (told.Findings[0].Message, told.Findings[0].Path));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"\n- and {200 - told.Findings.Length} more\n"), told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_that_stopped()
    {
        var notification = OfTask(Arn(7), "service:web", Fault("out-of-memory", Severity.High, "app", "/containers/0", "Container 'app' ran out of memory at its limit of 512 MiB (exit code 137)."));
        AssertGolden("task", notification);
        Assert.Equal(
            ("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7#arn:aws:ecs:eu-west-1:111122223333:task/prod/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#7", TaskArn('a'), "high", 1, 0, 0),
            (notification!.Id, notification.Task, notification.Severity, notification.New, notification.StillOpen, notification.Fixed));
    }

    [Fact]
    public void A_task_whose_revision_is_unknown()
    {
        var lines = OfTask(Arn(null), null, Fault("out-of-memory", Severity.High, "app", "/containers/0", "x"))!.Text.Split('\n');
        Assert.Equal(
            [
                "web (111122223333, eu-west-1) has 1 new finding from a task that stopped.",
                "Task arn:aws:ecs:eu-west-1:111122223333:task/prod/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.",
                "https://eu-west-1.console.aws.amazon.com/ecs/v2/task-definitions/web/containers?region=eu-west-1",
            ],
            lines[..3]);
    }

    [Fact]
    public void Two_messages_about_one_task_are_told_apart()
    {
        var finding = Fault("out-of-memory", Severity.High, "app", "/containers/0", "x");
        Assert.NotEqual(OfTask(Arn(7), null, finding, version: 5)!.Id, OfTask(Arn(7), null, finding, version: 7)!.Id);
    }

    [Fact]
    public void Each_channel_of_a_team_is_told_what_is_severe_enough_for_it()
    {
        var (critical, high, low) = (Fault("privileged-container", Severity.Critical, "1", "", "x"), Fault("blocking-log-driver", Severity.High, "2", "", "x"), Fault("no-essential-container", Severity.Low, "3", "", "x"));
        var difference = new Difference([low, critical], [low, high, low], [high, low]);
        var slack = new Channel(ChannelKind.Slack, Secret, Severity.High);
        var told = Told(Arn(8), difference, Team(tellFixed: false, Sns(), slack, Sns(Severity.Critical, "paging"))).ToArray();

        Assert.Equal(
            [
                ($"{Arn(8)}#e-1#{Topic}", "payments", 2, 3, 2, "EcsGuard: web:8 has 2 new findings (critical)"),
                ($"{Arn(8)}#e-1#{Secret}", "payments", 1, 1, 1, "EcsGuard: web:8 has 1 new finding (critical)"),
                ($"{Arn(8)}#e-1#arn:aws:sns:eu-west-1:111122223333:paging", "payments", 1, 0, 0, "EcsGuard: web:8 has 1 new finding (critical)"),
            ],
            told.Select(message => (message.Id, message.Team, message.New, message.StillOpen, message.Fixed, message.Subject)));
        Assert.Equal([Sns(), slack, Sns(Severity.Critical, "paging")], told.Select(message => message.Channel));
        Assert.Equal([2, 1, 1], told.Select(message => message.Findings.Length));
        Assert.Equal([2, 1, 0], told.Select(message => message.FixedFindings.Length));

        Assert.Equal([Topic], Told(Arn(8), News(low), Team(tellFixed: true, Sns(), slack)).Select(message => message.Channel!.Arn));
    }

    [Fact]
    public void What_a_channel_is_not_told_does_not_hide_from_it_that_the_rest_is_fixed()
    {
        var (high, low) = (Fault("blocking-log-driver", Severity.High, "", "", "x"), Fault("no-essential-container", Severity.Low, "", "", "x"));
        var told = Assert.Single(Told(Arn(8), new([low], [], [high]), Team(tellFixed: true, Sns(Severity.High))));
        Assert.Equal((0, 1, "EcsGuard: web:8 fixes 1 finding"), (told.New, told.Fixed, told.Subject));
    }

    [Fact]
    public void The_channels_of_a_team_are_told_of_its_tasks_too()
    {
        var finding = Fault("out-of-memory", Severity.High, "app", "/containers/0", "x");
        var told = NotificationText.OfTask(Arn(7), Task(null, 5), [finding], Team(tellFixed: true, Sns(), Sns(Severity.Critical, "paging")));
        Assert.Equal([(Topic, "payments", TaskArn('a'))], told.Select(message => (message.Channel!.Arn, message.Team, message.Task!)));
    }

    [Fact]
    public void A_team_without_channels_is_not_told() =>
        Assert.Empty(Told(Arn(8), News(Fault("privileged-container", Severity.Critical, "", "", "x")), Team(tellFixed: true)));

    [Fact]
    public void What_was_only_fixed_is_silent()
    {
        var known = Fault("blocking-log-driver", Severity.Critical, "", "", "x");
        Assert.Null(OfRevision(Arn(8), new([], [known], [known])));
    }

    [Fact]
    public void Information_alone_is_silent()
    {
        var information = Fault("spot-interruption", Severity.Info, "", "", "x");
        Assert.Null(OfRevision(Arn(8), News(information)));
        Assert.Null(OfTask(Arn(8), null, information));
        Assert.Null(OfTask(Arn(8), null));
    }

    [Fact]
    public void Low_severity_is_told_and_information_beside_it_is_not()
    {
        var notification = OfRevision(Arn(8), News(Fault("no-essential-container", Severity.Info, "1", "", "x"), Fault("no-essential-container", Severity.Low, "2", "", "x")))!;
        Assert.Equal((1, 1, "low", "EcsGuard: web:8 has 1 new finding (low)"), (notification.New, notification.Findings.Length, notification.Severity, notification.Subject));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(53)]
    [InlineData(54)]
    [InlineData(55)]
    [InlineData(255)]
    public void The_subject_is_short_enough_for_SNS(int length)
    {
        var family = new string('f', length);
        var subject = OfRevision(Arn(1, family), News(Fault("no-essential-container", Severity.High, "", "", "x")))!.Subject;
        var whole = $"EcsGuard: {family}:1 has 1 new finding (high)";
        Assert.Equal(whole[..Math.Min(whole.Length, 99)], subject);
        Assert.All(subject, character => Assert.InRange(character, ' ', '~'));
    }

    [Fact]
    public void The_subject_is_ASCII_whatever_the_family_is_called() =>
        Assert.Equal("EcsGuard: w?b?:1 has 1 new finding (high)", OfRevision(Arn(1, "wéb\n"), News(Fault("no-essential-container", Severity.High, "", "", "x")))!.Subject);

    [Fact]
    public void Nobody_writes_a_line_of_his_own_into_a_message()
    {
        var judgement = Judgement("someone\n\nNew:\u2028- [critical] forged\u202e");
        var told = Assert.Single(NotificationText.OfRevision(Arn(1), judgement, News(Fault("no-essential-container", Severity.High, "", "/a\rb", "one\ntwo"))));
        Assert.Equal(
            [
                "web:1 (111122223333, eu-west-1) has 1 new finding, 0 still open, 0 fixed.",
                "Registered 2026-03-01 12:00:00 UTC by someone  New: - [critical] forged .",
                "https://eu-west-1.console.aws.amazon.com/ecs/v2/task-definitions/web/1/containers?region=eu-west-1",
                "",
                "New:",
                "- [high] no-essential-container: one two",
                "  at /a b",
            ],
            told.Text.Split('\n')[..7]);
    }

    /// <summary>A message that waited while a new version was deployed.</summary>
    [Fact]
    public void A_message_that_an_earlier_version_kept_can_still_be_sent()
    {
        const string Kept = """
            {
              "notification": {
                "id": "i", "team": "unassigned", "resource": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:8", "account": "111122223333", "region": "eu-west-1",
                "family": "web", "severity": "high", "new": 2, "stillOpen": 1, "fixed": 0, "subject": "EcsGuard: web:8 has 2 new findings (high)", "text": "web:8 has …"
              },
              "attempts": 3, "nextAttempt": "2026-03-01T12:00:00+00:00"
            }
            """;
        var pending = JsonSerializer.Deserialize(Kept, RecordJson.Default.PendingNotification)!;
        Assert.Equal((3, At, null), (pending.Attempts, pending.NextAttempt, pending.Since));
        Assert.Null(pending.Notification.Channel);
        Assert.Equal(
            """
            web:8 (111122223333, eu-west-1) has 2 new findings, 1 still open, 0 fixed.
            https://eu-west-1.console.aws.amazon.com/ecs/v2/task-definitions/web/8/containers?region=eu-west-1

            The same verdict before the next deployment:
              aws ecs describe-task-definition --task-definition web:8 --region eu-west-1 --include TAGS | ecsguard scan -

            """,
            pending.Notification.Text);
    }

    private static void AssertGolden(string name, Notification? notification) =>
        Golden.Assert($"tests/EcsGuard.Pipeline.Tests/Golden/{name}.txt", $"Subject: {notification!.Subject}\n\n{notification.Text}");

    private static void AssertEqual(Notification expected, Notification actual) =>
        Assert.Equal(JsonSerializer.Serialize(expected, RecordJson.Default.Notification), JsonSerializer.Serialize(actual, RecordJson.Default.Notification));

    private static Channel Sns(Severity minSeverity = Severity.Low, string topic = "payments") => new(ChannelKind.Sns, $"arn:aws:sns:eu-west-1:111122223333:{topic}", minSeverity);

    private static Team Team(bool tellFixed, params ImmutableArray<Channel> channels) => new("payments", new(), channels, tellFixed);

    /// <summary>What the default channel is told.</summary>
    private static Notification? OfRevision(TaskDefinitionArn arn, Difference difference) => Told(arn, difference, team: null).SingleOrDefault();

    private static IEnumerable<Notification> Told(TaskDefinitionArn arn, Difference difference, Team? team) =>
        NotificationText.OfRevision(arn, Judgement("arn:aws:sts::111122223333:assumed-role/Deploy/ci through cloudformation.amazonaws.com"), difference, team);

    private static Judgement Judgement(string registeredBy) =>
        new() { RegisteredAt = At, RegisteredBy = registeredBy, EventId = "e-1", Source = "describe", Outcomes = new(1, 1, 0, 0, 0) };

    private static Notification? OfTask(TaskDefinitionArn arn, string? group, params IReadOnlyList<Finding> opened) => OfTask(arn, group, opened, 7);

    private static Notification? OfTask(TaskDefinitionArn arn, string? group, Finding opened, int version) => OfTask(arn, group, [opened], version);

    private static Notification? OfTask(TaskDefinitionArn arn, string? group, IReadOnlyList<Finding> opened, int version) =>
        NotificationText.OfTask(arn, Task(group, version), opened).SingleOrDefault();

    private static TaskStateChange Task(string? group, int version) => TaskStateChange.Read(
        Encoding.UTF8.GetBytes($$"""{ "taskArn": "{{TaskArn('a')}}", "version": {{version}}, "group": {{(group is null ? "null" : $"\"{group}\"")}} }"""));

    private static Difference News(params ImmutableArray<Finding> news) => new(news, [], []);

    private static Finding Fault(string policy, Severity severity, string subject, string path, string message) => new()
    {
        Resource = Arn(1).ToString(),
        Account = Account,
        Region = Region,
        Family = "web",
        Revision = 1,
        Policy = policy,
        Kind = PolicyKind.Posture,
        Severity = severity,
        Subject = subject,
        Path = path,
        Container = null,
        Message = message,
        State = FindingState.Open,
        FirstSeen = At,
        LastSeen = At,
        Team = "unassigned",
    };
}
