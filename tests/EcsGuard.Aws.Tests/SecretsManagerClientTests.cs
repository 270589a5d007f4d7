using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;

namespace EcsGuard.Aws.Tests;

public sealed class SecretsManagerClientTests(MotoServer moto)
{
    private const string Arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:slack-AbCdEf";

    private static readonly StubAnswer Value = StubAnswer.Json($$"""{"ARN":"{{Arn}}","Name":"slack","VersionId":"v-1","SecretString":"the \"secret\"","VersionStages":["AWSCURRENT"],"CreatedDate":1.5E9}""");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_the_current_value_of_a_secret()
    {
        var arn = await moto.CreateSecretAsync("client", "first");
        await moto.PutSecretAsync(arn, "Ä & \"second\"");
        using var client = Client(moto.Url);

        var answer = await client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = arn }, Cancelled);

        Assert.Equal((arn, "client", "Ä & \"second\""), (answer.ARN, answer.Name, answer.SecretString));
        Assert.Equal("first", (await client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "client", VersionStage = "AWSPREVIOUS" }, Cancelled)).SecretString);
    }

    [Fact]
    public async Task Tells_a_missing_secret()
    {
        using var client = Client(moto.Url);

        var missing = await Assert.ThrowsAsync<ResourceNotFoundException>(() => client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = Arn }, Cancelled));

        Assert.Equal("ResourceNotFoundException", missing.ErrorCode);
    }

    [Fact]
    public async Task Sends_every_member_signed()
    {
        using var aws = new StubAws(Value);
        using var client = Client(aws.Url, new SessionAWSCredentials("AKIASESSION", "secret", "the-session-token"));

        var answer = await client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = Arn, VersionId = "v-1", VersionStage = "AWSCURRENT" }, Cancelled);

        Assert.Equal((Arn, "slack", "v-1", "the \"secret\""), (answer.ARN, answer.Name, answer.VersionId, answer.SecretString));
        var request = Assert.Single(aws.Requests);
        Assert.Equal($$"""{"SecretId":"{{Arn}}","VersionId":"v-1","VersionStage":"AWSCURRENT"}""", request.Body);
        Assert.Equal("secretsmanager.GetSecretValue", request.Headers["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.1", request.Headers["Content-Type"]);
        Assert.Equal("AKIASESSION eu-west-1/secretsmanager/aws4_request", request.SignedFor);
        Assert.Equal("the-session-token", request.Headers["x-amz-security-token"]);
        Assert.Contains(" api/Secrets", request.Headers["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_binary_secret_has_no_text()
    {
        using var aws = new StubAws(StubAnswer.Json($$"""{"ARN":"{{Arn}}","SecretBinary":"AAEC"}"""));
        using var client = Client(aws.Url);

        Assert.Null((await Get(client)).SecretString);
    }

    [Theory]
    [InlineData(500, "InternalServiceError")]
    [InlineData(400, "ThrottlingException")]
    public async Task Asks_again_when_that_may_help(int status, string code)
    {
        using var aws = new StubAws(StubAnswer.JsonError(status, code, "Later."), Value);
        using var client = Client(aws.Url);

        Assert.Equal("v-1", (await Get(client)).VersionId);
        Assert.Equal(2, aws.Requests.Length);
    }

    [Theory]
    [InlineData(400, "ResourceNotFoundException", typeof(ResourceNotFoundException))]
    [InlineData(400, "InvalidParameterException", typeof(InvalidParameterException))]
    [InlineData(400, "InvalidRequestException", typeof(InvalidRequestException))]
    [InlineData(400, "DecryptionFailure", typeof(DecryptionFailureException))]
    [InlineData(400, "AccessDeniedException", typeof(AmazonSecretsManagerException))]
    public async Task Does_not_ask_again_when_refused(int status, string code, Type exception)
    {
        using var aws = new StubAws(StubAnswer.JsonError(status, code, "No."));
        using var client = Client(aws.Url);

        var refused = await Assert.ThrowsAnyAsync<AmazonSecretsManagerException>(() => Get(client));

        Assert.IsType(exception, refused);
        Assert.Equal((code, "No."), (refused.ErrorCode, refused.Message));
        Assert.Single(aws.Requests);
    }

    [Fact]
    public async Task Gives_up_when_the_service_keeps_failing()
    {
        using var aws = new StubAws(StubAnswer.JsonError(500, "InternalServiceError", "An error occurred."));
        using var client = Client(aws.Url);

        await Assert.ThrowsAsync<InternalServiceErrorException>(() => Get(client));
        Assert.Equal(2, aws.Requests.Length);
    }

    [Fact]
    public async Task A_damaged_answer_is_not_quoted()
    {
        using var aws = new StubAws(StubAnswer.Json("""{"SecretString":"hunter2"""));
        using var client = Client(aws.Url);

        var fault = await Assert.ThrowsAnyAsync<Exception>(() => Get(client));

        Assert.DoesNotContain("hunter2", fault.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The endpoints that botocore's rules give: the ordinary ones are dual-stack ones.</summary>
    [Theory]
    [InlineData("eu-west-1", false, false, "https://secretsmanager.eu-west-1.amazonaws.com/")]
    [InlineData("eu-west-1", false, true, "https://secretsmanager.eu-west-1.amazonaws.com/")]
    [InlineData("us-east-1", true, false, "https://secretsmanager-fips.us-east-1.amazonaws.com/")]
    [InlineData("us-gov-west-1", true, true, "https://secretsmanager-fips.us-gov-west-1.amazonaws.com/")]
    [InlineData("cn-north-1", false, true, "https://secretsmanager.cn-north-1.amazonaws.com.cn/")]
    public void Finds_the_endpoint_of_a_region(string region, bool fips, bool dualStack, string url)
    {
        var config = new AmazonSecretsManagerConfig { IgnoreConfiguredEndpointUrls = true, RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region), UseFIPSEndpoint = fips, UseDualstackEndpoint = dualStack };

        Assert.Equal(url, config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new GetSecretValueRequest())).URL);
    }

    private static Task<GetSecretValueResponse> Get(AmazonSecretsManagerClient client) => client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = Arn }, Cancelled);

    private static AmazonSecretsManagerClient Client(Uri url, AWSCredentials? credentials = null) => new(
        credentials ?? new BasicAWSCredentials("test", "test"),
        new AmazonSecretsManagerConfig { ServiceURL = url.AbsoluteUri, AuthenticationRegion = MotoServer.Region, MaxErrorRetry = 1 });
}
