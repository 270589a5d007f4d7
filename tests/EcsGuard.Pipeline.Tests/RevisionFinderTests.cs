using System.Globalization;
using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Tests.Support;
using EcsGuard.Policies.Model;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests;

public sealed class RevisionFinderTests
{
    private const string Family = """{"family":"web"}""";
    private const string NoFamily = "the event names neither the revision nor the family: CloudTrail leaves out what is larger than 100 KB";
    private const string NoMatch = "the event does not name the revision, and none of the 10 newest ACTIVE revisions of web was registered at its time";

    private static readonly DateTimeOffset At = TestClock.Start;

    [Fact]
    public async Task Takes_the_revision_that_ECS_answered_and_asks_nobody()
    {
        var definitions = Known((8, At));
        Assert.Equal((Arn(7), null), await FindAsync(definitions, Family, $$"""{"taskDefinition":{"taskDefinitionArn":"{{Arn(7)}}"} }"""));
        Assert.Equal(0, definitions.Described);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"taskDefinition":"HIDDEN_DUE_TO_SECURITY_REASONS"}""")]
    [InlineData("""{"taskDefinition":{"taskDefinitionArn":"arn:aws:ecs:eu-west-1:111122223333:task-definition/web"}}""")]
    [InlineData("""{"taskDefinition":{"taskDefinitionArn":"HIDDEN_DUE_TO_SECURITY_REASONS"}}""")]
    public async Task Takes_the_one_that_was_registered_at_the_time_where_the_answer_does_not_say(string response) =>
        Assert.Equal((Arn(7), null), await FindAsync(Known((9, At.AddHours(2)), (8, At.AddHours(1)), (7, At.AddSeconds(2)), (6, At.AddHours(-1))), Family, response));

    [Theory]
    [InlineData(-60.0, true)]
    [InlineData(-60.1, false)]
    [InlineData(0.0, true)]
    [InlineData(60.0, true)]
    [InlineData(60.1, false)]
    public async Task A_minute_apart_is_the_same_time(double seconds, bool isFound) =>
        Assert.Equal(isFound ? (Arn(7), null) : ((TaskDefinitionArn?)null, NoMatch), await FindAsync(Known((7, At.AddSeconds(seconds))), Family, "null"));

    [Theory]
    [InlineData(0, 7)]
    [InlineData(9, 7)]
    [InlineData(11, 8)]
    [InlineData(20, 8)]
    [InlineData(45, 9)]
    public async Task Of_several_within_a_minute_the_nearest_is_meant(int second, int revision) =>
        Assert.Equal((Arn(revision), null), await FindAsync(Known((9, At.AddSeconds(50)), (8, At.AddSeconds(20)), (7, At)), Family, "null", At.AddSeconds(second)));

    [Theory]
    [InlineData("1772366400.25")]
    [InlineData("\"2026-03-01T13:00:00.250+01:00\"")]
    public async Task Reads_the_times_of_the_API_and_of_the_CLI(string registeredAt)
    {
        var definitions = new TestDefinitions().With(Arn(8), $$"""{"taskDefinition":{"registeredAt":{{registeredAt}} } }""");
        Assert.Equal((Arn(8), null), await FindAsync(definitions, Family, "null", At));
        Assert.Equal((null, NoMatch), await FindAsync(definitions, Family, "null", At.AddSeconds(61)));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"Mar 1, 2026 at noon\"")]
    [InlineData("[]")]
    public async Task A_revision_without_a_time_is_passed_over(string registeredAt)
    {
        var definitions = Known((7, At)).With(Arn(8), $$"""{"taskDefinition":{"registeredAt":{{registeredAt}} } }""");
        Assert.Equal((Arn(7), null), await FindAsync(definitions, Family, "null"));
    }

    [Fact]
    public async Task Where_no_revision_has_a_time_the_newest_is_meant() =>
        Assert.Equal((Arn(8), null), await FindAsync(new TestDefinitions().With(Arn(7), "{}").With(Arn(8), """{"taskDefinition":{}}"""), Family, "null"));

    [Fact]
    public async Task A_revision_without_a_time_is_not_meant_where_others_have_one() =>
        Assert.Equal((null, NoMatch), await FindAsync(Known((7, At.AddHours(-1))).With(Arn(8), "{}"), Family, "null"));

    [Fact]
    public async Task Older_ones_than_the_event_are_not_asked_for()
    {
        var definitions = Known((9, At.AddHours(1)), (8, At.AddHours(-1)), (7, At.AddHours(-2)), (6, At.AddHours(-3)));
        Assert.Equal((null, NoMatch), await FindAsync(definitions, Family, "null"));
        Assert.Equal(2, definitions.Described);
    }

    [Fact]
    public async Task No_more_than_ten_are_asked_for()
    {
        var definitions = Known([.. Enumerable.Range(1, 11).Select(revision => (revision, At.AddHours(revision - 1)))]);
        Assert.Equal((null, NoMatch), await FindAsync(definitions, Family, "null"));
        Assert.Equal(10, definitions.Described);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"family":""}""")]
    [InlineData("""{"family":{}}""")]
    public async Task With_neither_revision_nor_family_nothing_can_be_told(string request) =>
        Assert.Equal((null, NoFamily), await FindAsync(Known((7, At)), request, "null"));

    private static TestDefinitions Known(params (int Revision, DateTimeOffset At)[] revisions) => revisions.Aggregate(
        new TestDefinitions(),
        (definitions, revision) => definitions.With(Arn(revision.Revision), $$"""{"taskDefinition":{"registeredAt":"{{revision.At.ToString("O", CultureInfo.InvariantCulture)}}"} }"""));

    private static Task<(TaskDefinitionArn? Arn, string? Reason)> FindAsync(TestDefinitions definitions, string request, string response, DateTimeOffset? at = null)
    {
        var envelope = Call("RegisterTaskDefinition", request, response, at);
        return new RevisionFinder(definitions).FindAsync(envelope, CloudTrailCall.Read(envelope), envelope.Time!.Value, CancellationToken.None);
    }
}
