using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Tests.Support;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests;

public sealed class CloseRevisionTests
{
    private const string Removed = "web:7 test-privileged a/privileged removed since 0";
    private const string Open = "web:7 test-privileged a/privileged open since 0";

    private static readonly DateTimeOffset At = TestClock.Start;

    [Theory]
    [InlineData("""{"taskDefinition":"web:7"}""", """{"taskDefinition":{"taskDefinitionArn":"arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7"}}""")]
    [InlineData("null", """{"taskDefinition":{"taskDefinitionArn":"arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7"}}""")]
    [InlineData("""{"taskDefinition":"web:7"}""", "null")]
    [InlineData("""{"taskDefinition":"arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7"}""", "null")]
    [InlineData("""{"taskDefinition":"web:7"}""", """{"taskDefinition":"HIDDEN_DUE_TO_SECURITY_REASONS"}""")]
    public async Task Removes_the_findings_of_a_deregistered_revision(string request, string response)
    {
        using var world = await WorldAsync();
        Assert.Same(Disposition.Handled, await world.RunAsync(Call("DeregisterTaskDefinition", request, response)));
        Assert.Equal([Removed], world.Findings);
        Assert.Equal([(7, false, true)], (await world.HistoryAsync()).Select(record => (record.Revision, record.IsActive, record.Judgement is not null)));
    }

    [Fact]
    public async Task Removes_the_findings_of_each_deleted_revision()
    {
        using var world = await WorldAsync();
        await world.RunAsync(Registered(1, Definition("a", "a"), At, family: "api"));
        Assert.Same(Disposition.Handled, await world.RunAsync(Call(
            "DeleteTaskDefinitions",
            """{"taskDefinitions":["web:7","api:1"]}""",
            $$"""{"taskDefinitions":[{"taskDefinitionArn":"{{Arn(7)}}","status":"DELETE_IN_PROGRESS"},{"taskDefinitionArn":"{{Arn(1, "api")}}"}],"failures":[]}""")));
        Assert.Equal(["api:1 test-privileged a/privileged removed since 0", Removed], world.Findings);
    }

    [Fact]
    public async Task A_deletion_is_taken_from_the_request_where_the_answer_is_left_out()
    {
        using var world = await WorldAsync();
        Assert.Same(Disposition.Handled, await world.RunAsync(Call("DeleteTaskDefinitions", """{"taskDefinitions":["web:7"]}""", "null")));
        Assert.Equal([Removed], world.Findings);
    }

    [Fact]
    public async Task What_ECS_did_not_delete_stays_open()
    {
        using var world = await WorldAsync();
        const string Request = """{"taskDefinitions":["web:7","web:8"]}""";
        var failure = $$"""{"arn":"{{Arn(7)}}","reason":"The specified task definition is still in ACTIVE status."}""";
        Assert.Equal(
            Disposition.Ignored("DeleteTaskDefinitions closed none of the revisions that it names"),
            await world.RunAsync(Call("DeleteTaskDefinitions", Request, $$"""{"taskDefinitions":[],"failures":[{{failure}}]}""")));
        Assert.Equal([Open], world.Findings);
        Assert.Same(
            Disposition.Handled,
            await world.RunAsync(Call("DeleteTaskDefinitions", Request, $$"""{"taskDefinitions":[{"taskDefinitionArn":"{{Arn(8)}}"}],"failures":[{{failure}}]}""")));
        Assert.Equal([Open], world.Findings);
    }

    [Fact]
    public async Task A_deregistration_that_comes_twice_is_one()
    {
        using var world = await WorldAsync();
        await world.RunAsync(Deregistered(7), Deregistered(7));
        Assert.Same(Disposition.Handled, await world.RunAsync(Deregistered(7)));
        Assert.Equal([Removed], world.Findings);
    }

    [Fact]
    public async Task Nothing_is_told()
    {
        using var world = await WorldAsync();
        await world.RunAsync(Registered(8, Definition("a"), At.AddHours(1)), Deregistered(8));
        Assert.Equal([Open], world.Findings);
        Assert.Equal([$"{Arn(7)}#registered-web-7"], world.Channel.Sent.Select(told => told.Id));
    }

    [Theory]
    [InlineData("cn-north-1", "aws-cn")]
    [InlineData("us-gov-west-1", "aws-us-gov")]
    [InlineData("us-east-1", "aws")]
    public async Task A_short_name_is_of_the_partition_of_the_call(string region, string partition)
    {
        using var world = new World();
        await world.HandleAsync(Call("DeregisterTaskDefinition", """{"taskDefinition":"web:7"}""", "null") with { Region = region }, TestContext.Current.CancellationToken);
        Assert.Equal([$"arn:{partition}:ecs:{region}:111122223333:task-definition/web:7"], world.Store.AllRevisions().Select(record => record.Arn));
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("""{"taskDefinition":"web"}""", "{}")]
    [InlineData("""{"taskDefinition":7}""", """{"taskDefinition":{"taskDefinitionArn":7}}""")]
    [InlineData("""{"taskDefinitions":[7,null,"web"]}""", """{"taskDefinitions":"HIDDEN_DUE_TO_SECURITY_REASONS"}""")]
    public async Task An_event_that_names_no_revision_is_rejected(string request, string response)
    {
        using var world = await WorldAsync();
        Assert.Equal(
            Disposition.Rejected("the event does not name the revisions that DeregisterTaskDefinition closed"),
            await world.RunAsync(Call("DeregisterTaskDefinition", request, response)));
        Assert.Equal([Open], world.Findings);
    }

    [Fact]
    public async Task Failed_and_other_calls_are_ignored()
    {
        using var world = await WorldAsync();
        Assert.Equal(
            Disposition.Ignored("the call DeregisterTaskDefinition failed with ClientException"),
            await world.RunAsync(Call("DeregisterTaskDefinition", """{"taskDefinition":"web:7"}""", "null", more: ""","errorCode":"ClientException" """)));
        var close = new CloseRevision(new FamilyWork(world.Store, world.Clock));
        Assert.Equal(Disposition.Ignored("nothing is closed on RegisterTaskDefinition"), await close.HandleAsync(Registered(7, "[]"), TestContext.Current.CancellationToken));
        Assert.Equal([Open], world.Findings);
    }

    /// <summary>web:7 has one fault.</summary>
    private static async Task<World> WorldAsync()
    {
        var world = new World();
        await world.RunAsync(Registered(7, Definition("a", "a"), At));
        return world;
    }
}
