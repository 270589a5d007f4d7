using System.Buffers;
using System.Text.Json;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Functions.Telemetry;

/// <summary>
/// Metrics as log lines in CloudWatch's embedded metric format (CloudWatch User Guide, CloudWatch_Embedded_Metric_Format_Specification): no
/// call, no waiting, no agent. One document can hold one value per dimension, so an invocation writes one line for each combination of
/// dimension values that it counted something under. Each metric appears by Function and by its own dimensions.
/// </summary>
internal sealed class EmfMetrics(Stream output, string function, TimeProvider time) : IMetrics
{
    public const string Namespace = "EcsGuard";

    /// <summary>Of the format: metric definitions in one directive.</summary>
    public const int MaxMetrics = 100;

    /// <summary>Of the format: values of one metric in one document.</summary>
    public const int MaxValues = 100;

    /// <summary>Of the format: dimensions in one set.</summary>
    public const int MaxDimensions = 30;

    private readonly Lock _lock = new();
    private readonly List<Group> _groups = [];
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    public void Count(string name, double value, params ReadOnlySpan<(string Name, string Value)> dimensions)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), "A count is a finite number.");
        }

        lock (_lock)
        {
            var values = Find(name, "Count", dimensions).Values;
            if (values.Count == 0)
            {
                values.Add(value);
            }
            else
            {
                values[0] += value;
            }
        }
    }

    public void Duration(string name, TimeSpan value, params ReadOnlySpan<(string Name, string Value)> dimensions)
    {
        lock (_lock)
        {
            Find(name, "Milliseconds", dimensions).Values.Add(value.TotalMilliseconds);
        }
    }

    /// <summary>Writes what was recorded since the last time, and nothing when that is nothing.</summary>
    public void Flush(string requestId)
    {
        lock (_lock)
        {
            if (_groups.Count == 0)
            {
                return;
            }

            _buffer.ResetWrittenCount();
            foreach (var group in _groups)
            {
                WriteGroup(group, requestId);
            }

            _groups.Clear();
            output.Write(_buffer.WrittenSpan);
            output.Flush();
        }
    }

    private Metric Find(string name, string unit, ReadOnlySpan<(string Name, string Value)> dimensions)
    {
        var group = FindGroup(dimensions);
        foreach (var metric in group?.Metrics ?? [])
        {
            if (metric.Name == name)
            {
                return metric.Unit == unit ? metric : throw new ArgumentException($"The metric {name} is counted in {metric.Unit}.", nameof(name));
            }
        }

        Check(name, dimensions);
        if (group is null)
        {
            group = new Group(dimensions.ToArray(), []);
            _groups.Add(group);
        }

        var added = new Metric(name, unit, []);
        group.Metrics.Add(added);
        return added;
    }

    private Group? FindGroup(ReadOnlySpan<(string Name, string Value)> dimensions)
    {
        foreach (var group in _groups)
        {
            if (dimensions.SequenceEqual(group.Dimensions))
            {
                return group;
            }
        }

        return null;
    }

    private void WriteGroup(Group group, string requestId)
    {
        for (var first = 0; ; first += MaxValues)
        {
            var rest = group.Metrics.Where(metric => metric.Values.Count > first).ToArray();
            if (rest.Length == 0)
            {
                return;
            }

            foreach (var metrics in rest.Chunk(MaxMetrics))
            {
                WriteLine(group.Dimensions, metrics, first, requestId);
            }
        }
    }

    private void WriteLine((string Name, string Value)[] dimensions, Metric[] metrics, int first, string requestId)
    {
        using (var json = new Utf8JsonWriter(_buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, dimensions, metrics);
            json.WriteString(Reserved.Function, function);
            json.WriteString(Reserved.RequestId, requestId);
            foreach (var (name, value) in dimensions)
            {
                json.WriteString(name, value);
            }

            foreach (var metric in metrics)
            {
                json.WritePropertyName(metric.Name);
                WriteValues(json, metric.Values, first);
            }

            json.WriteEndObject();
        }

        _buffer.Write("\n"u8);
    }

    private void WriteMetadata(Utf8JsonWriter json, (string Name, string Value)[] dimensions, Metric[] metrics)
    {
        json.WriteStartObject(Reserved.Metadata);
        json.WriteNumber("Timestamp"u8, time.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteStartArray("CloudWatchMetrics"u8);
        json.WriteStartObject();
        json.WriteString("Namespace"u8, Namespace);
        json.WriteStartArray("Dimensions"u8);
        json.WriteStartArray();
        json.WriteStringValue(Reserved.Function);
        json.WriteEndArray();
        if (dimensions.Length > 0)
        {
            json.WriteStartArray();
            foreach (var (name, _) in dimensions)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("Metrics"u8);
        foreach (var metric in metrics)
        {
            json.WriteStartObject();
            json.WriteString("Name"u8, metric.Name);
            json.WriteString("Unit"u8, metric.Unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, List<double> values, int first)
    {
        if (values.Count == 1)
        {
            json.WriteNumberValue(values[0]);
            return;
        }

        json.WriteStartArray();
        for (var i = first; i < values.Count && i < first + MaxValues; i++)
        {
            json.WriteNumberValue(values[i]);
        }

        json.WriteEndArray();
    }

    /// <summary>All members of a document share one object, so no two may have the same name.</summary>
    private static void Check(string metric, ReadOnlySpan<(string Name, string Value)> dimensions)
    {
        if (dimensions.Length > MaxDimensions)
        {
            throw new ArgumentException($"A metric has at most {MaxDimensions} dimensions.", nameof(dimensions));
        }

        var names = new HashSet<string>(StringComparer.Ordinal) { Reserved.Metadata, Reserved.Function, Reserved.RequestId };
        foreach (var (name, value) in dimensions)
        {
            if (string.IsNullOrWhiteSpace(name) || string.IsNullOrWhiteSpace(value) || !names.Add(name))
            {
                throw new ArgumentException($"The dimension '{name}' of {metric} has no name, no value, or a name that is taken.", nameof(dimensions));
            }
        }

        if (string.IsNullOrWhiteSpace(metric) || !names.Add(metric))
        {
            throw new ArgumentException($"The metric '{metric}' has no name or one that is taken.", nameof(metric));
        }
    }

    private static class Reserved
    {
        public const string Metadata = "_aws";
        public const string Function = "Function";
        public const string RequestId = "requestId";
    }

    private sealed record Metric(string Name, string Unit, List<double> Values);

    private sealed record Group((string Name, string Value)[] Dimensions, List<Metric> Metrics);
}
