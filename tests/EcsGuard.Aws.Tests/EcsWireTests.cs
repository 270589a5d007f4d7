using System.Text;
using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;

namespace EcsGuard.Aws.Tests;

/// <summary>What goes over the wire to ECS, and what comes of answers that moto never gives.</summary>
public sealed class EcsWireTests
{
    private const string Described = """{"taskDefinition":{"taskDefinitionArn":"arn:aws:ecs:us-east-1:123456789012:task-definition/web:3","family":"web","revision":3,"status":"ACTIVE"}}""";

    private static readonly StubAnswer Throttled = StubAnswer.JsonError(400, "ThrottlingException", "Rate exceeded");
    private static readonly StubAnswer Broken = StubAnswer.JsonError(500, "ServerException", "Service Unavailable");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sends_describe_signed_with_the_session()
    {
        using var aws = new StubAws(StubAnswer.Json(Described));
        using var ecs = Client(aws, new SessionAWSCredentials("AKIASESSION", "secret", "the-session-token"));

        await ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = "web:3", Include = ["TAGS"] }, Cancelled);

        var request = Assert.Single(aws.Requests);
        Assert.Equal("""{"taskDefinition":"web:3","include":["TAGS"]}""", request.Body);
        Assert.Equal("AmazonEC2ContainerServiceV20141113.DescribeTaskDefinition", request.Headers["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.1", request.Headers["Content-Type"]);
        Assert.Equal("AKIASESSION us-east-1/ecs/aws4_request", request.SignedFor);
        Assert.Equal("the-session-token", request.Headers["x-amz-security-token"]);
        Assert.StartsWith("aws-sdk-dotnet", request.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Contains(" api/ECS#", request.Headers["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sends_no_token_without_a_session()
    {
        using var aws = new StubAws(StubAnswer.Json(Described));
        using var ecs = Client(aws);

        await ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = "web" }, Cancelled);

        var request = Assert.Single(aws.Requests);
        Assert.Equal("""{"taskDefinition":"web"}""", request.Body);
        Assert.DoesNotContain("x-amz-security-token", request.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Lists_page_by_page()
    {
        using var aws = new StubAws(
            StubAnswer.Json("""{"taskDefinitionArns":["arn:a:3","arn:a:2"],"nextToken":"more"}"""),
            StubAnswer.Json("""{"taskDefinitionArns":["arn:a:1"]}"""));
        using var ecs = Client(aws);

        var first = await ecs.ListTaskDefinitionsAsync(
            new ListTaskDefinitionsRequest { FamilyPrefix = "a", Status = TaskDefinitionStatus.ACTIVE, Sort = SortOrder.DESC, MaxResults = 2 }, Cancelled);
        var second = await ecs.ListTaskDefinitionsAsync(new ListTaskDefinitionsRequest { FamilyPrefix = "a", NextToken = first.NextToken }, Cancelled);

        Assert.Equal(["arn:a:3", "arn:a:2"], first.TaskDefinitionArns);
        Assert.Equal("more", first.NextToken);
        Assert.Equal(["arn:a:1"], second.TaskDefinitionArns);
        Assert.Null(second.NextToken);
        Assert.Equal(
            ["""{"familyPrefix":"a","status":"ACTIVE","sort":"DESC","maxResults":2}""", """{"familyPrefix":"a","nextToken":"more"}"""],
            aws.Requests.Select(request => request.Body));
        Assert.All(aws.Requests, request => Assert.Equal("AmazonEC2ContainerServiceV20141113.ListTaskDefinitions", request.Headers["X-Amz-Target"]));
    }

    [Fact]
    public async Task Sends_deregister()
    {
        using var aws = new StubAws(StubAnswer.Json(Described.Replace("ACTIVE", "INACTIVE", StringComparison.Ordinal)));
        using var ecs = Client(aws);

        var answer = await ecs.DeregisterTaskDefinitionAsync(new DeregisterTaskDefinitionRequest { TaskDefinition = "web:3" }, Cancelled);

        Assert.Equal(TaskDefinitionStatus.INACTIVE, answer.TaskDefinition!.Status);
        var request = Assert.Single(aws.Requests);
        Assert.Equal("""{"taskDefinition":"web:3"}""", request.Body);
        Assert.Equal("AmazonEC2ContainerServiceV20141113.DeregisterTaskDefinition", request.Headers["X-Amz-Target"]);
    }

    [Fact]
    public async Task Sends_every_member_of_list_account_settings()
    {
        using var aws = new StubAws(StubAnswer.Json("""{"settings":[{"name":"defaultLogDriverMode","value":"blocking","principalArn":"arn:aws:iam::123456789012:root","type":"user"}],"nextToken":"more"}"""));
        using var ecs = Client(aws);

        var answer = await ecs.ListAccountSettingsAsync(
            new ListAccountSettingsRequest
            {
                Name = SettingName.DefaultLogDriverMode,
                Value = "blocking",
                PrincipalArn = "arn:aws:iam::123456789012:root",
                EffectiveSettings = true,
                MaxResults = 10,
                NextToken = "token",
            },
            Cancelled);

        var setting = Assert.Single(answer.Settings);
        Assert.Equal(("defaultLogDriverMode", "blocking", "arn:aws:iam::123456789012:root"), (setting.Name!.Value, setting.Value, setting.PrincipalArn));
        Assert.Equal("more", answer.NextToken);
        Assert.Equal(
            """{"name":"defaultLogDriverMode","value":"blocking","principalArn":"arn:aws:iam::123456789012:root","effectiveSettings":true,"nextToken":"token","maxResults":10}""",
            Assert.Single(aws.Requests).Body);
    }

    [Fact]
    public async Task Asks_again_when_throttled()
    {
        using var aws = new StubAws(Throttled, StubAnswer.Json(Described));
        using var ecs = Client(aws);

        var answer = await ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = "web:3" }, Cancelled);

        Assert.Equal(Described, Encoding.UTF8.GetString(answer.Json.Span));
        Assert.Equal(["""{"taskDefinition":"web:3"}""", """{"taskDefinition":"web:3"}"""], aws.Requests.Select(request => request.Body));
        Assert.Equal(["attempt=1; max=2", "attempt=2; max=2"], aws.Requests.Select(request => request.Headers["amz-sdk-request"]));
    }

    [Fact]
    public async Task Gives_up_after_the_configured_retries_and_says_what_was_wrong()
    {
        using var aws = new StubAws(Throttled);
        using var ecs = Client(aws);

        var failure = await Assert.ThrowsAsync<AmazonECSException>(() => Describe(ecs));

        Assert.Equal("ThrottlingException", failure.ErrorCode);
        Assert.Equal("Rate exceeded", failure.Message);
        Assert.Equal("request-id", failure.RequestId);
        Assert.Equal(2, aws.Requests.Length);
    }

    [Fact]
    public async Task Asks_again_when_ECS_fails_but_not_for_ever()
    {
        using var aws = new StubAws(Broken, StubAnswer.Json(Described), Broken);
        using var ecs = Client(aws);

        Assert.Equal("web", (await Describe(ecs)).TaskDefinition!.Family);
        await Assert.ThrowsAsync<ServerException>(() => Describe(ecs));
        Assert.Equal(4, aws.Requests.Length);
    }

    [Theory]
    [InlineData("AccessDeniedException", typeof(AccessDeniedException))]
    [InlineData("ClientException", typeof(ClientException))]
    [InlineData("InvalidParameterException", typeof(InvalidParameterException))]
    [InlineData("UnrecognizedClientException", typeof(AmazonECSException))]
    public async Task Does_not_ask_again_when_refused(string code, Type exception)
    {
        using var aws = new StubAws(StubAnswer.JsonError(400, code, "No."));
        using var ecs = Client(aws);

        var refused = await Assert.ThrowsAnyAsync<AmazonECSException>(() => Describe(ecs));

        Assert.IsType(exception, refused);
        Assert.Equal(code, refused.ErrorCode);
        Assert.Equal("No.", refused.Message);
        Assert.Single(aws.Requests);
    }

    [Theory]
    [InlineData("""{"taskDefinition":{"containerDefinitions":[{"environment":[{"name":"KEY","value":"hunter2""")]
    [InlineData("hunter2")]
    [InlineData("""["hunter2"]""")]
    [InlineData("""{"taskDefinition":{"family":{"x":"hunter2"}}}""")]
    [InlineData("""{"taskDefinition":"hunter2"}""")]
    public async Task Asks_again_for_an_answer_that_makes_no_sense_and_never_repeats_it(string body)
    {
        using var aws = new StubAws(StubAnswer.Json(body));
        using var ecs = Client(aws);

        var failure = await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => Describe(ecs));

        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal("request-id", failure.RequestId);
        Assert.Equal(2, aws.Requests.Length);
    }

    [Theory]
    [InlineData("us-east-1", false, false, "https://ecs.us-east-1.amazonaws.com/")]
    [InlineData("eu-central-2", false, false, "https://ecs.eu-central-2.amazonaws.com/")]
    [InlineData("cn-north-1", false, false, "https://ecs.cn-north-1.amazonaws.com.cn/")]
    [InlineData("us-gov-west-1", true, false, "https://ecs-fips.us-gov-west-1.amazonaws.com/")]
    [InlineData("us-east-1", true, false, "https://ecs-fips.us-east-1.amazonaws.com/")]
    [InlineData("us-east-1", false, true, "https://ecs.us-east-1.api.aws/")]
    [InlineData("us-east-1", true, true, "https://ecs-fips.us-east-1.api.aws/")]
    public void Finds_the_endpoint_of_a_region(string region, bool fips, bool dualStack, string url)
    {
        var config = new AmazonECSConfig { IgnoreConfiguredEndpointUrls = true, RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region), UseFIPSEndpoint = fips, UseDualstackEndpoint = dualStack };

        Assert.Equal(url, config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new DescribeTaskDefinitionRequest())).URL);
    }

    [Fact]
    public void Refuses_to_pretend_that_a_custom_endpoint_is_a_FIPS_one()
    {
        var config = new AmazonECSConfig { ServiceURL = "http://127.0.0.1:5000", UseFIPSEndpoint = true };

        Assert.Throws<AmazonClientException>(() => config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new DescribeTaskDefinitionRequest())));
    }

    private static Task<DescribeTaskDefinitionResponse> Describe(AmazonECSClient ecs) =>
        ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = "web:3" }, Cancelled);

    private static AmazonECSClient Client(StubAws aws, AWSCredentials? credentials = null) => new(
        credentials ?? new BasicAWSCredentials("AKIAPLAIN", "secret"),
        new AmazonECSConfig { ServiceURL = aws.Url.AbsoluteUri, AuthenticationRegion = "us-east-1", MaxErrorRetry = 1 });
}
