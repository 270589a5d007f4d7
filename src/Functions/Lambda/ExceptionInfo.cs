using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using EcsGuard.Functions.Hosting;
using EcsGuard.Functions.Telemetry;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>An exception as the Runtime API wants it: <c>{ errorMessage, errorType, stackTrace[] }</c>.</summary>
internal readonly record struct ExceptionInfo(string ErrorMessage, string ErrorType, string[] StackTrace)
{
    public static ExceptionInfo FromException(Exception exception) => new(
        SafeMessage.Of(exception),
        (exception as FunctionFaultException)?.ErrorType ?? exception.GetType().Name,
        SplitStackTrace(exception));

    /// <summary>One frame a line, without indentation; empty for an exception that was never thrown.</summary>
    public static string[] SplitStackTrace(Exception exception) =>
        exception.StackTrace?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>The error type for a header: a C# identifier may hold letters that a header may not.</summary>
    public string HeaderSafeErrorType => string.Create(ErrorType.Length, ErrorType, static (target, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = source[i] is > ' ' and < '\x7f' ? source[i] : '?';
        }
    });

    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("errorMessage"u8, ErrorMessage);
            json.WriteString("errorType"u8, ErrorType);
            json.WriteStartArray("stackTrace"u8);
            foreach (var frame in StackTrace)
            {
                json.WriteStringValue(frame);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
