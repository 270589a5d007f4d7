using Amazon.DynamoDBv2;
using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;

namespace EcsGuard.Aws.Tests;

public sealed class AwsClientsTests(MotoServer moto)
{
    private const string Hub = "123456789012";
    private const string Member = "222233334444";

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly StubAnswer Described = StubAnswer.Json("""{"taskDefinition":{}}""");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reaches_a_member_account_through_its_role()
    {
        using var aws = new AwsClients(new AwsClientOptions
        {
            Account = MotoServer.Account,
            Region = MotoServer.Region,
            Credentials = new BasicAWSCredentials("test", "test"),
            MemberRole = "ecsguard/EcsGuardMember",
            ExternalId = "organisation",
            Endpoint = moto.Url,
        });
        var hubArn = await moto.RegisterAsync("estate");
        var memberArn = await moto.RegisterAsync("estate", await moto.AssumeRoleAsync(Member));

        Assert.Equal($"arn:aws:ecs:eu-west-1:{Member}:task-definition/estate:1", memberArn);
        Assert.Equal([hubArn], await ListAsync(MotoServer.Account));
        Assert.Equal([memberArn], await ListAsync(Member));

        async Task<List<string>> ListAsync(string account)
        {
            var ecs = await aws.EcsAsync(account, MotoServer.Region, Cancelled);
            return (await ecs.ListTaskDefinitionsAsync(new ListTaskDefinitionsRequest { FamilyPrefix = "estate" }, Cancelled)).TaskDefinitionArns;
        }
    }

    [Fact]
    public async Task Finds_out_its_own_account()
    {
        using var aws = new AwsClients(new AwsClientOptions { Region = MotoServer.Region, Credentials = new BasicAWSCredentials("test", "test"), Endpoint = moto.Url });

        Assert.Equal(MotoServer.Account, await aws.AccountAsync(Cancelled));
    }

    [Fact]
    public async Task Assumes_the_role_once_and_uses_it_in_every_region()
    {
        using var stub = new StubAws(StubAnswer.Session("1", Now.AddHours(1)), Described, Described);
        using var aws = Clients(stub);

        await Describe(await aws.EcsAsync(Member, "eu-west-1", Cancelled));
        await Describe(await aws.EcsAsync(Member, "us-east-1", Cancelled));

        Assert.Equal(
            [
                "Action=AssumeRole",
                "DurationSeconds=3600",
                "ExternalId=organisation",
                "RoleArn=arn:aws:iam::222233334444:role/EcsGuard-222233334444",
                "RoleSessionName=EcsGuard",
                "Version=2011-06-15",
            ],
            stub.Requests[0].Form);
        Assert.Equal(["AKIAHUB eu-west-1/sts/aws4_request", "AKIA1 eu-west-1/ecs/aws4_request", "AKIA1 us-east-1/ecs/aws4_request"], stub.Requests.Select(request => request.SignedFor));
        Assert.Equal(["token-1", "token-1"], stub.Requests[1..].Select(request => request.Headers["x-amz-security-token"]));
    }

    [Fact]
    public async Task Names_the_role_in_the_partition_of_the_region()
    {
        using var stub = new StubAws(StubAnswer.Session("1", Now.AddHours(1)));
        using var aws = Clients(stub);

        await aws.EcsAsync(Member, "cn-north-1", Cancelled);

        Assert.Contains("RoleArn=arn:aws-cn:iam::222233334444:role/EcsGuard-222233334444", stub.Requests[0].Form);
    }

    [Fact]
    public async Task Asks_STS_once_however_many_callers_wait()
    {
        using var stub = new StubAws(StubAnswer.Session("1", Now.AddHours(1)));
        using var aws = Clients(stub);

        var clients = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await aws.EcsAsync(Member, "eu-west-1", Cancelled))));

        Assert.Single(stub.Requests);
        Assert.Single(clients.Distinct());
    }

    [Fact]
    public async Task Renews_a_session_five_minutes_before_it_ends()
    {
        var time = new SetTime { Now = Now };
        using var stub = new StubAws(StubAnswer.Session("1", Now.AddHours(1)), Described, StubAnswer.Session("2", Now.AddHours(2)), Described);
        using var aws = Clients(stub, time);
        var ecs = await aws.EcsAsync(Member, "eu-west-1", Cancelled);
        time.Now = Now.AddMinutes(55).AddTicks(-1);
        await Describe(ecs);
        time.Now = Now.AddMinutes(55);
        await Describe(ecs);

        Assert.Equal(
            ["AKIAHUB eu-west-1/sts/aws4_request", "AKIA1 eu-west-1/ecs/aws4_request", "AKIAHUB eu-west-1/sts/aws4_request", "AKIA2 eu-west-1/ecs/aws4_request"],
            stub.Requests.Select(request => request.SignedFor));
    }

    [Fact]
    public async Task Hands_on_a_refusal_and_asks_again_the_next_time()
    {
        using var stub = new StubAws(StubAnswer.XmlError(403, "AccessDenied", "not authorized to perform: sts:AssumeRole"), StubAnswer.Session("1", Now.AddHours(1)));
        using var aws = Clients(stub);

        var refused = await Assert.ThrowsAsync<AmazonSecurityTokenServiceException>(async () => await aws.EcsAsync(Member, "eu-west-1", Cancelled));
        await aws.EcsAsync(Member, "eu-west-1", Cancelled);

        Assert.Equal("AccessDenied", refused.ErrorCode);
        Assert.Equal(2, stub.Requests.Length);
    }

    [Fact]
    public async Task Uses_its_own_credentials_in_its_own_account()
    {
        using var stub = new StubAws(Described);
        using var aws = Clients(stub);

        await Describe(await aws.EcsAsync(Hub, "eu-west-1", Cancelled));

        Assert.Equal("AKIAHUB eu-west-1/ecs/aws4_request", Assert.Single(stub.Requests).SignedFor);
        Assert.Same(await aws.EcsAsync(Hub, "eu-west-1", Cancelled), await aws.EcsAsync(Hub, "eu-west-1", Cancelled));
    }

    [Fact]
    public async Task Says_so_when_there_is_no_role_for_a_member_account()
    {
        using var aws = new AwsClients(new AwsClientOptions { Account = Hub, Region = "eu-west-1" });

        var failure = await Assert.ThrowsAsync<NoMemberRoleException>(async () => await aws.EcsAsync(Member, "eu-west-1", Cancelled));

        Assert.Equal("Account 222233334444 is not the hub's, and no role is configured to assume there.", failure.Message);
    }

    [Theory]
    [InlineData("12345678901", "eu-west-1")]
    [InlineData("12345678901a", "eu-west-1")]
    [InlineData("123456789012\n", "eu-west-1")]
    [InlineData(Hub, "")]
    [InlineData(Hub, "eu-west-1.example.com")]
    [InlineData(Hub, "eu-west-1/")]
    [InlineData(Hub, "EU-WEST-1")]
    [InlineData(Hub, "-1")]
    public async Task Refuses_what_is_no_account_or_region(string account, string region)
    {
        using var aws = new AwsClients(new AwsClientOptions { Account = Hub, Region = "eu-west-1" });

        await Assert.ThrowsAsync<ArgumentException>(async () => await aws.EcsAsync(account, region, Cancelled));
    }

    [Fact]
    public void Refuses_what_is_no_role_name() =>
        Assert.Throws<ArgumentException>(() => new AwsClients(new AwsClientOptions { Region = "eu-west-1", MemberRole = "EcsGuard-{region}" }));

    [Fact]
    public async Task Goes_to_the_endpoint_of_the_environment_when_none_is_given()
    {
        using var aws = new AwsClients(new AwsClientOptions { Account = Hub, Region = "ap-south-1", MemberRole = "EcsGuard" });

        await Assert.ThrowsAsync<AccessDeniedException>(async () => await Describe(await aws.EcsAsync(Hub, "ap-south-2", Cancelled)));
        await Assert.ThrowsAsync<AmazonSimpleNotificationServiceException>(() => aws.Sns("ap-south-2").PublishAsync(new PublishRequest { TopicArn = "arn", Message = "m" }, Cancelled));
        await Assert.ThrowsAsync<AmazonDynamoDBException>(() => aws.DynamoDb.DescribeTableAsync("table", Cancelled));
        await Assert.ThrowsAsync<AmazonSecurityTokenServiceException>(async () => await aws.EcsAsync(Member, "ap-south-2", Cancelled));

        Assert.Equal(
            [
                "AKIAENVIRONMENT ap-south-2/ecs/aws4_request",
                "AKIAENVIRONMENT ap-south-2/sns/aws4_request",
                "AKIAENVIRONMENT ap-south-1/dynamodb/aws4_request",
                "AKIAENVIRONMENT ap-south-1/sts/aws4_request",
            ],
            TestProcess.ConfiguredEndpoint.Requests.Select(request => request.SignedFor).Where(signedFor => signedFor.Contains(" ap-south-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Allows_three_retries_within_five_and_ten_seconds()
    {
        using var stub = new StubAws(Described);
        using var aws = Clients(stub);
        var ecs = await aws.EcsAsync(Hub, "eu-west-1", Cancelled);

        await Describe(ecs);

        Assert.Equal("attempt=1; max=4", Assert.Single(stub.Requests).Headers["amz-sdk-request"]);
        foreach (var config in new[] { ecs.Config, aws.Sns("eu-west-1").Config, aws.DynamoDb.Config })
        {
            Assert.Equal((3, RequestRetryMode.Standard), (config.MaxErrorRetry, config.RetryMode));
            Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10)), (config.ConnectTimeout, config.Timeout));
        }
    }

    [Theory]
    [InlineData((int)Stall.BeforeHeaders)]
    [InlineData((int)Stall.InBody)]
    public async Task Does_not_wait_for_ever_and_asks_again(int stall)
    {
        using var stub = new StubAws(Described with { Stall = (Stall)stall }, Described);
        using var aws = new AwsClients(new AwsClientOptions
        {
            Account = Hub,
            Region = "eu-west-1",
            Endpoint = stub.Url,
            RequestTimeout = TimeSpan.FromSeconds(3),
            MaxRetries = 1,
        });

        var answer = await (await aws.EcsAsync(Hub, "eu-west-1", Cancelled)).DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = "web" }, Cancelled);

        Assert.Equal("""{"taskDefinition":{}}"""u8.ToArray(), answer.Json.ToArray());
        Assert.Equal(2, stub.Requests.Length);
    }

    [Fact]
    public async Task Reports_a_timeout_as_one()
    {
        using var stub = new StubAws(Described with { Stall = Stall.InBody });
        using var aws = new AwsClients(new AwsClientOptions { Account = Hub, Region = "eu-west-1", Endpoint = stub.Url, RequestTimeout = TimeSpan.FromMilliseconds(200), MaxRetries = 0 });
        var ecs = await aws.EcsAsync(Hub, "eu-west-1", Cancelled);

        await Assert.ThrowsAsync<TimeoutException>(() => Describe(ecs));
    }

    [Fact]
    public async Task Stops_when_the_caller_does()
    {
        using var stub = new StubAws(Described with { Stall = Stall.BeforeHeaders });
        using var aws = Clients(stub);
        var ecs = await aws.EcsAsync(Hub, "eu-west-1", Cancelled);
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);

        var call = ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = "web" }, caller.Token);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private static Task<DescribeTaskDefinitionResponse> Describe(IAmazonECS ecs) =>
        ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = "web" }, Cancelled);

    private static AwsClients Clients(StubAws stub, TimeProvider? time = null) => new(
        new AwsClientOptions
        {
            Account = Hub,
            Region = "eu-west-1",
            Credentials = new BasicAWSCredentials("AKIAHUB", "secret"),
            MemberRole = "EcsGuard-{account}",
            ExternalId = "organisation",
            Endpoint = stub.Url,
        },
        time ?? new SetTime { Now = Now });
}
