using System.Globalization;
using System.Net.Http.Headers;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The headers of <c>GET /runtime/invocation/next</c> (Lambda Developer Guide, runtimes-api).</summary>
internal sealed class RuntimeApiHeaders
{
    public const string InvocationIdName = "Lambda-Runtime-Invocation-Id";

    /// <summary>Reads the headers of an answer to "next".</summary>
    /// <exception cref="RuntimeApiClientException">There is no request id, so nothing could be answered.</exception>
    public RuntimeApiHeaders(HttpResponseHeaders headers)
    {
        AwsRequestId = First(headers, "Lambda-Runtime-Aws-Request-Id") is { Length: > 0 } id
            ? id
            : throw new RuntimeApiClientException("The Runtime API sent an invocation without Lambda-Runtime-Aws-Request-Id.");
        InvokedFunctionArn = First(headers, "Lambda-Runtime-Invoked-Function-Arn") ?? "";
        TraceId = First(headers, "Lambda-Runtime-Trace-Id");
        InvocationId = First(headers, InvocationIdName);
        ClientContextJson = First(headers, "Lambda-Runtime-Client-Context");
        CognitoIdentityJson = First(headers, "Lambda-Runtime-Cognito-Identity");
        Deadline = long.TryParse(First(headers, "Lambda-Runtime-Deadline-Ms"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                : null;
    }

    public string AwsRequestId { get; }

    public string InvokedFunctionArn { get; }

    public string? TraceId { get; }

    /// <summary>Tells apart several deliveries of one request id; the answer must carry exactly this value, or none if none came.</summary>
    public string? InvocationId { get; }

    public string? ClientContextJson { get; }

    public string? CognitoIdentityJson { get; }

    /// <summary>When Lambda kills the invocation; null when the header is absent or no number (some emulators).</summary>
    public DateTimeOffset? Deadline { get; }

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.Count > 0 ? values.First() : null;
}
