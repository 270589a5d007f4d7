using System.Text.Json;
using System.Text.Json.Serialization;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Findings;

/// <summary>
/// The records as JSON, for adapters that keep them as such. What is computed is left out. A member that is added to a record later is missing from
/// what was kept before, and an initializer is then not applied: such a member must be nullable, or read its default in the getter.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(EnumText<FindingState>), typeof(EnumText<Severity>), typeof(EnumText<PolicyKind>), typeof(EnumText<EnforcementMode>), typeof(EnumText<ChannelKind>), typeof(EnumText<ChannelFormat>), typeof(EnumText<SummaryKind>)])]
[JsonSerializable(typeof(FamilyState))]
[JsonSerializable(typeof(PendingNotice))]
[JsonSerializable(typeof(TellingState))]
[JsonSerializable(typeof(FindingState))]
[JsonSerializable(typeof(Severity))]
[JsonSerializable(typeof(PolicyKind))]
[JsonSerializable(typeof(EnforcementMode))]
[JsonSerializable(typeof(ChannelKind))]
[JsonSerializable(typeof(ChannelFormat))]
[JsonSerializable(typeof(SummaryKind))]
public sealed partial class RecordJson : JsonSerializerContext;

/// <summary>Writes an enumeration as everywhere else: in lower case.</summary>
public sealed class EnumText<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
