using System.Text;
using EcsGuard.Functions.Hosting;
using EcsGuard.Functions.Telemetry;
using EcsGuard.Testing;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Functions.Tests.Telemetry;

public sealed partial class JsonLoggerTests : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly FakeTime _time = new();
    private readonly JsonLoggerFactory _loggers;
    private readonly ILogger _logger;

    public JsonLoggerTests()
    {
        _loggers = new JsonLoggerFactory(_output, LogLevel.Information, "TaskDefinitionRegistered", _time);
        _logger = _loggers.CreateLogger("EcsGuard.Pipeline.JudgeRevision");
    }

    public void Dispose()
    {
        _loggers.Dispose();
        _output.Dispose();
    }

    [Fact]
    public void Writes_one_line_with_every_property_of_the_entry()
    {
        _loggers.BeginInvocation("8f507cfc-1111", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700");

        Judged(_logger, "web:7", 2, 1.5, passed: false);

        Assert.Equal(
            """{"timestamp":"2026-03-14T09:26:53.589Z","level":"INFO","message":"Judged web:7: 2 findings, 1.5 ms, passed False.","category":"EcsGuard.Pipeline.JudgeRevision","eventId":7,"eventName":"Judged","requestId":"8f507cfc-1111","traceId":"Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700","function":"TaskDefinitionRegistered","Revision":"web:7","Findings":2,"Milliseconds":1.5,"Passed":false}""" + "\n",
            Written());
    }

    [Fact]
    public void Leaves_out_what_is_not_known_before_the_first_invocation()
    {
        Started(_logger);

        Assert.Equal(
            """{"timestamp":"2026-03-14T09:26:53.589Z","level":"WARN","message":"Started.","category":"EcsGuard.Pipeline.JudgeRevision","eventName":"Started","function":"TaskDefinitionRegistered"}""" + "\n",
            Written());
    }

    [Fact]
    public void Begins_each_line_with_the_ids_of_the_invocation_at_hand()
    {
        _loggers.BeginInvocation("a-1", "Root=1");
        Started(_logger);
        _loggers.BeginInvocation("a-2", "");
        _time.Advance(TimeSpan.FromMilliseconds(11));
        Started(_logger);

        Assert.Equal(
            """
            {"timestamp":"2026-03-14T09:26:53.589Z","level":"WARN","message":"Started.","category":"EcsGuard.Pipeline.JudgeRevision","eventName":"Started","requestId":"a-1","traceId":"Root=1","function":"TaskDefinitionRegistered"}
            {"timestamp":"2026-03-14T09:26:53.600Z","level":"WARN","message":"Started.","category":"EcsGuard.Pipeline.JudgeRevision","eventName":"Started","requestId":"a-2","function":"TaskDefinitionRegistered"}

            """,
            Written());
    }

    [Fact]
    public void Writes_an_exception_with_its_causes_and_withholds_what_quotes_data()
    {
        Failed(_logger, new InvalidOperationException("The event cannot be read.", new FormatException("The input string 'hunter2' was not in a correct format.")));

        Assert.Equal(
            """{"timestamp":"2026-03-14T09:26:53.589Z","level":"ERROR","message":"Failed.","category":"EcsGuard.Pipeline.JudgeRevision","eventId":9,"eventName":"Failed","function":"TaskDefinitionRegistered","exception":{"type":"System.InvalidOperationException","message":"The event cannot be read.","stackTrace":[],"cause":{"type":"System.FormatException","message":"(message withheld: this type of exception quotes data)","stackTrace":[]}}}""" + "\n",
            Written());
    }

    [Fact]
    public void Writes_the_frames_of_a_stack_trace_one_by_one()
    {
        Exception thrown;
        try
        {
            throw new InvalidOperationException("Thrown here.");
        }
        catch (InvalidOperationException exception)
        {
            thrown = exception;
        }

        Failed(_logger, thrown);

        Assert.Contains($"\"stackTrace\":[\"at {typeof(JsonLoggerTests).FullName}.{nameof(Writes_the_frames_of_a_stack_trace_one_by_one)}()", Written(), StringComparison.Ordinal);
        Assert.Equal(1, Written().Count(letter => letter == '\n'));
    }

    [Fact]
    public void Keeps_every_line_on_one_line_whatever_it_says()
    {
        Named(_logger, "a\nb\r\"c\" ü ✓ \ud800");

        Assert.Equal(
            """{"timestamp":"2026-03-14T09:26:53.589Z","level":"INFO","message":"Named a\nb\r\"c\" ü ✓ \uFFFD","category":"EcsGuard.Pipeline.JudgeRevision","eventId":10,"eventName":"Named","function":"TaskDefinitionRegistered","Name":"a\nb\r\"c\" ü ✓ \uFFFD"}""" + "\n",
            Written());
    }

    [Fact]
    public void Writes_values_as_what_they_are()
    {
        List<KeyValuePair<string, object?>> state =
        [
            new("null", null),
            new("long", long.MaxValue),
            new("decimal", 0.10m),
            new("infinite", double.PositiveInfinity),
            new("moment", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)),
            new("duration", TimeSpan.FromSeconds(90)),
            new("texts", new[] { "a", "b" }),
            new("level", LogLevel.Debug),
            new("uri", new Uri("https://example.com/x")),
            new("{OriginalFormat}", "Values"),
        ];

        _logger.Log(LogLevel.Information, default, state, exception: null, static (_, _) => "Values");

        Assert.Equal(
            """{"timestamp":"2026-03-14T09:26:53.589Z","level":"INFO","message":"Values","category":"EcsGuard.Pipeline.JudgeRevision","function":"TaskDefinitionRegistered","null":null,"long":9223372036854775807,"decimal":0.10,"infinite":"Infinity","moment":"2026-01-02T03:04:05+00:00","duration":"00:01:30","texts":["a","b"],"level_":"Debug","uri":"https://example.com/x"}""" + "\n",
            Written());
    }

    [Theory]
    [InlineData(null, LogLevel.Information)]
    [InlineData("", LogLevel.Information)]
    [InlineData("LOUD", LogLevel.Information)]
    [InlineData("TRACE", LogLevel.Trace)]
    [InlineData("debug", LogLevel.Debug)]
    [InlineData("INFO", LogLevel.Information)]
    [InlineData("WARN", LogLevel.Warning)]
    [InlineData("ERROR", LogLevel.Error)]
    [InlineData("FATAL", LogLevel.Critical)]
    public void Understands_the_levels_of_Lambda(string? variable, LogLevel expected) =>
        Assert.Equal(expected, LambdaEnvironment.Read(name => name == "AWS_LAMBDA_LOG_LEVEL" ? variable : null).LogLevel);

    [Fact]
    public void Writes_the_levels_from_its_own_on_under_the_names_of_Lambda()
    {
        using var output = new MemoryStream();
        using var loggers = new JsonLoggerFactory(output, LogLevel.Debug, "F", _time);
        var logger = loggers.CreateLogger("C");
        List<KeyValuePair<string, object?>> state = [];
        foreach (var level in Enum.GetValues<LogLevel>())
        {
            logger.Log(level, default, state, exception: null, static (_, _) => "m");
        }

        Assert.Equal(
            string.Concat(new[] { "DEBUG", "INFO", "WARN", "ERROR", "FATAL" }.Select(level =>
                $$"""{"timestamp":"2026-03-14T09:26:53.589Z","level":"{{level}}","message":"m","category":"C","function":"F"}""" + "\n")),
            Encoding.UTF8.GetString(output.ToArray()));
    }

    private string Written() => Encoding.UTF8.GetString(_output.ToArray());

    [LoggerMessage(7, LogLevel.Information, "Judged {Revision}: {Findings} findings, {Milliseconds} ms, passed {Passed}.")]
    private static partial void Judged(ILogger logger, string revision, int findings, double milliseconds, bool passed);

    [LoggerMessage(EventId = 0, Level = LogLevel.Warning, Message = "Started.")]
    private static partial void Started(ILogger logger);

    [LoggerMessage(9, LogLevel.Error, "Failed.")]
    private static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(10, LogLevel.Information, "Named {Name}")]
    private static partial void Named(ILogger logger, string name);
}
