using System.Buffers;
using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace EcsGuard.Aws.Clients.Protocols;

/// <summary>The request of AWS JSON 1.1: POST /, the operation in X-Amz-Target, the members as one JSON object (smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).</summary>
internal sealed class JsonRequestMarshaller<TRequest>(string service, string target, Action<Utf8JsonWriter, TRequest> writeMembers) : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            writeMembers(json, (TRequest)input);
            json.WriteEndObject();
        }

        var request = new DefaultRequest(input, service) { HttpMethod = "POST", ResourcePath = "/", Content = body.WrittenSpan.ToArray() };
        request.Headers["Content-Type"] = "application/x-amz-json-1.1";
        request.Headers["X-Amz-Target"] = target;
        return request;
    }
}

/// <summary>The answer of AWS JSON 1.1, handed to <paramref name="read"/> as the bytes that came and as the object they hold.</summary>
internal sealed class JsonAnswerUnmarshaller<TResponse>(Func<byte[], JsonElement, TResponse> read, Func<ErrorResponse, AmazonServiceException> error) : JsonResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var buffer = new MemoryStream();
        input.Stream.CopyTo(buffer);
        var bytes = buffer.ToArray();
        using var document = Parse(bytes);
        return document.RootElement.ValueKind == JsonValueKind.Object ? read(bytes, document.RootElement) : throw new JsonException("The answer is not a JSON object.");
    }

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var answer = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        answer.InnerException = innerException;
        answer.StatusCode = statusCode;
        return error(answer);
    }

    private static JsonDocument Parse(byte[] bytes)
    {
        (long? Line, long? Column) failedAt;
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException failure)
        {
            failedAt = (failure.LineNumber, failure.BytePositionInLine);
        }

        // Not the parser's own exception: it may quote the text it stumbled on, and an answer can hold environment values.
        throw new JsonException("The answer is not JSON.", path: null, failedAt.Line, failedAt.Column);
    }
}

/// <summary>Reading members that an answer may leave out.</summary>
internal static class JsonMembers
{
    public static JsonElement? Member(this JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement owner, string name) => owner.Member(name)?.GetString();

    public static List<T> Items<T>(this JsonElement owner, string name, Func<JsonElement, T> read) =>
        owner.Member(name) is { } array ? [.. array.EnumerateArray().Select(read)] : [];

    public static void WriteTextIfSet(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
