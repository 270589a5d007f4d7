using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
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
            _entries.AddOrUpdate(described.Arn, described, (_, known) => known.IsFromFile ? known : described);
        }
        else if (call.EventName == CloseRevision.Deregistration && TaskDefinitionArn.TryParse(call.Response?.Member("taskDefinition")?.Text("taskDefinitionArn"), out var gone)
            && _entries.TryGetValue(gone, out var known))
        {
            _entries[gone] = known with { IsActive = false };
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

    private static Entry? Describe(JsonElement json, DateTimeOffset? registeredAt)
    {
        var definition = json.Member("taskDefinition") ?? json;
        if (!TaskDefinitionArn.TryParse(definition.Text("taskDefinitionArn"), out var arn) || arn.Revision is null)
        {
            return null;
        }

        // The AWS CLI prints a definition with its tags inside when it is taken out of the answer.
        var answer = new JsonObject
        {
            ["taskDefinition"] = JsonNode.Parse(JsonMarshal.GetRawUtf8Value(definition)),
            ["tags"] = (json.Member("tags") ?? definition.Member("tags")) is { } tags ? JsonNode.Parse(JsonMarshal.GetRawUtf8Value(tags)) : new JsonArray(),
        };
        var copy = (JsonObject)answer["taskDefinition"]!;
        copy.Remove("tags");
        if (registeredAt is { } time)
        {
            // CloudTrail's copy writes the time as a text for people; the event's own is exact.
            copy["registeredAt"] = time.ToString("O", CultureInfo.InvariantCulture);
        }

        return new(arn, Encoding.UTF8.GetBytes(answer.ToJsonString()), definition.Text("status") != "INACTIVE", IsFromFile: false);
    }

    private sealed record Entry(TaskDefinitionArn Arn, ReadOnlyMemory<byte> Json, bool IsActive, bool IsFromFile);
}
