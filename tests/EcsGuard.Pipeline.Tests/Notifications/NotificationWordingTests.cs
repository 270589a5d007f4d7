using System.Text;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests.Notifications;

public sealed class NotificationWordingTests
{
    [Theory]
    [InlineData("aws", "https://eu-west-1.console.aws.amazon.com/ecs/v2/task-definitions/web/1/containers?region=eu-west-1")]
    [InlineData("aws-cn", "https://eu-west-1.console.amazonaws.cn/ecs/v2/task-definitions/web/1/containers?region=eu-west-1")]
    [InlineData("aws-us-gov", "https://eu-west-1.console.amazonaws-us-gov.com/ecs/v2/task-definitions/web/1/containers?region=eu-west-1")]
    public void Links_to_the_console_of_the_partition(string partition, string link) =>
        Assert.Equal(link, Message((Arn(1) with { Partition = partition }).ToString()).ConsoleLink());

    [Theory]
    [InlineData("arn:aws:ecs:example.com/:111122223333:task-definition/web:1")]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333:service/web")]
    public void Links_nowhere_else(string resource) => Assert.Null(Message(resource).ConsoleLink());

    [Fact]
    public void A_command_shows_the_same_verdict() => Assert.Equal(
        ("The same verdict before the next deployment", "aws ecs describe-task-definition --task-definition web:8 --region eu-west-1 --include TAGS | ecsguard scan -"),
        Message(Arn(8).ToString()).Command());

    [Fact]
    public void A_command_shows_the_task() => Assert.Equal(
        ("What ECS knows of the task, for about an hour after its end", $"aws ecs describe-tasks --cluster prod --tasks {TaskArn('a')} --region eu-west-1"),
        (Message(Arn(8).ToString()) with { Task = TaskArn('a') }).Command());

    [Theory]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333:task-definition/web;reboot:8", null)]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333:task-definition/$(reboot):8", null)]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:8", "arn:aws:ecs:eu-west-1:111122223333:task/prod/a b")]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:8", "arn:aws:ecs:eu-west-1:111122223333:task/`reboot`/a")]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:8", "arn:aws:ecs:eu-west-1:111122223333:task/without-its-cluster")]
    public void No_command_is_given_that_is_unsafe_or_incomplete(string resource, string? task) => Assert.Null((Message(resource) with { Task = task }).Command());

    [Fact]
    public void What_was_fixed_needs_no_command_and_no_exemption()
    {
        var @fixed = Message(Arn(8).ToString()) with { New = 0, Fixed = 1 };
        Assert.Null(@fixed.Command());
        Assert.Empty(@fixed.Exemptions());
    }

    [Fact]
    public void Exemptions_are_proposed_for_the_first_five_policies_each_once()
    {
        string[] policies = ["privileged-container", "blocking-log-driver", "privileged-container", "no-essential-container", "plaintext-secret", "essential-sidecar", "x86-only"];
        Assert.Equal(
            [
                "exemptions:",
                """- { policy: privileged-container, match: { accounts: ["111122223333"], families: ["web"] }, reason: "WHY", owner: "WHO", expires: LAST-DAY }""",
                """- { policy: blocking-log-driver, match: { accounts: ["111122223333"], families: ["web"] }, reason: "WHY", owner: "WHO", expires: LAST-DAY }""",
                """- { policy: no-essential-container, match: { accounts: ["111122223333"], families: ["web"] }, reason: "WHY", owner: "WHO", expires: LAST-DAY }""",
                """- { policy: plaintext-secret, match: { accounts: ["111122223333"], families: ["web"] }, reason: "WHY", owner: "WHO", expires: LAST-DAY }""",
                """- { policy: essential-sidecar, match: { accounts: ["111122223333"], families: ["web"] }, reason: "WHY", owner: "WHO", expires: LAST-DAY }""",
            ],
            Message(Arn(8).ToString(), policies).Exemptions());
        Assert.Empty((Message(Arn(8).ToString(), policies) with { Family = "web\"] }, reason: \"" }).Exemptions());
    }

    /// <summary>A policy file takes what is proposed as soon as what is left open is filled in, and not before.</summary>
    [Fact]
    public void A_proposed_exemption_is_one_for_the_policy_file()
    {
        var lines = Message(Arn(8).ToString(), "privileged-container", "blocking-log-driver").Exemptions();
        var proposal = $"version: 1\n{string.Join("\n  ", lines)}\n";
        var filled = proposal.Replace("WHY", "the vendor's image needs it, PLAT-1", StringComparison.Ordinal).Replace("WHO", "platform@example.com", StringComparison.Ordinal).Replace("LAST-DAY", "2027-01-31", StringComparison.Ordinal);

        Assert.Contains(Read(proposal).Problems, problem => !problem.IsWarning);
        var (file, _, problems) = Read(filled);
        Assert.Empty(problems);
        Assert.Equal(
            [("privileged-container", "accounts 111122223333, families web"), ("blocking-log-driver", "accounts 111122223333, families web")],
            file!.Exemptions.Select(exemption => (exemption.Policy, exemption.Match.ToText())));
    }

    private static PolicyFileReading Read(string yaml) => PolicyFileReader.Read(Encoding.UTF8.GetBytes(yaml));

    private static Notification Message(string resource, params IEnumerable<string> policies) =>
        new("id", "payments", resource, Account, Region, "web", "high", 1, 0, 0, "subject") { Findings = [.. policies.Select(policy => new ToldFinding(Severity.High, policy, "x", ""))] };
}
