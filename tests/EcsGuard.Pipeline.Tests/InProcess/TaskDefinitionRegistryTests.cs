using System.Text;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies.Model;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests.InProcess;

public sealed class TaskDefinitionRegistryTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 7, TimeSpan.Zero);

    private readonly TaskDefinitionRegistry _registry = new();

    [Fact]
    public async Task An_unknown_revision_is_not_found() =>
        Assert.Equal(DescribedTaskDefinition.Refused(DescribeRefusal.NotFound), await _registry.DescribeAsync(Arn(7), TestContext.Current.CancellationToken));

    [Fact]
    public async Task Learns_a_registration_from_its_answer_and_its_time_from_the_event()
    {
        _registry.Observe(Registered(7, "[]", At, more: ""","registeredAt":"Mar 1, 2026 12:00:07 PM" """));
        Assert.Equal(
            """{"taskDefinition":{"taskDefinitionArn":"arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7","family":"web","revision":7,"status":"ACTIVE","containerDefinitions":[],"registeredAt":"2026-03-01T12:00:07+00:00"},"tags":[]}""",
            await DescribeAsync(7));
    }

    [Theory]
    [InlineData("""{"taskDefinition":{"taskDefinitionArn":"ARN","family":"web"},"tags":[{"key":"team","value":"a"}]}""", """{"taskDefinition":{"taskDefinitionArn":"ARN","family":"web"},"tags":[{"key":"team","value":"a"}]}""")]
    [InlineData("""{"taskDefinitionArn":"ARN","tags":[{"key":"team","value":"a"}],"family":"web"}""", """{"taskDefinition":{"taskDefinitionArn":"ARN","family":"web"},"tags":[{"key":"team","value":"a"}]}""")]
    [InlineData("""{"taskDefinition":{"taskDefinitionArn":"ARN","tags":[{"key":"team","value":"inside"}]}}""", """{"taskDefinition":{"taskDefinitionArn":"ARN"},"tags":[{"key":"team","value":"inside"}]}""")]
    [InlineData("""{"taskDefinition":{"taskDefinitionArn":"ARN","tags":[]},"tags":[{"key":"team","value":"outside"}]}""", """{"taskDefinition":{"taskDefinitionArn":"ARN"},"tags":[{"key":"team","value":"outside"}]}""")]
    [InlineData("""{"taskDefinitionArn":"ARN","registeredAt":1772366400.25,"memory":"512"}""", """{"taskDefinition":{"taskDefinitionArn":"ARN","registeredAt":1772366400.25,"memory":"512"},"tags":[]}""")]
    [InlineData("""{"taskDefinitionArn":"ARN","cpu":"1","cpu":"2"}""", """{"taskDefinition":{"taskDefinitionArn":"ARN","cpu":"1","cpu":"2"},"tags":[]}""")]
    public async Task Takes_a_file_with_its_tags_inside_or_beside(string file, string answer)
    {
        var arn = Arn(7).ToString();
        Assert.Equal(Arn(7), _registry.AddDescribed(Json(file.Replace("ARN", arn, StringComparison.Ordinal))));
        Assert.Equal(answer.Replace("ARN", arn, StringComparison.Ordinal), await DescribeAsync(7));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"taskDefinition":"web:7"}""")]
    [InlineData("""{"family":"web","containerDefinitions":[]}""")]
    [InlineData("""{"taskDefinitionArn":"arn:aws:ecs:eu-west-1:111122223333:task-definition/web"}""")]
    public void A_file_that_names_no_revision_is_none(string file) => Assert.Null(_registry.AddDescribed(Json(file)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_beats_an_event_whichever_comes_first(bool fileFirst)
    {
        var file = Json($$"""{"taskDefinitionArn":"{{Arn(7)}}","family":"from file"}""");
        if (fileFirst)
        {
            _registry.AddDescribed(file);
        }

        _registry.Observe(Registered(7, "[]", At));
        if (!fileFirst)
        {
            _registry.AddDescribed(file);
        }

        Assert.Equal($$"""{"taskDefinition":{"taskDefinitionArn":"{{Arn(7)}}","family":"from file"},"tags":[]}""", await DescribeAsync(7));
    }

    [Fact]
    public async Task Lists_the_newest_active_revisions_of_a_family_in_its_place()
    {
        foreach (var revision in new[] { 9, 10, 2, 11 })
        {
            _registry.Observe(Registered(revision, "[]", At));
        }

        _registry.Observe(Registered(12, "[]", At, family: "web2"));
        _registry.AddDescribed(Json("""{"taskDefinitionArn":"arn:aws:ecs:eu-west-2:111122223333:task-definition/web:13"}"""));
        _registry.AddDescribed(Json("""{"taskDefinitionArn":"arn:aws:ecs:eu-west-1:444455556666:task-definition/web:14"}"""));
        _registry.AddDescribed(Json($$"""{"taskDefinitionArn":"{{Arn(15)}}","status":"INACTIVE"}"""));
        _registry.AddDescribed(Json($$"""{"taskDefinitionArn":"{{Arn(16)}}","status":"DELETE_IN_PROGRESS"}"""));
        Assert.Equal([Arn(11), Arn(10), Arn(9)], await ListAsync(3));
        Assert.Equal([Arn(11), Arn(10), Arn(9), Arn(2)], await ListAsync(10));
    }

    [Fact]
    public async Task A_deregistered_revision_is_described_and_no_longer_listed()
    {
        var registered = Registered(7, "[]", At);
        _registry.Observe(registered);
        var described = await DescribeAsync(7);
        _registry.Observe(Deregistered(7));
        Assert.Equal([], await ListAsync(10));
        var inactive = described!.Replace("\"status\":\"ACTIVE\"", "\"status\":\"INACTIVE\"", StringComparison.Ordinal);
        Assert.Equal(inactive, await DescribeAsync(7));

        _registry.Observe(registered);
        Assert.Equal([], await ListAsync(10));
        Assert.Equal(inactive, await DescribeAsync(7));
    }

    [Fact]
    public async Task Nothing_is_learnt_from_what_is_no_registration()
    {
        var answer = $$"""{"taskDefinition":{"taskDefinitionArn":"{{Arn(7)}}"} }""";
        _registry.Observe(Call("RegisterTaskDefinition", "{}", "null"));
        _registry.Observe(Call("RegisterTaskDefinition", "{}", "{}"));
        _registry.Observe(Call("UpdateService", "{}", answer));
        _registry.Observe(Call("RegisterTaskDefinition", "{}", answer) with { Source = "aws.batch" });
        _registry.Observe(Call("RegisterTaskDefinition", "{}", answer) with { DetailType = "ECS Task State Change" });
        _registry.Observe(Deregistered(7));
        Assert.Equal(DescribedTaskDefinition.Refused(DescribeRefusal.NotFound), await _registry.DescribeAsync(Arn(7), TestContext.Current.CancellationToken));
    }

    private async Task<string> DescribeAsync(int revision) =>
        Encoding.UTF8.GetString((await _registry.DescribeAsync(Arn(revision), TestContext.Current.CancellationToken)).Json!.Value.Span);

    private Task<IReadOnlyList<TaskDefinitionArn>> ListAsync(int limit) => _registry.ListNewestAsync(Account, Region, "web", limit, TestContext.Current.CancellationToken);
}
