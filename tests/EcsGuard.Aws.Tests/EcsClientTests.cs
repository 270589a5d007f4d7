using System.Net;
using System.Text.Json.Nodes;
using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.Runtime;

namespace EcsGuard.Aws.Tests;

/// <summary>The operations against moto, an ECS that somebody else wrote.</summary>
public sealed class EcsClientTests(MotoServer moto) : IDisposable
{
    private readonly AmazonECSClient _ecs = new(new BasicAWSCredentials("test", "test"), new AmazonECSConfig { ServiceURL = moto.Url.AbsoluteUri, AuthenticationRegion = MotoServer.Region });

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _ecs.Dispose();

    [Fact]
    public async Task Describes_a_revision_with_the_bytes_that_ECS_sent()
    {
        var arn = await moto.RegisterAsync("describe-bytes");

        var described = await _ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = arn, Include = [TaskDefinitionField.TAGS.Value] }, Cancelled);

        Assert.Equal(await moto.EcsAsync("DescribeTaskDefinition", $$"""{ "taskDefinition": "{{arn}}", "include": ["TAGS"] }"""), described.Json.ToArray());
        Assert.Equal("""[{"key":"team","value":"payments"}]""", JsonNode.Parse(described.Json.Span)!["tags"]!.ToJsonString());
        Assert.Equal($"arn:aws:ecs:eu-west-1:{MotoServer.Account}:task-definition/describe-bytes:1", described.TaskDefinition!.TaskDefinitionArn);
        Assert.Equal("describe-bytes", described.TaskDefinition.Family);
        Assert.Equal(1, described.TaskDefinition.Revision);
        Assert.Equal(TaskDefinitionStatus.ACTIVE, described.TaskDefinition.Status);
    }

    [Fact]
    public async Task Leaves_tags_out_unless_they_are_asked_for()
    {
        var arn = await moto.RegisterAsync("describe-untagged");

        var described = await _ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = arn }, Cancelled);

        Assert.Null(JsonNode.Parse(described.Json.Span)!["tags"]);
    }

    [Theory]
    [InlineData("describe-unknown-family")]
    [InlineData("describe-unknown:7")]
    public async Task Tells_an_unknown_revision_from_other_failures(string taskDefinition)
    {
        await moto.RegisterAsync("describe-unknown");

        var refused = await Assert.ThrowsAsync<ClientException>(() => _ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = taskDefinition }, Cancelled));

        Assert.Equal("ClientException", refused.ErrorCode);
        Assert.Equal("Unable to describe task definition.", refused.Message);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Deregistering_makes_a_revision_inactive_and_lists_keep_the_two_apart()
    {
        var first = await moto.RegisterAsync("deregister");
        var second = await moto.RegisterAsync("deregister");

        var deregistered = await _ecs.DeregisterTaskDefinitionAsync(new DeregisterTaskDefinitionRequest { TaskDefinition = first }, Cancelled);

        Assert.Equal(first, deregistered.TaskDefinition!.TaskDefinitionArn);
        Assert.Equal(TaskDefinitionStatus.INACTIVE, deregistered.TaskDefinition.Status);
        Assert.Equal(TaskDefinitionStatus.INACTIVE, (await _ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = first }, Cancelled)).TaskDefinition!.Status);
        Assert.Equal([second], (await _ecs.ListTaskDefinitionsAsync(new ListTaskDefinitionsRequest { FamilyPrefix = "deregister" }, Cancelled)).TaskDefinitionArns);
        Assert.Equal([first], (await _ecs.ListTaskDefinitionsAsync(new ListTaskDefinitionsRequest { FamilyPrefix = "deregister", Status = TaskDefinitionStatus.INACTIVE }, Cancelled)).TaskDefinitionArns);
    }

    [Fact]
    public async Task Will_not_deregister_without_a_revision()
    {
        await moto.RegisterAsync("deregister-family");

        var refused = await Assert.ThrowsAsync<ClientException>(() => _ecs.DeregisterTaskDefinitionAsync(new DeregisterTaskDefinitionRequest { TaskDefinition = "deregister-family" }, Cancelled));

        Assert.Equal("Revision is missing.", refused.Message);
    }

    [Fact]
    public async Task Reads_an_account_setting()
    {
        await moto.EcsAsync("PutAccountSetting", """{ "name": "containerInsights", "value": "enhanced" }""");

        var settings = await _ecs.ListAccountSettingsAsync(new ListAccountSettingsRequest { Name = SettingName.ContainerInsights, EffectiveSettings = true }, Cancelled);

        var setting = Assert.Single(settings.Settings);
        Assert.Equal(SettingName.ContainerInsights, setting.Name);
        Assert.Equal("enhanced", setting.Value);
        Assert.Null(settings.NextToken);
    }

    [Fact]
    public async Task Tells_a_parameter_that_ECS_does_not_accept()
    {
        var refused = await Assert.ThrowsAsync<InvalidParameterException>(() => _ecs.ListAccountSettingsAsync(new ListAccountSettingsRequest { Name = new SettingName("no-such-setting") }, Cancelled));

        Assert.Equal("InvalidParameterException", refused.ErrorCode);
    }
}
