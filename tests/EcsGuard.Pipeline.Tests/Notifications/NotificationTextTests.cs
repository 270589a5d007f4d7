using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.Tests.Support;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;
using EcsGuard.Testing;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests.Notifications;

public sealed class NotificationTextTests
{
    private static readonly DateTimeOffset At = TestClock.Start;

    [Fact]
    public void The_first_revision_of_a_family()
    {
        var notification = OfRevision(Arn(1), News(
            Fault("blocking-log-driver", Severity.High, "api/logConfiguration/options/mode", "/containerDefinitions/0/logConfiguration/options/mode", "Container 'api' logs in blocking mode."),
            Fault("no-essential-container", Severity.Medium, "", "", "No container is essential: make at least one so.")));
        AssertGolden("first-revision", notification);
        Assert.Equal(
            new Notification(
                "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1#e-1", "unassigned", "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1",
                Account, Region, "web", "high", 2, 0, 0, "EcsGuard: web:1 has 2 new findings (high)", notification!.Text),
            notification);
    }

    [Fact]
    public void A_revision_that_is_worse_than_the_one_before()
    {
        var known = Fault("blocking-log-driver", Severity.High, "api/logConfiguration/options/mode", "/containerDefinitions/0/logConfiguration/options/mode", "Known.");
        var news = Fault("no-essential-container", Severity.Critical, "", "/containerDefinitions", "No container is essential: make at least one so.");
        var notification = OfRevision(Arn(8), new([news], [known, known, known], [known, known]));
        AssertGolden("worse-revision", notification);
        Assert.Equal(("critical", 1, 3, 2), (notification!.Severity, notification.New, notification.StillOpen, notification.Fixed));
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
    public void A_task_that_stopped()
    {
        var notification = OfTask(Arn(7), "service:web", Fault("out-of-memory", Severity.High, "app", "/containers/0", "Container 'app' ran out of memory at its limit of 512 MiB (exit code 137)."));
        AssertGolden("task", notification);
        Assert.Equal(
            ("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7#arn:aws:ecs:eu-west-1:111122223333:task/prod/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#7", "high", 1, 0, 0),
            (notification!.Id, notification.Severity, notification.New, notification.StillOpen, notification.Fixed));
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
    public void Low_severity_is_told_and_information_counts_beside_it()
    {
        var notification = OfRevision(Arn(8), News(Fault("no-essential-container", Severity.Info, "1", "", "x"), Fault("no-essential-container", Severity.Low, "2", "", "x")))!;
        Assert.Equal((2, "low", "EcsGuard: web:8 has 2 new findings (low)"), (notification.New, notification.Severity, notification.Subject));
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

    [Theory]
    [InlineData("aws", "https://eu-west-1.console.aws.amazon.com/ecs/v2/task-definitions/web/1/containers?region=eu-west-1")]
    [InlineData("aws-cn", "https://eu-west-1.console.amazonaws.cn/ecs/v2/task-definitions/web/1/containers?region=eu-west-1")]
    [InlineData("aws-us-gov", "https://eu-west-1.console.amazonaws-us-gov.com/ecs/v2/task-definitions/web/1/containers?region=eu-west-1")]
    public void Links_to_the_console_of_the_partition(string partition, string link) =>
        Assert.Equal(link, OfRevision(Arn(1) with { Partition = partition }, News(Fault("no-essential-container", Severity.High, "", "", "x")))!.Text.Split('\n')[2]);

    private static void AssertGolden(string name, Notification? notification) =>
        Golden.Assert($"tests/EcsGuard.Pipeline.Tests/Golden/{name}.txt", $"Subject: {notification!.Subject}\n\n{notification.Text}");

    private static Notification? OfRevision(TaskDefinitionArn arn, Difference difference) => NotificationText.OfRevision(
        arn,
        new() { RegisteredAt = At, RegisteredBy = "arn:aws:sts::111122223333:assumed-role/Deploy/ci through cloudformation.amazonaws.com", EventId = "e-1", Source = "describe", Outcomes = new(1, 1, 0, 0, 0) },
        difference);

    private static Notification? OfTask(TaskDefinitionArn arn, string? group, params IReadOnlyList<Finding> opened) => OfTask(arn, group, opened, 7);

    private static Notification? OfTask(TaskDefinitionArn arn, string? group, Finding opened, int version) => OfTask(arn, group, [opened], version);

    private static Notification? OfTask(TaskDefinitionArn arn, string? group, IReadOnlyList<Finding> opened, int version) => NotificationText.OfTask(
        arn, TaskStateChange.Read(Encoding.UTF8.GetBytes($$"""{ "taskArn": "{{TaskArn('a')}}", "version": {{version}}, "group": {{(group is null ? "null" : $"\"{group}\"")}} }""")), opened);

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
