using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Lambda.RuntimeSupport;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Functions.Telemetry;

/// <summary>
/// One JSON line per entry, written at once: a process that Lambda freezes or kills keeps no entry back. Fields and level names are those of
/// Lambda's own JSON format (Lambda Developer Guide, monitoring-cloudwatchlogs-advanced), so that its level filter understands them.
/// Scopes are not written: what an entry should carry belongs into its message template.
/// </summary>
internal sealed class JsonLoggerFactory(Stream output, LogLevel minimum, string function, TimeProvider time) : ILoggerFactory
{
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    private string _requestId = "";
    private string _traceId = "";

    public ILogger CreateLogger(string categoryName) => new JsonLogger(this, categoryName);

    /// <summary>The entries from here on belong to this invocation. Lambda gives a process one at a time.</summary>
    public void BeginInvocation(string requestId, string traceId)
    {
        lock (_lock)
        {
            _requestId = requestId;
            _traceId = traceId;
        }
    }

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("Entries go to standard output and nowhere else.");

    public void Dispose() => _json.Dispose();

    private bool IsEnabled(LogLevel level) => level >= minimum && level != LogLevel.None;

    private void Write(string category, LogLevel level, EventId eventId, string message, object? state, Exception? exception)
    {
        lock (_lock)
        {
            _buffer.ResetWrittenCount();
            _json.Reset(_buffer);
            _json.WriteStartObject();
            _json.WriteString("timestamp"u8, time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            _json.WriteString("level"u8, NameOf(level));
            _json.WriteString("message"u8, message);
            _json.WriteString("category"u8, category);
            WriteEvent(eventId);
            WriteIfAny("requestId"u8, _requestId);
            WriteIfAny("traceId"u8, _traceId);
            WriteIfAny("function"u8, function);
            if (state is IReadOnlyList<KeyValuePair<string, object?>> properties)
            {
                WriteProperties(properties);
            }

            if (exception is not null)
            {
                _json.WritePropertyName("exception"u8);
                WriteException(exception, depth: 0);
            }

            _json.WriteEndObject();
            _json.Flush();
            _buffer.Write("\n"u8);
            output.Write(_buffer.WrittenSpan);
            output.Flush();
        }
    }

    private static ReadOnlySpan<byte> NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE"u8,
        LogLevel.Debug => "DEBUG"u8,
        LogLevel.Warning => "WARN"u8,
        LogLevel.Error => "ERROR"u8,
        LogLevel.Critical => "FATAL"u8,
        _ => "INFO"u8,
    };

    private void WriteEvent(EventId eventId)
    {
        if (eventId.Id != 0)
        {
            _json.WriteNumber("eventId"u8, eventId.Id);
        }

        WriteIfAny("eventName"u8, eventId.Name);
    }

    private void WriteIfAny(ReadOnlySpan<byte> name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _json.WriteString(name, value);
        }
    }

    private void WriteProperties(IReadOnlyList<KeyValuePair<string, object?>> properties)
    {
        for (var i = 0; i < properties.Count; i++)
        {
            var (name, value) = properties[i];
            if (name != "{OriginalFormat}")
            {
                _json.WritePropertyName(Unreserved(name));
                WriteValue(value);
            }
        }
    }

    /// <summary>A property does not shadow a field of the entry itself.</summary>
    private static string Unreserved(string name) => name switch
    {
        "timestamp" or "level" or "message" or "category" or "eventId" or "eventName" or "requestId" or "traceId" or "function" or "exception" => $"{name}_",
        _ => name,
    };

    private void WriteValue(object? value)
    {
        switch (value)
        {
            case null:
                _json.WriteNullValue();
                break;
            case string text:
                _json.WriteStringValue(text);
                break;
            case bool flag:
                _json.WriteBooleanValue(flag);
                break;
            case int number:
                _json.WriteNumberValue(number);
                break;
            case long number:
                _json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                _json.WriteNumberValue(number);
                break;
            case decimal number:
                _json.WriteNumberValue(number);
                break;
            case DateTimeOffset moment:
                _json.WriteStringValue(moment);
                break;
            case IEnumerable<string> texts:
                _json.WriteStartArray();
                foreach (var text in texts)
                {
                    _json.WriteStringValue(text);
                }

                _json.WriteEndArray();
                break;
            case IFormattable formattable:
                _json.WriteStringValue(formattable.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                _json.WriteStringValue(value.ToString());
                break;
        }
    }

    private void WriteException(Exception exception, int depth)
    {
        _json.WriteStartObject();
        _json.WriteString("type"u8, exception.GetType().FullName);
        _json.WriteString("message"u8, SafeMessage.Of(exception));
        _json.WriteStartArray("stackTrace"u8);
        foreach (var frame in ExceptionInfo.SplitStackTrace(exception))
        {
            _json.WriteStringValue(frame);
        }

        _json.WriteEndArray();
        // A chain this long is a loop or says nothing new.
        if (exception.InnerException is { } cause && depth < 5)
        {
            _json.WritePropertyName("cause"u8);
            WriteException(cause, depth + 1);
        }

        _json.WriteEndObject();
    }

    private sealed class JsonLogger(JsonLoggerFactory factory, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => factory.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (factory.IsEnabled(logLevel))
            {
                factory.Write(category, logLevel, eventId, formatter(state, exception), state, exception);
            }
        }
    }
}
