using System.Globalization;
using System.Text;
using System.Text.Json;
using EcsGuard.Functions.Telemetry;
using EcsGuard.Testing;

namespace EcsGuard.Functions.Tests.Telemetry;

public sealed class EmfMetricsTests : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly EmfMetrics _metrics;

    public EmfMetricsTests() => _metrics = new EmfMetrics(_output, "TaskDefinitionRegistered", new FakeTime());

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Writes_a_line_for_each_combination_of_dimensions()
    {
        _metrics.Count("Evaluations", 17, ("Outcome", "passed"));
        _metrics.Count("Evaluations", 2, ("Outcome", "violated"));
        _metrics.Count("Findings", 1, ("Policy", "blocking-log-driver"), ("Severity", "high"));
        _metrics.Count("Notifications", 1);
        _metrics.Duration("EvaluationLatency", TimeSpan.FromMicroseconds(1250));
        _metrics.Count("Evaluations", 3, ("Outcome", "passed"));

        _metrics.Flush("8f507cfc-1111");

        Assert.Equal(
            """
            {"_aws":{"Timestamp":1773480413589,"CloudWatchMetrics":[{"Namespace":"EcsGuard","Dimensions":[["Function"],["Outcome"]],"Metrics":[{"Name":"Evaluations","Unit":"Count"}]}]},"Function":"TaskDefinitionRegistered","requestId":"8f507cfc-1111","Outcome":"passed","Evaluations":20}
            {"_aws":{"Timestamp":1773480413589,"CloudWatchMetrics":[{"Namespace":"EcsGuard","Dimensions":[["Function"],["Outcome"]],"Metrics":[{"Name":"Evaluations","Unit":"Count"}]}]},"Function":"TaskDefinitionRegistered","requestId":"8f507cfc-1111","Outcome":"violated","Evaluations":2}
            {"_aws":{"Timestamp":1773480413589,"CloudWatchMetrics":[{"Namespace":"EcsGuard","Dimensions":[["Function"],["Policy","Severity"]],"Metrics":[{"Name":"Findings","Unit":"Count"}]}]},"Function":"TaskDefinitionRegistered","requestId":"8f507cfc-1111","Policy":"blocking-log-driver","Severity":"high","Findings":1}
            {"_aws":{"Timestamp":1773480413589,"CloudWatchMetrics":[{"Namespace":"EcsGuard","Dimensions":[["Function"]],"Metrics":[{"Name":"Notifications","Unit":"Count"},{"Name":"EvaluationLatency","Unit":"Milliseconds"}]}]},"Function":"TaskDefinitionRegistered","requestId":"8f507cfc-1111","Notifications":1,"EvaluationLatency":1.25}

            """,
            Written());
    }

    [Fact]
    public void Keeps_durations_apart()
    {
        _metrics.Duration("EvaluationLatency", TimeSpan.FromMilliseconds(3));
        _metrics.Duration("EvaluationLatency", TimeSpan.FromMilliseconds(5));

        _metrics.Flush("a-1");

        Assert.Equal(
            """{"_aws":{"Timestamp":1773480413589,"CloudWatchMetrics":[{"Namespace":"EcsGuard","Dimensions":[["Function"]],"Metrics":[{"Name":"EvaluationLatency","Unit":"Milliseconds"}]}]},"Function":"TaskDefinitionRegistered","requestId":"a-1","EvaluationLatency":[3,5]}""" + "\n",
            Written());
    }

    [Fact]
    public void Writes_nothing_twice_and_nothing_for_nothing()
    {
        _metrics.Flush("a-1");
        _metrics.Count("EventsIgnored", 1);
        _metrics.Flush("a-2");
        _metrics.Flush("a-3");

        Assert.Equal(
            """{"_aws":{"Timestamp":1773480413589,"CloudWatchMetrics":[{"Namespace":"EcsGuard","Dimensions":[["Function"]],"Metrics":[{"Name":"EventsIgnored","Unit":"Count"}]}]},"Function":"TaskDefinitionRegistered","requestId":"a-2","EventsIgnored":1}""" + "\n",
            Written());
    }

    [Fact]
    public void Stays_within_a_hundred_values_of_a_metric()
    {
        for (var i = 1; i <= 201; i++)
        {
            _metrics.Duration("EvaluationLatency", TimeSpan.FromMilliseconds(i));
        }

        _metrics.Count("Evaluations", 1);

        _metrics.Flush("a-1");

        Assert.Equal(
            [$"[{string.Join(',', Enumerable.Range(1, 100))}]", $"[{string.Join(',', Enumerable.Range(101, 100))}]", "[201]"],
            Lines().Select(line => line.GetProperty("EvaluationLatency").GetRawText()));
        Assert.Equal([true, false, false], Lines().Select(line => line.TryGetProperty("Evaluations", out _)));
    }

    [Fact]
    public void Stays_within_a_hundred_metrics_of_a_directive()
    {
        for (var i = 1; i <= 101; i++)
        {
            _metrics.Count(string.Create(CultureInfo.InvariantCulture, $"M{i}"), i);
        }

        _metrics.Flush("a-1");

        Assert.Equal([100, 1], Lines().Select(line => line.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0].GetProperty("Metrics").GetArrayLength()));
        Assert.Equal(101, Lines()[1].GetProperty("M101").GetInt32());
    }

    [Fact]
    public void Refuses_more_dimensions_than_the_format_has()
    {
        var dimensions = Enumerable.Range(1, 31).Select(i => (string.Create(CultureInfo.InvariantCulture, $"D{i}"), "x")).ToArray();

        _metrics.Count("Fits", 1, dimensions.AsSpan(0, 30));

        Assert.Throws<ArgumentException>("dimensions", () => _metrics.Count("Evaluations", 1, dimensions));
    }

    [Theory]
    [InlineData("", "passed")]
    [InlineData("Outcome", "")]
    [InlineData("Outcome", " ")]
    [InlineData("Function", "another")]
    [InlineData("requestId", "another")]
    [InlineData("_aws", "another")]
    public void Refuses_a_dimension_that_the_document_cannot_hold(string name, string value) =>
        Assert.Throws<ArgumentException>("dimensions", () => _metrics.Count("Evaluations", 1, (name, value)));

    [Fact]
    public void Refuses_a_name_that_is_taken()
    {
        _metrics.Count("Evaluations", 1);

        Assert.Throws<ArgumentException>("name", () => _metrics.Duration("Evaluations", TimeSpan.Zero));
        Assert.Throws<ArgumentException>("dimensions", () => _metrics.Count("Findings", 1, ("Policy", "a"), ("Policy", "b")));
        Assert.Throws<ArgumentException>("metric", () => _metrics.Count("Policy", 1, ("Policy", "a")));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Refuses_what_is_no_number(double value) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(value), () => _metrics.Count("Evaluations", value));

    [Fact]
    public void Adds_up_what_parallel_callers_count()
    {
        Parallel.For(0, 1000, _ => _metrics.Count("Evaluations", 1, ("Outcome", "passed")));

        _metrics.Flush("a-1");

        Assert.Equal(1000, Assert.Single(Lines()).GetProperty("Evaluations").GetDouble());
    }

    private string Written() => Encoding.UTF8.GetString(_output.ToArray());

    private JsonElement[] Lines() =>
        [.. Written().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
