using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.InProcess;

/// <summary>
/// ECS's task definitions in process: what files and events have shown of them. A file that holds DescribeTaskDefinition's answer says more than an
/// event, whose copy may be redacted, so it is never replaced by one.
/// </summary>
public sealed class TaskDefinitionRegistry : ITaskDefinitions
{
    /// <summary>The text is read again as JSON and goes nowhere else, so nothing is escaped that need not be.</summary>
    private static readonly JsonWriterOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ConcurrentDictionary<TaskDefinitionArn, Entry> _entries = new();

    /// <summary>Takes a definition that names its revision, in the form of DescribeTaskDefinition's answer or its <c>taskDefinition</c>.</summary>
    /// <returns>The revision; null if it names none.</returns>
    public TaskDefinitionArn? AddDescribed(JsonElement json)
    {
        if (Describe(json, null) is not { } described)
        {
            return null;
        }

        _entries[described.Arn] = described with { IsFromFile = true };
        return described.Arn;
    }

    /// <summary>Learns what a recorded call shows: a registration's answer, or a deregistration.</summary>
    public void Observe(EventEnvelope envelope)
    {
        if (envelope.DetailType != EventEnvelope.ApiCall || envelope.Source != "aws.ecs")
        {
            return;
        }

        var call = CloudTrailCall.Read(envelope);
        if (call.EventName == JudgeRevision.Registration && call.Response is { } response && Describe(response, envelope.Time) is { } described)
        {
            _entries.AddOrUpdate(described.Arn, described, (_, known) => known.IsFromFile || !known.IsActive ? known : described);
        }
        else if (call.EventName == CloseRevision.Deregistration && TaskDefinitionArn.TryParse(call.Response?.Member("taskDefinition")?.Text("taskDefinitionArn"), out var gone)
            && _entries.TryGetValue(gone, out var known))
        {
            using var answer = JsonDocument.Parse(known.Json);
            _entries[gone] = Describe(answer.RootElement, null, "INACTIVE")! with { IsFromFile = known.IsFromFile };
        }
    }

    public Task<DescribedTaskDefinition> DescribeAsync(TaskDefinitionArn arn, CancellationToken cancellationToken) =>
        Task.FromResult(_entries.TryGetValue(arn, out var entry) ? DescribedTaskDefinition.Found(entry.Json) : DescribedTaskDefinition.Refused(DescribeRefusal.NotFound));

    public Task<IReadOnlyList<TaskDefinitionArn>> ListNewestAsync(string account, string region, string family, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<TaskDefinitionArn>>(
        [
            .. _entries
                .Where(entry => entry.Value.IsActive && entry.Key.Account == account && entry.Key.Region == region && entry.Key.Family == family)
                .Select(entry => entry.Key)
                .OrderByDescending(arn => arn.Revision)
                .Take(limit),
        ]);

    private static Entry? Describe(JsonElement answered, DateTimeOffset? registeredAt, string? status = null)
    {
        var definition = answered.Member("taskDefinition") ?? answered;
        if (!TaskDefinitionArn.TryParse(definition.Text("taskDefinitionArn"), out var arn) || arn.Revision is null)
        {
            return null;
        }

        using var answer = new MemoryStream();
        using (var json = new Utf8JsonWriter(answer, AsWritten))
        {
            Write(json, definition, answered.Member("tags") ?? definition.Member("tags"), registeredAt, status);
        }

        // DELETE_IN_PROGRESS is what INACTIVE becomes.
        return new(arn, answer.ToArray(), (status ?? definition.Text("status")) is null or "ACTIVE", IsFromFile: false);
    }

    /// <summary>As DescribeTaskDefinition answers. The AWS CLI prints a definition with its tags inside when it is taken out of the answer.</summary>
    private static void Write(Utf8JsonWriter json, JsonElement definition, JsonElement? tags, DateTimeOffset? registeredAt, string? status)
    {
        json.WriteStartObject();
        json.WriteStartObject("taskDefinition");
        foreach (var member in definition.EnumerateObject().Where(member => member.Name != "tags" && (member.Name != "registeredAt" || registeredAt is null)))
        {
            if (member.Name == "status" && status is not null)
            {
                json.WriteString("status", status);
            }
            else
            {
                member.WriteTo(json);
            }
        }

        if (registeredAt is { } time)
        {
            // CloudTrail's copy writes the time as a text for people; the event's own is exact.
            json.WriteString("registeredAt", time);
        }

        json.WriteEndObject();
        json.WritePropertyName("tags");
        if (tags is { } known)
        {
            known.WriteTo(json);
        }
        else
        {
            json.WriteStartArray();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private sealed record Entry(TaskDefinitionArn Arn, ReadOnlyMemory<byte> Json, bool IsActive, bool IsFromFile);
}
