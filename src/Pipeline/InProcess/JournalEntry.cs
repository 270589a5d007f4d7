using System.Text.Json.Serialization;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.InProcess;

/// <summary>One line of the journal: records as they are after one change. What it does not name stays as it was.</summary>
internal sealed record JournalEntry
{
    /// <summary>On the first line, and only there: how the others are to be read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Format { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FamilyState? Family { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FamilyRevision>? Revisions { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<KeptFinding>? Findings { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UnjudgedCall? Unjudged { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public KeptJob? Job { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public KeptNotice? Notice { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Snapshot>? Snapshots { get; init; }
}

/// <summary>A revision with the family that it is of.</summary>
internal sealed record FamilyRevision(FamilyKey Family, RevisionRecord Record);

/// <summary>A finding, and, where it is of a single task, the version that orders its changes.</summary>
internal sealed record KeptFinding(Finding Finding, int? Version);

/// <summary>What a job remembers.</summary>
internal sealed record KeptJob(string Job, string? State);

/// <summary>A message of no single family; once it was sent, only its id is of interest.</summary>
internal sealed record KeptNotice(string Id, PendingNotice? Pending);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(EnumText<FindingState>), typeof(EnumText<Severity>), typeof(EnumText<PolicyKind>), typeof(EnumText<EnforcementMode>), typeof(EnumText<ChannelKind>), typeof(EnumText<ChannelFormat>), typeof(EnumText<SummaryKind>), typeof(EnumText<SnapshotKind>)])]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(FindingState))]
[JsonSerializable(typeof(Severity))]
[JsonSerializable(typeof(PolicyKind))]
[JsonSerializable(typeof(EnforcementMode))]
[JsonSerializable(typeof(ChannelKind))]
[JsonSerializable(typeof(ChannelFormat))]
[JsonSerializable(typeof(SummaryKind))]
[JsonSerializable(typeof(SnapshotKind))]
internal sealed partial class JournalJson : JsonSerializerContext;
