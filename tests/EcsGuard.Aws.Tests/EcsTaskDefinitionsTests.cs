using Amazon.ECS;
using Amazon.Runtime;
using Amazon.SecurityToken;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies.Model;

namespace EcsGuard.Aws.Tests;

public sealed class EcsTaskDefinitionsTests(MotoServer moto)
{
    private const string Hub = "123456789012";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Describes_a_revision_as_ECS_answers_it_with_tags()
    {
        var arn = await moto.RegisterAsync("port-describe");
        using var aws = moto.Clients();

        var described = await new EcsTaskDefinitions(aws).DescribeAsync(Arn(arn), Cancelled);

        Assert.Null(described.Refusal);
        Assert.Equal(await moto.EcsAsync("DescribeTaskDefinition", $$"""{ "taskDefinition": "{{arn}}", "include": ["TAGS"] }"""), described.Json!.Value.ToArray());
        var task = TaskDefinition.Read(described.Json.Value.Span);
        Assert.Equal("port-describe", task.Family.ValueOrDefault);
        Assert.Equal(("team", "payments"), (task.Tags[0].Key.ValueOrDefault, task.Tags[0].Value.ValueOrDefault));
    }

    [Fact]
    public async Task Still_describes_a_revision_that_was_deregistered()
    {
        var arn = await moto.RegisterAsync("port-inactive");
        await moto.EcsAsync("DeregisterTaskDefinition", $$"""{ "taskDefinition": "{{arn}}" }""");
        using var aws = moto.Clients();

        var described = await new EcsTaskDefinitions(aws).DescribeAsync(Arn(arn), Cancelled);

        Assert.Equal("INACTIVE", TaskDefinition.Read(described.Json!.Value.Span).Status.ValueOrDefault);
    }

    [Theory]
    [InlineData("arn:aws:ecs:eu-west-1:123456789012:task-definition/port-unknown:1")]
    [InlineData("arn:aws:ecs:eu-west-1:12345678901:task-definition/port-unknown:1")]
    [InlineData("arn:aws:ecs:attacker.example/:123456789012:task-definition/port-unknown:1")]
    public async Task Says_when_there_is_no_such_revision(string arn)
    {
        using var aws = moto.Clients();

        Assert.Equal(DescribedTaskDefinition.Refused(DescribeRefusal.NotFound), await new EcsTaskDefinitions(aws).DescribeAsync(Arn(arn), Cancelled));
    }

    [Fact]
    public async Task Lists_the_newest_active_revisions_newest_first()
    {
        var arns = new List<string>();
        for (var revision = 1; revision <= 11; revision++)
        {
            arns.Add(await moto.RegisterAsync("port-newest"));
        }

        await moto.EcsAsync("DeregisterTaskDefinition", """{ "taskDefinition": "port-newest:10" }""");
        await moto.RegisterAsync("port-newest-other");
        using var aws = moto.Clients();

        var newest = await new EcsTaskDefinitions(aws).ListNewestAsync(MotoServer.Account, MotoServer.Region, "port-newest", 3, Cancelled);

        Assert.Equal([arns[10], arns[8], arns[7]], newest.Select(arn => arn.ToString()));
    }

    [Fact]
    public async Task Lists_nothing_of_an_unknown_family()
    {
        using var aws = moto.Clients();

        Assert.Empty(await new EcsTaskDefinitions(aws).ListNewestAsync(MotoServer.Account, MotoServer.Region, "port-nobody", 3, Cancelled));
    }

    [Fact]
    public async Task Reads_on_until_it_has_enough()
    {
        using var stub = new StubAws(
            StubAnswer.Json("""{"taskDefinitionArns":["arn:aws:ecs:eu-west-1:123456789012:task-definition/web:9"],"nextToken":"2"}"""),
            StubAnswer.Json("""{"taskDefinitionArns":["arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7"],"nextToken":"3"}"""));
        using var aws = Clients(stub);

        var newest = await new EcsTaskDefinitions(aws).ListNewestAsync(Hub, "eu-west-1", "web", 2, Cancelled);

        Assert.Equal(["web:9", "web:7"], newest.Select(arn => arn.ShortName));
        Assert.Equal(
            ["""{"familyPrefix":"web","status":"ACTIVE","sort":"DESC","maxResults":2}""", """{"familyPrefix":"web","status":"ACTIVE","sort":"DESC","nextToken":"2","maxResults":2}"""],
            stub.Requests.Select(request => request.Body));
    }

    [Fact]
    public async Task Says_when_it_may_not_ask()
    {
        using var stub = new StubAws(StubAnswer.JsonError(400, "AccessDeniedException", "not authorized to perform: ecs:DescribeTaskDefinition"));
        using var aws = Clients(stub);

        Assert.Equal(DescribedTaskDefinition.Refused(DescribeRefusal.AccessDenied), await DescribeAsync(aws, Hub));
    }

    [Fact]
    public async Task Says_when_it_may_not_assume_the_role_or_has_none()
    {
        using var stub = new StubAws(StubAnswer.XmlError(403, "AccessDenied", "not authorized to perform: sts:AssumeRole"));
        using var aws = Clients(stub, role: "EcsGuard");
        using var alone = Clients(stub);

        Assert.Equal(DescribedTaskDefinition.Refused(DescribeRefusal.AccessDenied), await DescribeAsync(aws, "222233334444"));
        Assert.Equal(DescribedTaskDefinition.Refused(DescribeRefusal.AccessDenied), await DescribeAsync(alone, "222233334444"));
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task Does_not_take_a_failure_for_an_answer()
    {
        using var throttled = new StubAws(StubAnswer.JsonError(400, "ThrottlingException", "Rate exceeded"));
        using var empty = new StubAws(StubAnswer.Json("{}"));
        using var stsDown = new StubAws(StubAnswer.XmlError(500, "InternalFailure", "Try later"));
        using var throttledAws = Clients(throttled);
        using var emptyAws = Clients(empty);
        using var stsDownAws = Clients(stsDown, role: "EcsGuard");

        Assert.Equal("ThrottlingException", (await Assert.ThrowsAsync<AmazonECSException>(() => DescribeAsync(throttledAws, Hub))).ErrorCode);
        await Assert.ThrowsAsync<InvalidDataException>(() => DescribeAsync(emptyAws, Hub));
        await Assert.ThrowsAsync<AmazonSecurityTokenServiceException>(() => DescribeAsync(stsDownAws, "222233334444"));
    }

    private static TaskDefinitionArn Arn(string text) => TaskDefinitionArn.TryParse(text, out var arn) ? arn : throw new ArgumentException(text, nameof(text));

    private static Task<DescribedTaskDefinition> DescribeAsync(AwsClients aws, string account) =>
        new EcsTaskDefinitions(aws).DescribeAsync(new TaskDefinitionArn("aws", "eu-west-1", account, "web", 3), Cancelled);

    private static AwsClients Clients(StubAws stub, string? role = null) => new(
        new AwsClientOptions { Account = Hub, Region = "eu-west-1", Credentials = new BasicAWSCredentials("test", "test"), Endpoint = stub.Url, MemberRole = role, MaxRetries = 0 });
}
