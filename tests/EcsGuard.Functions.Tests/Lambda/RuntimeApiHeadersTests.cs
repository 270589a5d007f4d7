using Amazon.Lambda.RuntimeSupport;

namespace EcsGuard.Functions.Tests.Lambda;

public sealed class RuntimeApiHeadersTests
{
    [Fact]
    public void Reads_every_header_of_an_invocation()
    {
        var headers = Read(
            ("Lambda-Runtime-Aws-Request-Id", "8f507cfc-1111"),
            ("Lambda-Runtime-Deadline-Ms", "1773480413589"),
            ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:111122223333:function:ecsguard"),
            ("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7;Sampled=1"),
            ("Lambda-Runtime-Client-Context", """{"custom":{"a":"b"}}"""),
            ("Lambda-Runtime-Cognito-Identity", """{"cognitoIdentityId":"c"}"""),
            ("Lambda-Runtime-Invocation-Id", "b5a0c3f4-1"));

        Assert.Equal("8f507cfc-1111", headers.AwsRequestId);
        Assert.Equal(new DateTimeOffset(2026, 3, 14, 9, 26, 53, 589, TimeSpan.Zero), headers.Deadline);
        Assert.Equal("arn:aws:lambda:eu-west-1:111122223333:function:ecsguard", headers.InvokedFunctionArn);
        Assert.Equal("Root=1-5bef4de7;Sampled=1", headers.TraceId);
        Assert.Equal("""{"custom":{"a":"b"}}""", headers.ClientContextJson);
        Assert.Equal("""{"cognitoIdentityId":"c"}""", headers.CognitoIdentityJson);
        Assert.Equal("b5a0c3f4-1", headers.InvocationId);
    }

    [Fact]
    public void Does_without_everything_but_the_request_id()
    {
        var headers = Read(("Lambda-Runtime-Aws-Request-Id", "8f507cfc-1111"));

        Assert.Equal("8f507cfc-1111", headers.AwsRequestId);
        Assert.Null(headers.Deadline);
        Assert.Equal("", headers.InvokedFunctionArn);
        Assert.Null(headers.TraceId);
        Assert.Null(headers.ClientContextJson);
        Assert.Null(headers.CognitoIdentityJson);
        Assert.Null(headers.InvocationId);
        Assert.Throws<RuntimeApiClientException>(() => Read(("Lambda-Runtime-Trace-Id", "Root=1")));
    }

    private static RuntimeApiHeaders Read(params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage();
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return new RuntimeApiHeaders(response.Headers);
    }
}
